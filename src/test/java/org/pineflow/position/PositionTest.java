package org.pineflow.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PositionTest {

    private static final Instant NOW = Instant.parse("2026-01-13T14:00:00Z");
    private static final Gap.Waiver WAIVER = new Gap.Waiver("read by hand", NOW);
    private static final Position EMPTY = Position.unopened("f", "u");
    private static final Position AT_TEN = EMPTY.movedTo(10, List.of("hash"));

    private static Position gap(Position position, long from) {
        return position.withGap(from, 0, Gap.Cause.UNREADABLE, "garbage", NOW);
    }

    @Test
    void itNeverMovesBackByItself() {
        assertThatThrownBy(() -> AT_TEN.movedTo(9, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOperatorWhoMovesItForwardLeavesAGap() {
        Position reset = AT_TEN.withFloor(3).withRestartUnproven(NOW).resetTo(30, "moved", NOW);

        assertThat(reset.rve()).isEqualTo(30);
        assertThat(reset.delivered()).isEmpty();
        assertThat(reset.floor()).isZero();
        assertThat(reset.restartUnproven()).isEmpty();
        assertThat(reset.start()).contains(new Position.Start("30", NOW));
        assertThat(reset.gaps()).containsExactly(new Gap("g-1", 10, 30, Gap.Cause.RESET, "moved", NOW));
    }

    @Test
    void anOperatorWhoMovesItBackLeavesNone() {
        assertThat(AT_TEN.resetTo(9, "moved", NOW).gaps()).isEmpty();
        assertThat(AT_TEN.resetTo(9, "moved", NOW).rve()).isEqualTo(9);
        Position all = AT_TEN.resetToAll(NOW);
        assertThat(all.rve()).isZero();
        assertThat(all.start()).contains(new Position.Start("all", NOW));
        assertThat(all.gaps()).isEmpty();
    }

    @Test
    void aWaivedGapIsKeptAndIsNotOpen() {
        Position waived = gap(gap(EMPTY, 1), 2).withGapWaived("g-1", WAIVER);

        assertThat(waived.gaps()).hasSize(2);
        assertThat(waived.gaps().get(0).waiver()).contains(WAIVER);
        assertThat(waived.openGaps()).extracting(Gap::id).containsExactly("g-2");
        assertThatThrownBy(() -> waived.withGapWaived("g-1", WAIVER)).hasMessageContaining("g-1");
        assertThatThrownBy(() -> waived.withGapWaived("g-3", WAIVER)).hasMessageContaining("g-3");
    }

    @Test
    void theSameAgainIsANewGapOnlyWhenTheFirstWasWaived() {
        assertThat(gap(gap(EMPTY, 1), 1).gaps()).hasSize(1);
        assertThat(gap(gap(EMPTY, 1).withGapWaived("g-1", WAIVER), 1).openGaps())
                .extracting(Gap::id)
                .containsExactly("g-2");
    }

    @Test
    void ofTooManyGapsTheOldestWaivedOneGoesAndNoOpenOneIsForgotten() {
        Position full = EMPTY;
        for (int i = 1; i <= Position.MAX_GAPS; i++) {
            full = gap(full, i);
        }
        Position waived = full.withGapWaived("g-1000", WAIVER).withGapWaived("g-7", WAIVER);

        Position first = gap(waived, 5000);
        Position second = gap(first, 6000);
        Position third = gap(second, 7000);

        assertThat(first.gaps()).hasSize(Position.MAX_GAPS).extracting(Gap::id).doesNotContain("g-7");
        assertThat(second.gaps()).hasSize(Position.MAX_GAPS).extracting(Gap::id).doesNotContain("g-1000");
        assertThat(third.openGaps()).hasSize(Position.MAX_GAPS);
        Gap joined = third.gaps().get(Position.MAX_GAPS - 1);
        assertThat(joined.id()).isEqualTo("g-1003");
        assertThat(joined.fromRve()).isEqualTo(6000);
    }

    @Test
    void aRestartIsUnprovenSinceTheFirstTimeUntilItIsProven() {
        Position unproven = AT_TEN.withRestartUnproven(NOW).withRestartUnproven(NOW.plusSeconds(9));

        assertThat(unproven.restartUnproven()).contains(NOW);
        assertThat(unproven.withRestartProven().restartUnproven()).isEmpty();
    }
}
