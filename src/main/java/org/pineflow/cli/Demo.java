package org.pineflow.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.pineflow.fd1.stream.StreamStatus;
import org.pineflow.simulator.SimulatorSettings;

/**
 * A demo from its start to its verdict: the chain trades until the time is over or somebody stops it; then trading ends,
 * the streams catch up, and all that the simulator holds is compared with all that the receiver stored.
 *
 * <p>The thread of {@link #run()} leads; while the chain trades, a scheduler of one thread draws the live lines and cuts
 * connections, and it has ended before anything else is printed.
 */
final class Demo implements Foreground.Service {

    /** How a demo is to go. */
    record Options(
            SimulatorSettings chain, Optional<Duration> length, Optional<Duration> killEvery, boolean onTerminal) {}

    private static final Duration DRAW_EVERY = Duration.ofMillis(500);
    private static final Duration TELL_EVERY = Duration.ofSeconds(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);
    private static final Duration DRAIN_LOOK = Duration.ofMillis(250);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(90);

    private final Options options;
    private final Settings settings;
    private final Path home;
    private final Path data;
    private final PrintStream out;
    private final Instant born;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicInteger cuts = new AtomicInteger();

    /**
     * @param home where the routes are
     * @param data the demo's folder
     * @param born when the JVM started, to tell how long the first event took
     */
    Demo(Options options, Settings settings, Path home, Path data, PrintStream out, Instant born) {
        this.options = options;
        this.settings = settings;
        this.home = home;
        this.data = data;
        this.out = out;
        this.born = born;
    }

    @Override
    public int run() {
        DemoText text = new DemoText(out);
        text.begin(options.chain());
        try (DemoHouse house = DemoHouse.start(settings, options.chain(), home, data)) {
            text.addresses(house, data);
            text.plan(options);
            house.simulator().startTrading();
            trade(house, text);
            house.simulator().stopTrading();
            text.draining();
            List<StreamVerdict> verdicts = drain(house);
            text.verdict(verdicts, house, cuts.get());
            text.next(data);
            int deadLetters = house.deadLetters();
            text.conclude(verdicts, deadLetters);
            boolean good = DemoText.isGood(verdicts, deadLetters);
            return good ? CommandExit.DONE : CommandExit.FAILED;
        } catch (StartFailedException failed) {
            System.err.println(failed.getMessage());
            return failed.failure().exitCode();
        }
    }

    @Override
    public void stop() {
        stop.countDown();
    }

    @Override
    public Duration stopTimeout() {
        return STOP_LIMIT;
    }

    private void trade(DemoHouse house, DemoText text) {
        ScheduledExecutorService scheduler =
                Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "demo-live"));
        try {
            DemoLive live = new DemoLive(house, text, options.onTerminal(), born);
            every(scheduler, LOOK_EVERY, live::lookForFirst);
            every(scheduler, options.onTerminal() ? DRAW_EVERY : TELL_EVERY, live::show);
            options.killEvery()
                    .ifPresent(pause -> every(scheduler, pause, () -> {
                        house.simulator().cutConnections();
                        live.cut(cuts.incrementAndGet());
                    }));
            await(options.length());
        } finally {
            scheduler.shutdown();
            awaitEnd(scheduler);
        }
    }

    private static void every(ScheduledExecutorService scheduler, Duration pause, Runnable task) {
        scheduler.scheduleAtFixedRate(task, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void await(Optional<Duration> length) {
        try {
            if (length.isPresent()) {
                stop.await(length.get().toMillis(), TimeUnit.MILLISECONDS);
            } else {
                stop.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEnd(ScheduledExecutorService scheduler) {
        try {
            scheduler.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the comparison is clean and no batch waits, or patience ends. */
    private static List<StreamVerdict> drain(DemoHouse house) {
        CountDownLatch pause = new CountDownLatch(1);
        long end = System.nanoTime() + DRAIN_LIMIT.toNanos();
        while (true) {
            boolean quiet = house.streams().stream().allMatch(Demo::isQuiet);
            List<StreamVerdict> verdicts = house.compare();
            boolean complete = verdicts.stream().allMatch(verdict -> verdict.missing() == 0);
            if (quiet && complete || System.nanoTime() > end) {
                return verdicts;
            }
            try {
                pause.await(DRAIN_LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return verdicts;
            }
        }
    }

    private static boolean isQuiet(StreamStatus stream) {
        return stream.bufferedBytes() == 0;
    }
}
