package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pineflow.fd1.Bridge.eventually;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;

/** Hundreds of streams in one process: what they cost while nothing happens, and that none is at another's mercy. */
class ManyStreamsTest {

    private static final int ON_ONE_SOCKET = 200;
    private static final int SERVERS = 100;
    private static final int STREAMS_OF_A_SERVER = 5;
    private static final int IDLE = 500;
    private static final int EVENT_LOOPS = 2;

    /** Of the heap, without Camel's MBeans: those are several times as much as the stream and its route. */
    private static final long IDLE_BYTES = 64 << 10;

    private static final Duration WATCHED = Duration.ofSeconds(2);

    /** What all idle streams together may take of one processor: a hundredth, where a thousandth is seen. */
    private static final double IDLE_SHARE = 0.01;

    /** Of the busy stream's sink, for each batch. */
    private static final Duration SLOW = Duration.ofMillis(20);

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path data;

    private final List<Simulator> servers = new ArrayList<>();
    private final AtomicInteger slowlyDelivered = new AtomicInteger();
    private Bridge bridge;

    @BeforeEach
    void prepare() {
        bridge = Bridge.prepare(data);
        bridge.context().disableJMX();
    }

    @AfterEach
    void close() {
        bridge.close();
        servers.forEach(Simulator::close);
    }

    @Test
    void ofTwoHundredFirehosesOnOneSocketNoneWaitsForABusyOneWithASlowSink() throws Exception {
        Simulator server = startServer();
        List<String> quiet = streams(ON_ONE_SOCKET - 1, "quiet-");
        for (String stream : quiet) {
            bridge.add(stream, firehose(server, "customers", stream));
        }
        addSlow(firehose(server, "products", "busy") + "&batchSize=50&maxBufferedBytes=100000");
        bridge.context().start();
        awaitLive(quiet);
        awaitLive(List.of("busy"));
        assertThat(server.connections()).isEqualTo(1);
        assertThat(threads("pineflow-fd1-\\d+")).isLessThanOrEqualTo(EVENT_LOOPS);

        try (Surge surge = new Surge(server, "products")) {
            eventually()
                    .until(() ->
                            slowlyDelivered.get() > 10 && bridge.status("busy").bufferedBytes() > 0);
            for (int round = 1; round <= 3; round++) {
                int expected = round;
                eventually().until(() -> bridge.status("busy").bufferedBytes() > 0);
                int before = slowlyDelivered.get();
                server.chain().change("customers");
                eventually().atMost(SOON).until(() -> quiet.stream()
                        .allMatch(stream -> bridge.delivered(stream).size() >= expected));
                eventually().until(() -> slowlyDelivered.get() > before);
            }
            assertThat(surge.changes()).isGreaterThan(slowlyDelivered.get());
        }
    }

