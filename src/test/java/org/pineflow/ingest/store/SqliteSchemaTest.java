package org.pineflow.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.ingest.catalog.EventTypeName;

/** A store that an earlier version made goes on to be used. */
class SqliteSchemaTest {

    private static final EventTypeName CUSTOMERS =
            new EventTypeName("acme", new UUID(1, 2), "customer.0", "customer.changed.0");
    private static final Instant NOW = Instant.parse("2026-02-03T12:05:06.789Z");
    private static final Instant GIVEN = Instant.parse("2024-01-15T10:59:59.999Z");
    private static final Instant RECEIVED = NOW.minus(Duration.ofHours(2));

    @TempDir
    Path folder;

    private final List<UUID> ids = new ArrayList<>();
    private EventStore store;

    @BeforeEach
    void openWhatTheFirstVersionLeft() throws SQLException {
        Path file = folder.resolve("events.db");
        Flyway.configure()
                .dataSource("jdbc:sqlite:" + file, null, null)
                .locations("classpath:org/pineflow/ingest/store/sqlite")
                .table("ingest_schema_history")
                .target("1")
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement sql = connection.createStatement()) {
            sql.execute("insert into event_type values (7, 'acme', '" + new UUID(1, 2)
                    + "', 'customer.0', 'customer.changed.0')");
            sql.execute("insert into submission values (3, 7, 'shop1', 'one', x'00ff', '{\"source\":\"é\"}', "
                    + RECEIVED.toEpochMilli() + ")");
            sql.execute(
                    "insert into submission values (4, 7, 'shop1', null, x'', '{}', " + RECEIVED.toEpochMilli() + ")");
            sql.execute("insert into submission values (5, 7, 'shop1', 'none', x'', '{}', " + RECEIVED.toEpochMilli()
                    + ")");
            TimeUuids.Batch batch = new TimeUuids(Clock.fixed(RECEIVED, ZoneOffset.UTC)).batch(4);
            addEvent(connection, 3, batch.id(0, Optional.of(GIVEN)), GIVEN.toEpochMilli(), 5L);
            addEvent(connection, 3, batch.id(1, Optional.empty()), null, null);
            addEvent(connection, 4, batch.id(2, Optional.empty()), null, null);
        }
        store = SqliteEventStore.open(file, new TimeUuids(Clock.fixed(NOW, ZoneOffset.UTC)), 0);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void itsEventsAreReadAsBefore() {
        List<StoredEvent> events = new ArrayList<>();
        store.read(CUSTOMERS, events::add);

        assertThat(events).extracting(StoredEvent::eventId).isEqualTo(ids);
        assertThat(events)
                .extracting(event -> new String(event.payload(), StandardCharsets.UTF_8))
                .containsExactly("{\"n\":0}", "{\"n\":1}", "{\"n\":2}");
        assertThat(events.get(0).givenEventTime()).contains(GIVEN);
        assertThat(events.get(0).givenValidTime()).contains(Instant.ofEpochMilli(5));
        assertThat(events.get(1).givenEventTime()).isEmpty();
        assertThat(events.get(0).sentMetadata()).containsExactly(Map.entry("source", "é"));
        assertThat(events.get(0).receivedAt()).isEqualTo(RECEIVED);
        assertThat(store.reader().buckets(Set.of(CUSTOMERS), TimeBucket.of(GIVEN), TimeBucket.of(NOW), false, 9))
                .containsExactly(TimeBucket.of(GIVEN), TimeBucket.of(RECEIVED));
    }

    @Test
    void itsKeysGiveTheirFirstAnswers() {
        assertThat(store.append(submission("one", new byte[] {0, -1}))).isEqualTo(new Receipt(ids.subList(0, 2), true));
        assertThat(store.append(submission("none", new byte[0]))).isEqualTo(new Receipt(List.of(), true));
    }

    @Test
    void itsEventsAreArchivedAndDeletedWithTheDefaultRetention() {
        ArchiveTask task = store.archive()
                .next(TimeBucket.of(NOW), Instant.MAX, new PageLimits(10, 1000))
                .orElseThrow();
        assertThat(task.bucket()).isEqualTo(TimeBucket.of(GIVEN));
        assertThat(task.events()).isEqualTo(1);

        assertThat(store.expiry().expire(NOW.plus(Duration.ofDays(4)), 10).events())
                .isZero();
        store.archive()
                .confirm(
                        task,
                        new ColdObject(task.object(), CUSTOMERS, task.bucket(), 1, 9, "00", ids.get(0), ids.get(0)));
        assertThat(store.expiry().expire(RECEIVED.plus(Duration.ofDays(3)), 10).events())
                .isEqualTo(1);
    }

    @Test
    void newSubmissionsComeAfterTheOldOnes() {
        Receipt receipt = store.append(EventStoreContract.batch(1).submission());

        List<UUID> all = new ArrayList<>();
        store.read(CUSTOMERS, event -> all.add(event.eventId()));
        assertThat(all).hasSize(4).endsWith(receipt.eventIds().get(0));
    }

    private void addEvent(Connection connection, long submission, UUID id, Long eventMs, Long validMs)
            throws SQLException {
        String insert =
                "insert into event (event_type_id, submission_id, event_id, id_time, event_ms, valid_ms, payload)"
                        + " values (7, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setLong(1, submission);
            statement.setString(2, id.toString());
            statement.setLong(3, id.timestamp());
            statement.setObject(4, eventMs);
            statement.setObject(5, validMs);
            statement.setBytes(6, ("{\"n\":" + ids.size() + "}").getBytes(StandardCharsets.UTF_8));
            statement.executeUpdate();
        }
        ids.add(id);
    }

    private static Submission submission(String key, byte[] digest) {
        return new Submission(
                CUSTOMERS,
                "shop1",
                Optional.of(key),
                digest,
                Map.of(),
                EventStoreContract.ARCHIVED,
                EventSource.of(List.of()),
                Optional.empty());
    }
}
