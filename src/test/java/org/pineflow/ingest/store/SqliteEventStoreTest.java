package org.pineflow.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.request.NewEvent;

class SqliteEventStoreTest {

    private static final EventTypeName CUSTOMERS =
            new EventTypeName("acme", new UUID(1, 2), "customer.0", "customer.changed.0");
    private static final EventTypeName SALES = new EventTypeName("acme", new UUID(1, 2), "sale.0", "sale.changed.0");

    @TempDir
    Path folder;

    private EventStore store;

    @BeforeEach
    void open() {
        store = SqliteEventStore.open(folder.resolve("new/events.db"), new TimeUuids(Clock.systemUTC()), 0);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatWasStoredIsThereInOrderAfterReopening() {
        Receipt receipt = store.append(submission(CUSTOMERS, 2500));
        store.append(submission(SALES, 1));
        store.append(submission(CUSTOMERS, 0));

        close();
        open();

        List<StoredEvent> events = read(CUSTOMERS);
        assertThat(events).extracting(StoredEvent::eventId).isEqualTo(receipt.eventIds());
        assertThat(events)
                .extracting(event -> new String(event.payload(), StandardCharsets.UTF_8))
                .isEqualTo(IntStream.range(0, 2500)
                        .mapToObj(i -> "{\"n\":" + i + "}")
                        .toList());
        assertThat(events.get(0).sentMetadata()).containsExactly(Map.entry("source", "é\"\n"));
        assertThat(events.get(0).eventTime()).isEqualTo(Instant.parse("2024-01-15T10:30:00.001Z"));
        assertThat(events.get(0).validTime()).isEqualTo(Instant.parse("1969-12-31T23:59:59.999Z"));
        assertThat(store.count(CUSTOMERS)).isEqualTo(2500);
        assertThat(store.count(SALES)).isEqualTo(1);
        assertThat(store.count(new EventTypeName("no", new UUID(0, 0), "no", "no")))
                .isZero();
        assertThat(store.eventTypes()).containsExactly(CUSTOMERS, SALES);
    }

    @Test
    void theFileIsFreeForOthersBetweenTwoWrites() throws Exception {
        store.append(submission(CUSTOMERS, 1));

        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("new/events.db"));
                Statement sql = other.createStatement()) {
            sql.execute("pragma busy_timeout = 0");
            assertThat(sql.executeUpdate("delete from event")).isEqualTo(1);
        }

        store.append(submission(CUSTOMERS, 1));
        assertThat(store.count(CUSTOMERS)).isEqualTo(1);
    }

    @Test
    void aReaderSeesTheStoreAsItWasAndStopsNoWriter() {
        store.append(submission(CUSTOMERS, 3));
        List<StoredEvent> seen = new ArrayList<>();

        store.read(CUSTOMERS, event -> {
            seen.add(event);
            store.append(submission(CUSTOMERS, 1));
        });

        assertThat(seen).hasSize(3);
        assertThat(store.count(CUSTOMERS)).isEqualTo(6);
    }

    @Test
    void aSubmissionThatFailsInTheMiddleLeavesNothing() throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("new/events.db"));
                Statement sql = other.createStatement()) {
            sql.execute("create trigger trouble before insert on event when new.payload = cast('{\"n\":1500}' as blob)"
                    + " begin select raise(abort, 'trouble'); end");
            assertThatThrownBy(() -> store.append(submission(CUSTOMERS, 2000)))
                    .isInstanceOf(EventStoreException.class)
                    .hasMessageContaining("events.db");
            assertThat(store.count(CUSTOMERS)).isZero();
            assertThat(store.eventTypes()).isEmpty();

            sql.execute("drop trigger trouble");
        }
        store.append(submission(CUSTOMERS, 2000));
        assertThat(store.count(CUSTOMERS)).isEqualTo(2000);
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamedWithTheCure() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> SqliteEventStore.open(file.resolve("events.db"), new TimeUuids(Clock.systemUTC()), 0))
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("pineflow.data");
    }

    private List<StoredEvent> read(EventTypeName type) {
        List<StoredEvent> events = new ArrayList<>();
        store.read(type, events::add);
        return events;
    }

    private static Submission submission(EventTypeName type, int count) {
        List<NewEvent> events = IntStream.range(0, count)
                .mapToObj(i -> new NewEvent(
                        ("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8),
                        Optional.of(Instant.parse("2024-01-15T10:30:00.001Z")),
                        Optional.of(Instant.parse("1969-12-31T23:59:59.999Z"))))
                .toList();
        return new Submission(
                type,
                "shop1",
                Optional.empty(),
                new byte[32],
                Map.of("source", "é\"\n"),
                new Retention(Duration.ofDays(3), true),
                EventSource.of(events),
                Optional.empty());
    }
}
