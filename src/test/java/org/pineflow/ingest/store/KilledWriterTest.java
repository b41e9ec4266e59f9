package org.pineflow.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.postgres.TestPostgres;

/** Processes that write are killed with SIGKILL, and their successors send again what had no receipt. */
class KilledWriterTest {

    private static final int KILLS = 3;

    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedIsInSqliteOnceHoweverOftenTheWriterIsKilled() throws Exception {
        Path file = folder.resolve("events.db");
        int last = killAgainAndAgain(file.toString());

        try (EventStore store = SqliteEventStore.open(file, new TimeUuids(Clock.systemUTC()), 0)) {
            assertWholeAndOnce(store, last);
        }
    }

    @Test
    void whatWasAcknowledgedIsInPostgresOnceHoweverOftenTheWriterIsKilled() throws Exception {
        String url = TestPostgres.newDatabase();
        int last = killAgainAndAgain(url);

        try (EventStore store =
                PostgresEventStore.open(PostgresEventStoreTest.location(url), new TimeUuids(Clock.systemUTC()))) {
            assertWholeAndOnce(store, last);
        }
    }

    private static int killAgainAndAgain(String store) throws Exception {
        int last = 0;
        for (int i = 0; i < KILLS; i++) {
            // Begins with one that has a receipt already, and one of which nobody knows.
            try (AppendingProcess process = AppendingProcess.start(store, Math.max(1, last))) {
                last = process.killAfter(20 + 7 * i);
            }
        }
        return last;
    }

    private static void assertWholeAndOnce(EventStore store, int last) {
        store.append(AppendingProcess.submission(last + 1));
        Map<String, Integer> expected = new TreeMap<>();
        for (int number = 1; number <= last + 1; number++) {
            expected.put("{\"number\":" + number + "}", AppendingProcess.EVENTS);
        }
        Map<String, Integer> stored = new TreeMap<>();
        store.read(
                EventStoreContract.CUSTOMERS,
                event -> stored.merge(new String(event.payload(), StandardCharsets.UTF_8), 1, Integer::sum));
        assertThat(stored).isEqualTo(expected);
    }
}
