package org.pineflow.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.pineflow.position.Position;

/** What the oracle takes for wrong, one wrong at a time, and what it does not. */
class OracleTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Oracle oracle = new Oracle();

    private static VersionId id(String key, long rve) {
        return new VersionId(Carried.STOCK, key, rve);
    }

    private static SinkRequest request(int run, String idempotencyKey, VersionId... ids) {
        List<SinkRequest.Event> events = new ArrayList<>();
        for (VersionId id : ids) {
            events.add(new SinkRequest.Event(id, row(id)));
        }
        return new SinkRequest(run, Carried.STOCK, idempotencyKey, List.of(ids).toString(), events);
    }

    private static String row(VersionId id) {
        return "{\"key\":\"" + id.key() + "\",\"rve\":" + id.rve() + "}";
    }

    private static Position at(long rve, String... delivered) {
        return Position.unopened("fingerprint", "ws://x").movedTo(rve, List.of(delivered));
    }

    private void deliver(SinkRequest request) {
        oracle.stored(request);
        oracle.acknowledged(request, NOON);
    }

    @Test
    void aCurrentVersionThatDoesNotComeIsOwed() {
        oracle.begins(1);
        deliver(request(1, "k", id("a", 1)));
        assertThat(oracle.unmet(List.of(id("a", 1), id("b", 2)), Set.of())).containsExactly("stock b at 2 (current)");
    }

    @Test
    void whatALivingProcessHasReadIsOwedUntilItEnds() {
        oracle.begins(1);
        oracle.served(1, List.of(id("a", 1)), false);
        oracle.read(1, List.of(id("a", 1)));
        assertThat(oracle.unmet(List.of(), Set.of())).containsExactly("stock a at 1 (read by run 1)");
        oracle.ends();
        oracle.begins(2);
        assertThat(oracle.unmet(List.of(), Set.of())).isEmpty();
    }

    @Test
    void whatCameBehindANewerVersionIsStaleAndNotOwed() {
        oracle.begins(1);
        oracle.served(1, List.of(id("a", 2), id("a", 1)), false);
        oracle.read(1, List.of(id("a", 2), id("a", 1)));
        assertThat(oracle.unmet(List.of(), Set.of())).containsExactly("stock a at 2 (read by run 1)");
    }

    @Test
    void aRefusedEventIsOwedToTheDeadLetters() {
        oracle.begins(1);
        oracle.refused(id("a", 1), NOON);
        assertThat(oracle.unmet(List.of(id("a", 1)), Set.of())).hasSize(1);
        assertThat(oracle.unmet(List.of(id("a", 1)), Set.of(id("a", 1)))).isEmpty();
    }

    @Test
    void aDeadLetterThatNobodyRefusedIsWrong() {
        oracle.check(Map.of(), Set.of(id("a", 1)));
        assertWrong("is a dead letter, and the sink has never refused it");
    }

    @Test
    void anOlderVersionBehindANewerOneIsWrongInOneRunAndRightInTheNext() {
        oracle.begins(1);
        deliver(request(1, "k", id("a", 2)));
        deliver(request(2, "l", id("a", 1)));
        assertThat(oracle.takeViolations()).isEmpty();
        deliver(request(1, "m", id("a", 1)));
        assertWrong("stock a at 1 came after 2 in run 1");
    }

    @Test
    void twiceInOneRunIsWrongAndInTheNextIsCounted() {
        deliver(request(1, "k", id("a", 1)));
        deliver(request(2, "l", id("a", 1), id("b", 2)));
        assertThat(oracle.takeViolations()).isEmpty();
        assertThat(oracle.duplicates()).isOne();
        deliver(request(2, "m", id("b", 2)));
        assertWrong("stock b at 2 came twice in run 2");
    }

    @Test
    void theSameBatchUnderAnotherIdempotencyKeyIsWrong() {
        deliver(request(1, "k", id("a", 1)));
        deliver(request(2, "l", id("a", 1)));
        assertWrong("came twice with idempotency keys k and l");
    }

    @Test
    void thePartOfABatchThatWasCutMayHaveAnotherKeyThanTheSameBytesInAnotherLife() {
        oracle.refusedTogether(request(1, "k", id("a", 1), id("b", 2)));
        deliver(request(1, "k1", id("a", 1)));
        deliver(request(2, "l", id("a", 1)));
        assertThat(oracle.takeViolations()).isEmpty();
    }

    @Test
    void aBatchWithoutIdempotencyKeyIsWrong() {
        deliver(request(1, "", id("a", 1)));
        assertWrong("idempotency keys");
    }

    @Test
    void bytesThatDifferFromWhatWasCommittedAreWrong() {
        deliver(request(1, "k", id("a", 1), id("b", 2)));
        oracle.check(Map.of(id("a", 1), row(id("a", 1)), id("b", 2), "{}"), Set.of());
        assertWrong("stock b at 2 came as");
    }

    @Test
    void aVersionThatWasNeverCommittedIsWrong() {
        deliver(request(1, "k", id("a", 1)));
        oracle.check(Map.of(), Set.of());
        assertWrong("was committed as null");
    }

    @Test
    void aPositionAheadOfTheAcknowledgementIsWrongEvenIfThatComesLater() {
        oracle.stored(request(1, "k", id("a", 1)));
        oracle.position(Carried.STOCK, at(2), NOON, List.of(id("a", 1)));
        assertWrong("is ahead of the sink");
        oracle.acknowledged(request(1, "k", id("a", 1)), NOON.plusSeconds(1));
        oracle.position(Carried.STOCK, at(2), NOON, List.of(id("a", 1)));
        assertWrong("is ahead of the sink");
        oracle.position(Carried.STOCK, at(2), NOON.plusSeconds(2), List.of(id("a", 1)));
        assertThat(oracle.takeViolations()).isEmpty();
    }

    @Test
    void aPositionThatNamesMoreTiesThanWereAcknowledgedIsWrong() {
        deliver(request(1, "k", id("a", 1)));
        oracle.position(Carried.STOCK, at(1, "hash-a"), NOON, List.of(id("a", 1), id("b", 1)));
        assertThat(oracle.takeViolations()).isEmpty();
        oracle.position(Carried.STOCK, at(1, "hash-a", "hash-b"), NOON, List.of(id("a", 1), id("b", 1)));
        assertWrong("names 2 delivered events, and the sink had acknowledged 1");
    }

    @Test
    void aPositionThatGoesBackIsWrong() {
        oracle.position(Carried.STOCK, at(2), NOON, List.of());
        oracle.position(Carried.STOCK, at(1), NOON, List.of());
        assertWrong("went back from 2 to 1");
    }

    private void assertWrong(String what) {
        assertThat(oracle.takeViolations())
                .anySatisfy(violation -> assertThat(violation).contains(what));
    }
}