    @Test
    void streamsWhoseSinksStandStillTakeTwoThreadsEachAtMost() throws Exception {
        Simulator server = startServer();
        List<String> all = streams(ON_ONE_SOCKET, "s-");
        CountDownLatch released = new CountDownLatch(1);
        AtomicInteger inSinks = new AtomicInteger();
        for (String stream : all) {
            bridge.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(firehose(server, "customers", stream)).routeId(stream).process(exchange -> {
                        inSinks.incrementAndGet();
                        released.await();
                    });
                }
            });
        }
        bridge.context().start();
        awaitLive(all);
        try {
            server.chain().change("customers");
            eventually().until(() -> inSinks.get() == ON_ONE_SOCKET);
            server.chain().change("customers");
            eventually().until(() -> all.stream()
                    .allMatch(stream -> bridge.status(stream).received() >= 2));
            assertThat(threads(".*Fd1Stream.*")).isLessThanOrEqualTo(2 * ON_ONE_SOCKET);
            assertThat(threads(".*Fd1Timer.*")).isLessThanOrEqualTo(1);
            assertThat(threads("pineflow-fd1-\\d+")).isLessThanOrEqualTo(EVENT_LOOPS);
        } finally {
            released.countDown();
        }
    }

    @Test
    void anIdleStreamTakesLittleMemoryAndNoTime() throws Exception {
        Simulator server = startServer();
        bridge.add("first", firehose(server, "customers", "first"));
        bridge.context().start();
        awaitLive(List.of("first")); // So that what is there once for all streams is not counted.
        long before = usedHeap();
        List<String> idle = streams(IDLE, "idle-");
        for (String stream : idle) {
            bridge.add(stream, firehose(server, "customers", stream));
        }
        awaitLive(idle);
        long bytes = (usedHeap() - before) / IDLE;
        double share = processorShareOfStreams();
        System.out.printf(
                "%d idle streams: %,d bytes of heap each, %.5f of a processor together%n", IDLE, bytes, share);
        assertThat(bytes).isLessThan(IDLE_BYTES);
        assertThat(share).isLessThan(IDLE_SHARE);
    }

    @Test
    void aHundredServersWithFiveStreamsEachShareTwoThreadsAndOneBusyStreamIsNobodysTrouble() throws Exception {
        List<String> quiet = new ArrayList<>();
        for (int i = 0; i < SERVERS; i++) {
            Simulator server = startServer();
            for (String stream : streams(STREAMS_OF_A_SERVER, "of-" + i + "-")) {
                bridge.add(stream, firehose(server, "customers", stream));
                quiet.add(stream);
            }
        }
        bridge.context().start();
        awaitLive(quiet);
        assertThat(threads("pineflow-fd1-\\d+")).isLessThanOrEqualTo(EVENT_LOOPS);
        assertThat(servers).allMatch(server -> server.connections() == 1);

        Simulator busy = servers.get(0);
        addSlow(firehose(busy, "products", "busy") + "&batchSize=50&maxBufferedBytes=100000");
        awaitLive(List.of("busy"));
        try (Surge surge = new Surge(busy, "products")) {
            eventually()
                    .until(() ->
                            slowlyDelivered.get() > 10 && bridge.status("busy").bufferedBytes() > 0);
            servers.forEach(server -> server.chain().change("customers"));
            eventually().atMost(SOON).until(() -> quiet.stream()
                    .noneMatch(stream -> bridge.delivered(stream).isEmpty()));
            assertThat(surge.changes()).isGreaterThan(slowlyDelivered.get());
        }
    }

    private Simulator startServer() {
        Simulator server =
                Simulator.start(SimulatorSettings.defaults().withSizes(5, 20, 1).withChangesPerSecond(0));
        servers.add(server);
        return server;
    }

    private static List<String> streams(int count, String prefix) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    private static String firehose(Simulator server, String table, String stream) {
        return "fd1:firehose:pos." + table + ".edit?stream=" + stream + "&url=" + server.url()
                + "&apiKey=sim-key&openSettle=100ms&batchWait=20ms&replayQuiet=100ms";
    }

    private void addSlow(String uri) throws Exception {
        bridge.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId("busy").process(exchange -> {
                    new CompletableFuture<Void>()
                            .completeOnTimeout(null, SLOW.toMillis(), TimeUnit.MILLISECONDS)
                            .join();
                    slowlyDelivered.incrementAndGet();
                });
            }
        });
    }

    private void awaitLive(List<String> streams) {
        eventually().until(() -> streams.stream()
                .allMatch(stream -> bridge.status(stream).condition().state() == State.LIVE));
    }

    private static long usedHeap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static double processorShareOfStreams() {
        long before = processorNanosOfStreams();
        long start = System.nanoTime();
        eventually().pollDelay(WATCHED).until(() -> true);
        return (processorNanosOfStreams() - before) / (double) (System.nanoTime() - start);
    }

    private static long processorNanosOfStreams() {
        ThreadMXBean times = ManagementFactory.getThreadMXBean();
        return named("pineflow-fd1-\\d+|.*Fd1Stream.*|.*Fd1Timer.*")
                .mapToLong(thread -> Math.max(0, times.getThreadCpuTime(thread.getId())))
                .sum();
    }

    private static long threads(String pattern) {
        return named(pattern).count();
    }

    private static Stream<Thread> named(String pattern) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches(pattern));
    }

    /** Changes a table as fast as it can, until it is closed. */
    private static final class Surge implements AutoCloseable {

        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicInteger changes = new AtomicInteger();
        private final Thread thread;

        Surge(Simulator server, String table) {
            thread = new Thread(
                    () -> {
                        while (!over.get()) {
                            server.chain().change(table);
                            changes.incrementAndGet();
                        }
                    },
                    "surge");
            thread.start();
        }

        int changes() {
            return changes.get();
        }

        @Override
        public void close() throws InterruptedException {
            over.set(true);
            thread.join();
        }
    }
}
