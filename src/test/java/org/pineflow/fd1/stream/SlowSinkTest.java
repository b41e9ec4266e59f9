package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pineflow.event.Event;
import org.pineflow.event.EventBatch;
import org.pineflow.fd1.FakeServer;
import org.pineflow.fd1.FakeServer.Client;
import org.pineflow.fd1.client.Fd1Link;
import org.pineflow.fd1.client.Fd1Links;
import org.pineflow.fd1.client.Fd1Settings;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.stream.FirehoseSettings.Restart;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.MemoryPositionStore;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.Position;

/**
 * A server that sends far more than keeps the sink busy, and less than may wait: the socket rests again and again, and by
 * that nothing is lost, comes twice or out of order, and nothing comes to a stand.
 */
class SlowSinkTest {

    private static final String POLL = "fd1.rows";
    /** Some three times what is enough. */
    private static final int ROWS = 6_000;

    private static final int LIVE_ROWS = 1_500;
    private static final int ROWS_A_PACKET = 50;
    private static final Instant FIRST = Instant.parse("2026-01-02T08:00:00Z");
    private static final String PADDING = "x".repeat(1_000);
    private static final long MAX_BUFFERED = 64L << 20;
    /** So many, and the socket was read again in between although nothing was delivered. */
    private static final int SEVERAL = 3;

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Fd1Links links = new Fd1Links(1);
    private final MemoryPositionStore positions = new MemoryPositionStore();
    private final OwnedStream owned = positions.tryOpen("customers").orElseThrow();
    private final Sink sink = new Sink();
    private final List<RestCounter> own = new CopyOnWriteArrayList<>();
    private final StreamContext context = new StreamContext(
            Streams.settings(1, 500, false, MAX_BUFFERED),
            new StreamStatus("customers"),
            Streams.FINGERPRINT,
            sink,
            (stream, input) -> {},
            new StreamThreads(pool, timer, new Random(1)),
            Clock.systemUTC(),
            System::nanoTime);

    @AfterEach
    void endThreads() {
        sink.begin.complete(null);
        links.close();
        timer.shutdownNow();
        pool.shutdownNow();
    }

    /** Holds the first batch until it is told to begin, and takes whatever comes from then on. */
    private static final class Sink implements BatchRouter {

        private final CompletableFuture<Void> begin = new CompletableFuture<>();
        private final List<Long> delivered = new ArrayList<>();

        @Override
        public void route(EventBatch batch, Receipt receipt) {
            begin.join();
            synchronized (this) {
                for (Event event : batch) {
                    delivered.add(event.rve());
                }
            }
            receipt.delivered();
        }

        synchronized List<Long> delivered() {
            return List.copyOf(delivered);
        }
    }

    /** So far apart that each row is known for history by itself. */
    private static long rve(int number) {
        return Rve.of(FIRST.plusSeconds(2L * number));
    }

