package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pineflow.event.Event;
import org.pineflow.fd1.client.Packets;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.client.Unreadable;

class IntakeTest {

    private static final long BASE = 2024082310000000000L;
    private static final long FUTURE = 2034082310000000000L;

    private final ManualTime time = new ManualTime();
    private final Rows rows = new Rows();
    private final List<Event> events = new ArrayList<>();
    private final List<Integer> batches = new ArrayList<>();
    private final StreamSettings settings = Streams.settings(1, 3, false, 1 << 20);
    private final StreamContext context = Streams.context(settings, time, (batch, receipt) -> {});
    private final Intake intake = new Intake(
            context,
            new Frontier(Mark.NONE),
            new Buffer(1 << 20, 1 << 20),
            Mark.NONE,
            Optional.empty(),
            "run",
            rows,
            this::taken,
            time);

    private void taken(PendingBatch batch) {
        batch.events().forEach(events::add);
        batches.add(batch.events().size());
    }

    private void accept(String... json) {
        intake.accept(Packets.rows(json), 0);
    }

    private List<Long> delivered() {
        intake.flush();
        return events.stream().map(Event::rve).toList();
    }

    @Test
    void anRveBeyondReasonIsDeliveredAndMovesNothing() {
        accept(Streams.row("a", BASE, 1), Streams.row("a", FUTURE, 2), Streams.row("a", BASE + 100, 3));
        assertThat(delivered()).containsExactly(BASE, FUTURE, BASE + 100);
        assertThat(intake.received()).isEqualTo(BASE + 100);
        assertThat(context.status().withoutRve()).isEqualTo(1);
        assertThat(context.status().stale()).isZero();
    }

    @Test
    void anRveBeyondReasonThatComesAgainIsDroppedAndIsNoRowOfAReplay() {
        accept(Streams.row("a", BASE, 1), Streams.row("a", FUTURE, 2), Streams.row("a", FUTURE, 2));
        assertThat(delivered()).containsExactly(BASE, FUTURE);
        assertThat(rows.rves).containsExactly(BASE);
    }

    @Test
    void anRveADayAheadOfTheNewestRowStillMoves() {
        long tomorrow = Rve.of(time.clock().instant().plus(Duration.ofHours(24)));
        accept(Streams.row("a", tomorrow, 1));
        assertThat(intake.received()).isEqualTo(tomorrow);
    }

    @Test
    void rowsWithoutRveAreDeliveredEachTimeAndMoveNothing() {
        accept("{\"physkey\":\"a\"}", "{\"physkey\":\"a\"}", "{\"physkey\":\"a\",\"rve\":0}");
        assertThat(delivered()).containsExactly(0L, 0L, 0L);
        assertThat(intake.received()).isZero();
        assertThat(context.status().withoutRve()).isEqualTo(3);
    }

    @Test
    void theSameEventIsDroppedAndAnotherAtItsRveIsNot() {
        accept(Streams.row("a", BASE, 1), Streams.row("a", BASE, 1), Streams.row("a", BASE, 2));
        assertThat(delivered()).containsExactly(BASE, BASE);
        assertThat(context.status().duplicates()).isEqualTo(1);
    }

    @Test
    void anOlderVersionIsDroppedAndARowWithoutKeyNeverIs() {
        accept(Streams.row("a", BASE + 100, 1), Streams.row("a", BASE, 2), "{\"rve\":" + BASE + "}");
        assertThat(delivered()).containsExactly(BASE + 100, BASE);
        assertThat(context.status().stale()).isEqualTo(1);
        assertThat(context.status().keyless()).isEqualTo(1);
    }

    @Test
    void aRowThatIsNoObjectIsKeptAndItsNeighboursAreDelivered() {
        accept(Streams.row("a", BASE, 1), "[7]", Streams.row("b", BASE, 2));
        assertThat(delivered()).hasSize(2);
        assertThat(rows.unreadable).hasSize(1);
    }

    @Test
    void aBatchClosesWhenItIsFullOrHasWaited() {
        for (int i = 0; i < 4; i++) {
            accept(Streams.row("k" + i, BASE + i, i));
        }
        assertThat(batches).containsExactly(3);
        time.pass(999);
        assertThat(batches).containsExactly(3);
        time.pass(1);
        assertThat(batches).containsExactly(3, 1);
        time.pass(60_000);
        assertThat(batches).containsExactly(3, 1);
    }

    @Test
    void theFirstRowIsToldOfBeforeItIsPartOfABatch() {
        accept(Streams.row("a", BASE + 5, 1), Streams.row("b", BASE + 6, 2), Streams.row("c", BASE + 7, 3));
        assertThat(rows.firsts).containsExactly(BASE + 5);
        assertThat(rows.batchesAtFirst).isZero();
    }

    @Test
    void theFormOfTheRveIsLearntFromRowsWithoutKeyToo() {
        accept("{\"rve\":20240823.102003}");
        assertThat(intake.pinnedKey()).isEmpty();
        assertThat(intake.rveForm()).contains(RveForm.DOUBLE);
    }

    private final class Rows implements RowListener {

        private final List<Long> rves = new ArrayList<>();
        private final List<Long> firsts = new ArrayList<>();
        private final List<Unreadable> unreadable = new ArrayList<>();
        private int batchesAtFirst;

        @Override
        public void row(long rve, RowKey key, boolean known) {
            rves.add(rve);
        }

        @Override
        public void first(long rve) {
            firsts.add(rve);
            batchesAtFirst = batches.size();
        }

        @Override
        public void unreadable(Unreadable row) {
            unreadable.add(row);
        }
    }
}
