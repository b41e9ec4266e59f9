package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.ingest.settings.StoreSettings;
import org.pineflow.ingest.store.EventStoreException;
import org.pineflow.ingest.store.TimeUuids;
import org.pineflow.postgres.TestPostgres;

class IngestionOnPostgresTest {

    private static final String EVENTS = "/events/" + RunningIngestion.PATH;
    private static String url;

    @TempDir
    Path folder;

    @BeforeAll
    static void makeDatabase() throws Exception {
        url = TestPostgres.newDatabase();
    }

    @Test
    void whatIsPostedIsInTheDatabaseAndARepeatedRequestIsNotStoredAgain() throws Exception {
        String batch =
                IntStream.range(0, 100).mapToObj(i -> "{\"n\": " + i + "}").collect(Collectors.joining(",", "[", "]"));
        try (RunningIngestion server = start()) {
            String first = server.post(EVENTS, batch, "Idempotency-Key", "one").body();
            String second = server.post(EVENTS, batch, "Idempotency-Key", "one").body();

            assertThat(second).contains("\"success\":true").isEqualTo(first);
            assertThat(server.payloads("customer.changed.0")).hasSize(100).startsWith("{\"n\": 0}");
        }
        try (RunningIngestion server = start()) {
            assertThat(server.payloads("customer.changed.0")).hasSize(100);
        }
        assertThat(folder.resolve("data/ingest/events.db")).doesNotExist();
    }

    @Test
    void anotherDatabaseThanTheTwoIsRefused() {
        assertThatThrownBy(() -> open("jdbc:mysql://localhost/x?password=swordfish"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pineflow.ingest.store")
                .hasMessageNotContaining("swordfish");
    }

    @Test
    void aPasswordIsInNoMessage() {
        assertThatThrownBy(() -> open("jdbc:postgresql://user:swordfish@localhost:1/x"))
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining("localhost:1/x")
                .hasMessageNotContaining("swordfish");
    }

    private void open(String store) throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().addOverrideProperty("pineflow.data", folder.toString());
            context.getPropertiesComponent().addOverrideProperty("pineflow.ingest.store", store);
            context.getPropertiesComponent().addOverrideProperty("pineflow.ingest.store.password", "swordfish");
            StoreSettings.of(context).open(new TimeUuids(Clock.systemUTC()));
        }
    }

    private RunningIngestion start() throws Exception {
        return new RunningIngestion(
                folder, Map.of("pineflow.ingest.store", url, "pineflow.ingest.store.user", TestPostgres.USER));
    }
}
