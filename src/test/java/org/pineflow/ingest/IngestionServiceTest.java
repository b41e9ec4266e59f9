package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pineflow.ingest.catalog.CatalogException;
import org.pineflow.ingest.catalog.CatalogReader;
import org.pineflow.ingest.settings.IngestionSettings;
import org.pineflow.ingest.settings.StoreSettings;

class IngestionServiceTest {

    @TempDir
    Path folder;

    @Test
    void aProgramCanBindItWithAKeyThatIsInNoFile() throws Exception {
        Main main = new Main();
        main.addOverrideProperty("camel.server.enabled", "true");
        main.addOverrideProperty("camel.server.host", "127.0.0.1");
        main.addOverrideProperty("camel.server.port", "0");
        main.addOverrideProperty("camel.main.routesIncludePattern", "file:routes/ingest/*.camel.yaml");
        main.addOverrideProperty("pineflow.data", folder.toString());
        main.configure().addConfiguration(new CamelConfiguration() {
            @Override
            public void configure(CamelContext context) {
                IngestionService.bind(
                        context,
                        CatalogReader.read(Path.of("config/catalog.yaml")).withKey("demo", "demo", "made-just-now"));
            }
        });
        main.start();
        try {
            MainHttpServer server = main.getCamelContext().hasService(MainHttpServer.class);
            int port = server.getRouter().getServer().getPort();
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/event/demo/retail/customer.0/customer.changed.0"))
                    .header("Authorization", "made-just-now")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build();

            assertThat(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            main.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pineflow.ingest.maxBatchEvents, 20000, from 1 to 10000",
        "pineflow.ingest.maxEventBytes, many, a whole number",
        "pineflow.ingest.maxBodyBytes, 0, from 1 to",
        "pineflow.ingest.bodyTimeout, soon, a duration like 30s",
        "pineflow.ingest.fileTimeout, 0, longer than no time",
        "pineflow.ingest.hotTime, 8d, at most pineflow.ingest.maxHotTime",
        "pineflow.ingest.notify.readers, 0, from 1 to",
        "pineflow.ingest.pageBytes, much, a whole number"
    })
    void aWrongSettingIsNamed(String name, String value, String message) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().addOverrideProperty(name, value);
            context.getPropertiesComponent().addOverrideProperty("pineflow.data", folder.toString());

            assertThatThrownBy(() -> IngestionService.bind(context))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining(value)
                    .hasMessageContaining(message);
            assertThat(folder).as("nothing is opened before").isEmptyDirectory();
        }
    }

    @Test
    void aStartThatFailsLeavesNeitherThreadsNorAnOpenStoreBehind() throws Exception {
        Files.createDirectories(folder.resolve("ingest"));
        Files.writeString(folder.resolve("ingest/spool"), "no folder");
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().addOverrideProperty("pineflow.data", folder.toString());

        assertThatThrownBy(() -> IngestionService.bind(context, CatalogReader.read(Path.of("config/catalog.yaml"))))
                .hasMessageContaining("spool");

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .noneMatch(thread -> thread.getName().startsWith("vert.x")));
        assertThat(folder.resolve("ingest/events.db-wal"))
                .as("a closed store has none")
                .doesNotExist();
    }

    @Test
    void whatStopsWithTheContextFindsItsVertxAtWorkAndItsThreadsEndAfterwards() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        CompletableFuture<Void> worked = new CompletableFuture<>();
        DefaultCamelContext context = new DefaultCamelContext();
        context.getPropertiesComponent().addOverrideProperty("pineflow.data", folder.toString());
        // It is older than the Vert.x, as a server of camel-main may be: the context stops it late.
        context.addService(new ServiceSupport() {
            @Override
            protected void doStop() throws Exception {
                Vertx vertx = context.getRegistry().findSingleByType(Vertx.class);
                for (int i = 0; i < 20_000; i++) {
                    CompletableFuture<Void> turn = new CompletableFuture<>();
                    vertx.runOnContext(turn::complete);
                    turn.get(30, TimeUnit.SECONDS);
                }
                worked.complete(null);
            }
        });
        IngestionService.bind(context, CatalogReader.read(Path.of("config/catalog.yaml")));
        context.start();

        context.close();

        assertThat(worked).isCompleted();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .noneMatch(thread -> thread.getName().startsWith("vert.x")));
    }

    @Test
    void relativePathsStartFromHome() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().addOverrideProperty("pineflow.home", folder.toString());

            IngestionSettings settings = IngestionSettings.of(context);

            assertThat(settings.catalog()).isEqualTo(folder.resolve("config/catalog.yaml"));
            assertThat(StoreSettings.of(context).file()).isEqualTo(folder.resolve("data/ingest/events.db"));
            assertThatThrownBy(() -> IngestionService.bind(context)).isInstanceOf(CatalogException.class);
        }
    }
}
