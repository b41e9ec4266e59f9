package org.pineflow.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.postgres.OwnPostgres;

/** A PostgreSQL server of its own, which is killed with SIGKILL and started again over the same files. */
class KilledPostgresTest {

    private static final int WRITERS = 3;

    @TempDir
    Path folder;

    private final Map<Integer, List<UUID>> receipts = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicBoolean done = new AtomicBoolean();

    @Test
    void whatWasAcknowledgedIsThereOnceAfterTheServerWasKilledAndTheStoreWorksAgainByItself() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try (OwnPostgres server = OwnPostgres.start(folder.resolve("postgres"));
                EventStore store = PostgresEventStore.open(
                        PostgresEventStoreTest.location(server.url()), new TimeUuids(Clock.systemUTC()))) {
            List<Future<?>> writing = List.of(
                    writers.submit(() -> write(store)),
                    writers.submit(() -> write(store)),
                    writers.submit(() -> write(store)));
            awaitReceipts(60);
            server.kill();
            await().until(() -> refused.get() >= WRITERS);
            server.startAgain();
            awaitReceipts(receipts.size() + 60);
            done.set(true);
            for (Future<?> each : writing) {
                each.get();
            }

            Map<UUID, Integer> stored = new HashMap<>();
            store.read(EventStoreContract.CUSTOMERS, event -> stored.merge(event.eventId(), 1, Integer::sum));
            assertThat(stored).hasSize(receipts.size() * AppendingProcess.EVENTS);
            receipts.values().forEach(ids -> assertThat(stored).containsKeys(ids.toArray(UUID[]::new)));
        } finally {
            done.set(true);
            writers.shutdownNow();
        }
    }

    /** Each number is appended until there is a receipt. */
    private void write(EventStore store) {
        while (!done.get()) {
            int mine = number.incrementAndGet();
            while (!receipts.containsKey(mine)) {
                try {
                    receipts.put(
                            mine,
                            store.append(AppendingProcess.submission(mine)).eventIds());
                } catch (EventStoreException e) {
                    refused.incrementAndGet();
                }
            }
        }
    }

    private void awaitReceipts(int count) {
        await().atMost(Duration.ofSeconds(60)).until(() -> receipts.size() >= count);
    }
}
