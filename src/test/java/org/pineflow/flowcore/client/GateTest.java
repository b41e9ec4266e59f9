package org.pineflow.flowcore.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final Trouble TROUBLE = new Trouble(503, "HTTP 503");
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    private final FakeTime time = FakeTime.standing();
    private final Gate gate = gate(time, 1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void aThousandWaitingCallersMakeOneProbe() throws Exception {
        gate.enter(FIVE_SECONDS).failed(TROUBLE, Optional.of(Duration.ofSeconds(1)));
        AtomicInteger admitted = new AtomicInteger();
        List<Future<Gate.Entry>> callers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            callers.add(threads.submit(() -> {
                Gate.Entry entry = gate.enter(FIVE_SECONDS);
                if (entry.admitted()) {
                    admitted.incrementAndGet();
                }
                return entry;
            }));
        }
        await().until(() -> time.waiting() == 1000);
        time.advance(Duration.ofSeconds(1));
        await().until(() -> time.waiting() >= 999 && callers.stream().anyMatch(Future::isDone));
        assertThat(admitted).hasValue(1);

        Gate.Entry probe = callers.stream()
                .filter(Future::isDone)
                .findFirst()
                .orElseThrow()
                .get();
        probe.succeeded();
        for (Future<Gate.Entry> caller : callers) {
            assertThat(caller.get(30, TimeUnit.SECONDS).admitted()).isTrue();
        }
    }

    @Test
    void aFailedProbeClosesTheGateAgain() throws Exception {
        gate.enter(FIVE_SECONDS).failed(TROUBLE, Optional.of(Duration.ofSeconds(1)));
        time.advance(Duration.ofSeconds(1));
        Gate.Entry probe = gate.enter(Duration.ZERO);
        assertThat(probe.admitted()).isTrue();
        assertThat(gate.enter(Duration.ZERO).admitted()).isFalse();
        probe.failed(TROUBLE, Optional.of(Duration.ofSeconds(7)));

        Gate.Entry held = gate.enter(FIVE_SECONDS);
        assertThat(held.admitted()).isFalse();
        assertThat(held.retryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(held.reason()).isEqualTo(TROUBLE);
    }

    @Test
    void aProbeThatToldNothingLetsTheNextCallerProbe() throws Exception {
        gate.enter(FIVE_SECONDS).failed(TROUBLE, Optional.of(Duration.ofSeconds(1)));
        time.advance(Duration.ofSeconds(1));
        gate.enter(Duration.ZERO).close();
        assertThat(gate.enter(Duration.ZERO).admitted()).isTrue();
    }

    @Test
    void ofManyThatFailTogetherOnlyTheFirstCounts() throws Exception {
        Gate.Entry first = gate.enter(Duration.ZERO);
        Gate.Entry second = gate.enter(Duration.ZERO);
        first.failed(TROUBLE, Optional.of(Duration.ofSeconds(2)));
        assertThat(second.failed(TROUBLE, Optional.empty())).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void nobodyWaitsWhileStopping() throws Exception {
        gate.enter(FIVE_SECONDS).failed(TROUBLE, Optional.of(Duration.ofSeconds(3)));
        Future<Gate.Entry> waiting = threads.submit(() -> gate.enter(FIVE_SECONDS));
        await().until(() -> time.waiting() == 1);
        gate.stop();
        assertThat(waiting.get(30, TimeUnit.SECONDS).retryAfter()).isEqualTo(Duration.ofSeconds(3));
        assertThat(gate.enter(FIVE_SECONDS).admitted()).isFalse();
    }

    @Test
    void nobodyWaitsForAGateThatStaysClosedForLonger() throws Exception {
        gate.enter(FIVE_SECONDS).failed(TROUBLE, Optional.of(Duration.ofMillis(5001)));
        assertThat(gate.enter(FIVE_SECONDS).retryAfter()).isEqualTo(Duration.ofMillis(5001));
        assertThat(time.waiting()).isZero();
    }

    @Test
    void aSinkIsAskedAgainAfterAnHourAtTheLatest() throws Exception {
        Duration pause = gate.enter(Duration.ZERO).failed(TROUBLE, Optional.of(Duration.ofDays(365)));
        assertThat(pause).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void theGateOfASinkOpensForOneMoreWithEachSuccess() throws Exception {
        Gate sink = closedSink();
        Gate.Entry probe = sink.enter(Duration.ZERO);
        assertThat(sink.enter(Duration.ZERO).admitted()).as("beside the probe").isFalse();
        assertThat(probe.succeeded()).isTrue();
        assertThat(sink.trouble()).isEmpty();
        Gate.Entry second = sink.enter(Duration.ZERO);
        Gate.Entry third = sink.enter(Duration.ZERO);
        assertThat(List.of(second.admitted(), third.admitted())).containsExactly(true, true);
        assertThat(sink.enter(Duration.ZERO).admitted())
                .as("a third beside two")
                .isFalse();
        third.close();
        assertThat(sink.enter(Duration.ZERO).admitted())
                .as("in place of one that told nothing")
                .isTrue();
        assertThat(second.succeeded()).as("news").isFalse();
        for (int i = 0; i < 2 * Gate.SINK_RAMP; i++) {
            sink.enter(Duration.ZERO).succeeded();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(sink.enter(Duration.ZERO).admitted()).isTrue();
        }
    }

    @Test
    void aFailureWhileItOpensClosesItAndNoLateAnswerOpensItAgain() throws Exception {
        Gate sink = closedSink();
        sink.enter(Duration.ZERO).succeeded();
        Gate.Entry late = sink.enter(Duration.ZERO);
        sink.enter(Duration.ZERO).failed(TROUBLE, Optional.of(Duration.ofSeconds(9)));
        assertThat(late.succeeded()).isFalse();
        assertThat(sink.enter(Duration.ZERO).retryAfter()).isEqualTo(Duration.ofSeconds(9));
        time.advance(Duration.ofSeconds(9));
        assertThat(sink.enter(Duration.ZERO).admitted()).isTrue();
        assertThat(sink.enter(Duration.ZERO).admitted()).as("beside the probe").isFalse();
    }

    @Test
    void whoeverWatchesHearsOnceThatTheSinkWorksAgain() throws Exception {
        Gate sink = closedSink();
        AtomicInteger heard = new AtomicInteger();
        sink.onRecovery(heard::incrementAndGet);
        sink.onRecovery(heard::incrementAndGet).close();
        Gate.Entry probe = sink.enter(Duration.ZERO);
        assertThat(heard).hasValue(0);
        probe.succeeded();
        assertThat(heard).hasValue(1);
        sink.onRecovery(heard::incrementAndGet);
        assertThat(heard).as("at once, because it works").hasValue(2);
        sink.enter(Duration.ZERO).succeeded();
        assertThat(heard).hasValue(2);
    }

    private Gate closedSink() throws InterruptedException {
        Gate sink = Gate.ofSink(Duration.ofSeconds(1), Duration.ofSeconds(60), time, new Random(1));
        sink.enter(Duration.ZERO).failed(TROUBLE, Optional.of(Duration.ofSeconds(1)));
        time.advance(Duration.ofSeconds(1));
        return sink;
    }

    @Property(tries = 200)
    void theDelayGrowsToItsMaximumWithFullJitter(@ForAll long seed, @ForAll @IntRange(max = 50) int failures)
            throws Exception {
        FakeTime passing = FakeTime.passing();
        Gate jittered = gate(passing, seed);
        for (int i = 0; i <= failures; i++) {
            try (Gate.Entry entry = jittered.enter(Duration.ofDays(1))) {
                assertThat(entry.admitted()).isTrue();
                Duration pause = entry.failed(TROUBLE, Optional.empty());
                long ceiling = Math.min(60_000, 1000L << Math.min(i, 20));
                assertThat(pause).isBetween(Duration.ZERO, Duration.ofMillis(ceiling));
            }
        }
    }

    @Test
    void aSuccessBringsTheFirstDelayBack() throws Exception {
        FakeTime passing = FakeTime.passing();
        Gate always = new Gate(Duration.ofSeconds(1), Duration.ofSeconds(60), passing, () -> Long.MAX_VALUE << 1);
        for (int round = 0; round < 2; round++) {
            assertThat(always.enter(Duration.ofDays(1)).failed(TROUBLE, Optional.empty()))
                    .isBetween(Duration.ofMillis(999), Duration.ofSeconds(1));
            assertThat(always.enter(Duration.ofDays(1)).failed(TROUBLE, Optional.empty()))
                    .isBetween(Duration.ofMillis(1999), Duration.ofSeconds(2));
            assertThat(always.enter(Duration.ofDays(1)).succeeded()).isTrue();
        }
    }

    private static Gate gate(GateTime time, long seed) {
        return new Gate(Duration.ofSeconds(1), Duration.ofSeconds(60), time, new Random(seed));
    }
}
