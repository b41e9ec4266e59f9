package org.pineflow.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteEventStoreTest extends EventStoreContract {

    @TempDir
    Path folder;

    @Override
    EventStore open(TimeUuids ids) {
        return SqliteEventStore.open(file(), ids, 0);
    }

    @Override
    void sql(String statements) throws SQLException {
        execute(DriverManager.getConnection("jdbc:sqlite:" + file()), statements);
    }

    private Path file() {
        return folder.resolve("new/events.db");
    }

    @Test
    void theFileIsFreeForOthersBetweenTwoWrites() throws Exception {
        store.append(batch(1).submission());

        sql("pragma busy_timeout = 0; delete from event");

        store.append(batch(1).submission());
        assertThat(store.count(CUSTOMERS)).isEqualTo(1);
    }

    @Test
    void aSubmissionThatFailsInTheMiddleLeavesNothing() throws Exception {
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement sql = other.createStatement()) {
            sql.execute("create trigger trouble before insert on event when new.payload = cast('{\"n\":1500}' as blob)"
                    + " begin select raise(abort, 'trouble'); end");
            assertThatThrownBy(() -> store.append(batch(2000).submission()))
                    .isInstanceOf(EventStoreException.class)
                    .hasMessageContaining("events.db");
            assertThat(store.count(CUSTOMERS)).isZero();
            assertThat(store.eventTypes()).isEmpty();

            sql.execute("drop trigger trouble");
        }
        store.append(batch(2000).submission());
        assertThat(store.count(CUSTOMERS)).isEqualTo(2000);
    }

    @Test
    void aFullFileTakesNothingHalf() throws Exception {
        EventStore small =
                SqliteEventStore.open(folder.resolve("small.db"), new TimeUuids(new SettableClock(time)), 1_000_000);
        try (small) {
            small.append(batch(10).submission());

            assertThatThrownBy(() -> small.append(batch(30)
                            .payload(i -> "{\"pad\":\"" + "x".repeat(60_000) + "\"}")
                            .submission()))
                    .isInstanceOf(EventStoreException.class);

            assertThat(small.count(CUSTOMERS)).isEqualTo(10);
            small.append(batch(10).submission());
            assertThat(small.count(CUSTOMERS)).isEqualTo(20);
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamedWithTheCure() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> SqliteEventStore.open(file.resolve("events.db"), new TimeUuids(Clock.systemUTC()), 0))
                .isInstanceOf(EventStoreException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("pineflow.data");
    }
}
