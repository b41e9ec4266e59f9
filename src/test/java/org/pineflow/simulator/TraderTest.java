package org.pineflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraderTest {

    private final AtomicLong nanos = new AtomicLong();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final RetailChain chain =
            new RetailChain(SimulatorSettings.defaults().withKeptVersions(1_000_000));
    private final int atStart = chain.versions().size();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 20, 3000})
    void theChainTradesAtThePaceAsked(double changesPerSecond) {
        Trader trader = new Trader(chain, changesPerSecond, scheduler, nanos::get);
        trader.start();
        for (int i = 0; i < 1000; i++) {
            nanos.addAndGet(10_000_000);
            trader.tick();
        }
        trader.stop();
        assertThat(committed()).isCloseTo(Math.round(changesPerSecond * 10), within(10L));
    }

    @Test
    void aPauseOfTheMachineIsFollowedByASecondsWorthAtMost() {
        Trader trader = new Trader(chain, 100, scheduler, nanos::get);
        trader.start();
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        trader.tick();
        trader.stop();
        assertThat(committed()).isBetween(95L, 110L);
    }

    @Test
    void nothingIsCommittedAfterStopHasReturned() {
        Trader trader = new Trader(chain, 1000, scheduler, System::nanoTime);
        trader.start();
        await().until(() -> committed() > 10);
        trader.stop();
        long last = chain.lastRve();
        trader.tick();
        assertThat(chain.lastRve()).isEqualTo(last);
        trader.start();
        await().until(() -> chain.lastRve() > last);
        trader.stop();
    }

    private long committed() {
        return chain.history().values().stream().mapToLong(List::size).sum() - atStart;
    }
}
