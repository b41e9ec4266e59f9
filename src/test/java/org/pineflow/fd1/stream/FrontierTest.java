package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.EventBatch;
import org.pineflow.event.EventBatchBuilder;
import org.pineflow.event.Hash128;

class FrontierTest {

    private final Frontier frontier = new Frontier(Mark.at(100));
    private Mark received = Mark.at(100);
    private long number;

    /** A batch of one event, taken up and closed. */
    private PendingBatch batch(long rve) {
        PendingBatch batch = frontier.open(0, received);
        Hash128 identity = new Hash128(rve, ++number);
        received = received.with(rve, identity);
        EventBatchBuilder events = new EventBatchBuilder();
        events.end("key", rve, identity, false, false);
        EventBatch built = events.build(new BatchOrigin("s", "run", number));
        frontier.close(batch, built, received);
        return batch;
    }

    private Optional<Long> finish(PendingBatch batch) {
        return frontier.finish(batch).map(Mark::rve);
    }

    @Test
    void inOrderThePositionMovesOverWhatALaterRowHasConfirmed() {
        frontier.holdInOrder(100);
        frontier.confirm(100);
        PendingBatch first = batch(200);
        assertThat(finish(first)).isEmpty();
        frontier.confirm(200);
        PendingBatch second = batch(300);
        assertThat(finish(second)).as("the last row of the first batch").contains(200L);
        assertThat(frontier.release().map(Mark::rve)).contains(300L);
    }

    @Test
    void inOrderNothingMovesOverBatchesBehindWhatWasReceivedBefore() {
        frontier.hold();
        finish(batch(500));
        frontier.holdInOrder(received.rve());
        PendingBatch first = batch(200);
        PendingBatch second = batch(300);
        assertThat(finish(first)).isEmpty();
        frontier.confirm(300);
        frontier.confirm(500);
        PendingBatch beyond = batch(600);
        assertThat(finish(beyond)).as("300 has no receipt").isEmpty();
        assertThat(finish(second)).contains(500L);
    }

    @Test
    void backAtTheFloorThePositionStaysUntilAllIsDone() {
        frontier.holdInOrder(100);
        frontier.confirm(100);
        PendingBatch first = batch(200);
        frontier.confirm(200);
        PendingBatch second = batch(300);
        assertThat(finish(first)).contains(200L);
        frontier.returnTo(50);
        assertThat(finish(second)).isEmpty();
        PendingBatch third = batch(60);
        assertThat(frontier.release()).isEmpty();
        assertThat(finish(third)).contains(300L);
    }

    @Test
    void behindAStuckBatchTheOthersLeaveNeitherEventsNorEntries() {
        PendingBatch stuck = batch(200);
        List<PendingBatch> others = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            others.add(batch(300 + i));
            assertThat(finish(others.get(i))).isEmpty();
        }
        assertThat(others)
                .allSatisfy(done -> assertThatThrownBy(done::events).isInstanceOf(NoSuchElementException.class));
        assertThat(frontier.size()).isLessThan(2100);
        assertThat(finish(stuck)).contains(5299L);
    }

    @Test
    void joinedBatchesCountEachForTheEndOfTheHistory() {
        frontier.hold();
        PendingBatch stuck = batch(200);
        for (int i = 0; i < 3000; i++) {
            finish(batch(300 + i));
        }
        PendingBatch last = batch(4000);
        assertThat(frontier.release()).isEmpty();
        assertThat(finish(stuck)).as("one batch of the history is not done").isEmpty();
        assertThat(finish(last)).contains(4000L);
    }
}