    /** Some rows that follow each other in the order of rve. */
    private static String[] rows(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number ->
                        "{\"physkey\":\"%d\",\"rve\":%d,\"n\":\"%s\"}".formatted(number, rve(number), PADDING))
                .toArray(String[]::new);
    }

    private static List<Long> rves(int from, int to) {
        return IntStream.range(from, to).mapToObj(SlowSinkTest::rve).toList();
    }

    /** Sends rows as a firehose does. */
    private static void firehose(Client client, String rq, int from, int to) {
        for (int row = from; row < to; row += ROWS_A_PACKET) {
            client.rows(rq, rows(row, row + ROWS_A_PACKET));
        }
    }

    /** Answers a poll: with all rows, or with none when it asks for what is far ahead. */
    private static void answer(Client client, String rq, JsonNode poll) {
        if (poll.path("q").toString().contains("9000")) {
            client.rows(rq);
            return;
        }
        for (int chunk = 0; chunk < ROWS / ROWS_A_PACKET; chunk++) {
            client.chunk(rq, chunk + 1, rows(chunk * ROWS_A_PACKET, (chunk + 1) * ROWS_A_PACKET));
        }
        client.send("{\"rp\":\"" + rq + "\",\"ch\":0}");
    }

    private static boolean isPoll(JsonNode packet) {
        return packet.path("a").asText().equals(POLL);
    }

    private static Fd1Settings connection(FakeServer server) {
        return new Fd1Settings(
                List.of(URI.create(server.url())),
                "",
                "",
                Map.of(),
                Duration.ZERO,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                16 << 20,
                Optional.empty());
    }

    private static PollSettings poll() {
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        return new PollSettings(
                POLL,
                none,
                none,
                true,
                ArgumentPath.parse("sinceArgument", "q._rve(gt)"),
                true,
                Duration.ofSeconds(30));
    }

    private static FirehoseSettings firehose(Restart restart, Optional<PollSettings> catchUp) {
        return new FirehoseSettings(
                "customers",
                JsonNodeFactory.instance.objectNode(),
                "all",
                restart,
                ArgumentPath.parse("restartArgument", "v.rve"),
                Optional.empty(),
                Duration.ofMillis(300),
                Duration.ofMillis(20),
                Duration.ofSeconds(30),
                catchUp);
    }

    private Firehose start(FirehoseSettings settings, RestCounter shared, Fd1Settings connection) {
        FirehoseLinks ways = new FirehoseLinks() {

            @Override
            public Fd1Link shared() {
                return shared;
            }

            @Override
            public Fd1Link own() {
                RestCounter link = new RestCounter(links.acquireBeside(shared, connection));
                own.add(link);
                return link;
            }
        };
        Backoff pauses = new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), new Random(1));
        Firehose firehose = new Firehose(settings, context, owned, unopened(), ways, pauses, () -> {});
        firehose.start();
        return firehose;
    }

    private static Position unopened() {
        return Position.unopened(Streams.FINGERPRINT, "");
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5));
    }

    private void awaitPosition(int row) {
        eventually().until(() -> context.status().position().rve() == rve(row));
    }

    @Test
    void aReplayThatIsBrakedComesWholeAndInOrderAndGoesOnLive() throws Exception {
        CompletableFuture<Runnable> change = new CompletableFuture<>();
        try (FakeServer server = new FakeServer((client, rq, packet) -> {
            change.complete(() -> firehose(client, rq, ROWS, ROWS + ROWS_A_PACKET));
            firehose(client, rq, 0, ROWS);
        })) {
            RestCounter link = new RestCounter(links.acquire(connection(server), true));
            Firehose firehose = start(firehose(Restart.REPLAY, Optional.empty()), link, connection(server));
            eventually().until(() -> link.rests() >= SEVERAL);
            sink.begin.complete(null);
            eventually().until(() -> context.status().condition().state() == State.LIVE);
            change.join().run();
            awaitPosition(ROWS + ROWS_A_PACKET - 1);
            assertThat(sink.delivered()).isEqualTo(rves(0, ROWS + ROWS_A_PACKET));
            assertThat(context.status().position().gaps()).isEmpty();
            assertThat(context.status().openings()).isEqualTo(1);
            firehose.stop().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aCatchUpByPollThatIsBrakedComesWholeAndInOrderBesideWhatIsLive() throws Exception {
        CompletableFuture<Runnable> changes = new CompletableFuture<>();
        try (FakeServer server = new FakeServer((client, rq, packet) -> {
            if (isPoll(packet)) {
                answer(client, rq, packet);
            } else {
                changes.complete(() -> firehose(client, rq, ROWS, ROWS + LIVE_ROWS));
            }
        })) {
            RestCounter link = new RestCounter(links.acquire(connection(server), true));
            Firehose firehose = start(firehose(Restart.POLL, Optional.of(poll())), link, connection(server));
            eventually().until(() -> own.size() == 1 && own.get(0).rests() >= SEVERAL);
            changes.join().run();
            eventually().until(() -> link.rests() >= SEVERAL);
            sink.begin.complete(null);
            awaitPosition(ROWS + LIVE_ROWS - 1);
            eventually().until(() -> context.status().condition().state() == State.LIVE);
            List<Long> delivered = sink.delivered();
            assertThat(delivered.stream().filter(rve -> rve < rve(ROWS))).isEqualTo(rves(0, ROWS));
            assertThat(delivered.stream().filter(rve -> rve >= rve(ROWS))).isEqualTo(rves(ROWS, ROWS + LIVE_ROWS));
            assertThat(context.status().position().gaps()).isEmpty();
            assertThat(context.status().openings()).isEqualTo(1);
            firehose.stop().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPollThatIsBrakedComesWholeAndInOrder() throws Exception {
        try (FakeServer server = new FakeServer(SlowSinkTest::answer)) {
            RestCounter link = new RestCounter(links.acquire(connection(server), false));
            Poll poll = new Poll(poll(), context, owned, unopened(), link, () -> {});
            poll.start();
            CompletableFuture<Poll.Result> result = poll.run();
            eventually().until(() -> link.rests() >= SEVERAL);
            assertThat(context.status().condition().state()).isEqualTo(State.CATCHING_UP);
            sink.begin.complete(null);
            assertThat(result.get(30, TimeUnit.SECONDS).rows()).isEqualTo(ROWS);
            assertThat(sink.delivered()).isEqualTo(rves(0, ROWS));
            assertThat(context.status().position().rve()).isEqualTo(rve(ROWS - 1));
            poll.stop().get(10, TimeUnit.SECONDS);
        }
    }
}
