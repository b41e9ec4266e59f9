package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.MemoryPositionStore;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.Position;

class StreamKeeperTest {

    private final ManualTime time = new ManualTime();
    private final MemoryPositionStore store = new MemoryPositionStore();
    private final StreamContext context =
            Streams.context(Streams.settings(1, 10, false, 100), time, (batch, receipt) -> {});
    private final Runs runs = new Runs();
    private final StreamKeeper<Integer> keeper = new StreamKeeper<>(context, () -> store, runs, Duration.ofMinutes(10));

    @Test
    void aStreamThatIsOwnedElsewhereIsWaitedFor() {
        OwnedStream other = store.tryOpen("customers").orElseThrow();
        keeper.start();
        time.pass(10_000);
        assertThat(keeper.running()).isNotDone();
        assertThat(context.status().condition().reason()).contains("waits for the owner", "another process or route");
        assertThat(context.status().condition().state()).isEqualTo(State.WAITING);
        other.close();
        time.pass(1_000);
        assertThat(keeper.running()).isCompletedWithValue(1);
    }

    @Test
    void aPositionOfAnotherQuestionStopsTheStreamAndSaysWhatToDo() {
        try (OwnedStream before = store.tryOpen("customers").orElseThrow()) {
            before.write(Position.unopened("another question", ""));
        }
        keeper.start();
        time.pass(60_000);
        assertThat(keeper.running()).isCompletedExceptionally();
        assertThat(context.status().condition().state()).isEqualTo(State.STOPPED);
        assertThat(context.status().condition().reason()).contains("another question", "another stream name");
        assertThat(store.tryOpen("customers")).as("the lock is given up").isPresent();
    }

    @Test
    void aRunThatCannotBeStartedIsSaidAndNotWaitedForForEver() {
        runs.fails = true;
        keeper.start();
        time.run();
        assertThat(keeper.running()).isCompletedExceptionally();
        assertThat(context.status().condition().state()).isEqualTo(State.STOPPED);
        assertThat(store.tryOpen("customers")).isPresent();
    }

    @Test
    void aLostStreamIsTakenAgainWhenItsFlightsHaveEnded() {
        keeper.start();
        time.run();
        runs.lost.get(0).run();
        time.pass(60_000);
        assertThat(runs.stopped).containsExactly(1);
        assertThat(runs.lost).as("something is in flight still").hasSize(1);
        runs.idle.complete(null);
        time.pass(1_000);
        assertThat(keeper.running()).isCompletedWithValue(2);
    }

    @Test
    void aStoppedRunCannotEndTheOneThatFollows() {
        runs.idle.complete(null);
        keeper.start();
        time.run();
        keeper.stop();
        keeper.start();
        time.run();
        runs.lost.get(0).run();
        time.pass(60_000);
        assertThat(runs.stopped).containsExactly(1);
        assertThat(keeper.running()).isCompletedWithValue(2);
        assertThat(store.tryOpen("customers")).as("it is owned").isEmpty();
    }

    @Test
    void aStopEndsTheWaitingAndGivesUpTheLock() {
        OwnedStream other = store.tryOpen("customers").orElseThrow();
        keeper.start();
        time.run();
        keeper.stop();
        assertThat(keeper.running()).isCompletedExceptionally();
        other.close();
        time.pass(60_000);
        assertThat(runs.lost).isEmpty();
        assertThat(store.tryOpen("customers")).isPresent();
    }

    @Test
    void aHaltWaitsForNobodyAndKeepsTheLockWhileSomethingIsInFlight() {
        keeper.start();
        time.run();
        keeper.halt();
        assertThat(runs.stopped).containsExactly(1);
        assertThat(store.tryOpen("customers")).as("a receipt may still come").isEmpty();
        runs.idle.complete(null);
        assertThat(store.tryOpen("customers")).isPresent();
    }

    @Test
    void aHaltedStreamThatGoesOnIsNotReleasedByTheFlightsOfTheRunBefore() {
        keeper.start();
        time.run();
        keeper.halt();
        keeper.start();
        time.run();
        runs.idle.complete(null);
        time.pass(1_000);
        assertThat(keeper.running()).isCompletedWithValue(2);
        assertThat(store.tryOpen("customers")).as("it is owned").isEmpty();
    }

    private static final class Runs implements StreamKeeper.Runner<Integer> {

        private final List<Runnable> lost = new ArrayList<>();
        private final List<Integer> stopped = new ArrayList<>();
        private final CompletableFuture<Void> idle = new CompletableFuture<>();
        private boolean fails;

        @Override
        public Integer start(OwnedStream owned, Position position, Runnable ownershipLost) {
            if (fails) {
                throw new IllegalStateException("no threads");
            }
            lost.add(ownershipLost);
            return lost.size();
        }

        @Override
        public CompletableFuture<Void> stop(Integer run) {
            stopped.add(run);
            return idle;
        }
    }
}
