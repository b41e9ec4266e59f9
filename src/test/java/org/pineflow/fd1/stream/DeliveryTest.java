package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.EventBatch;
import org.pineflow.event.EventBatchBuilder;
import org.pineflow.event.RetryLater;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.OwnershipLostException;
import org.pineflow.position.Position;
import org.pineflow.position.PositionStoreException;

class DeliveryTest {

    private static final long BASE = 2024082310000000000L;
    private static final int LANES = 8;
    private static final int REST = 100;
    private static final byte[] JSON = {'{', '}'};

    private final ManualTime time = new ManualTime();
    private final List<Long> routed = new ArrayList<>();
    private final List<BatchRouter.Receipt> receipts = new ArrayList<>();
    private final List<Position> written = new ArrayList<>();
    private final StreamSettings settings = Streams.settings(LANES, 500, false, 8);
    private final StreamContext context = Streams.context(settings, time, this::route);
    private final Frontier frontier = new Frontier(Mark.NONE);
    private final Buffer buffer = new Buffer(8, 8);
    private final Delivery delivery = new Delivery(
            context, frontier, buffer, new Owned(), Position.unopened(Streams.FINGERPRINT, ""), new Reactions());
    private Optional<RuntimeException> writeFailure = Optional.empty();
    private Optional<RuntimeException> routeFailure = Optional.empty();
    private Mark received = Mark.NONE;
    private Runnable whileWriting = () -> {};
    private boolean receiptFirst;
    private boolean unsure;
    private int drained;
    private int lost;

    private void route(EventBatch batch, BatchRouter.Receipt receipt) {
        routed.add(batch.origin().number());
        receipts.add(receipt);
        if (receiptFirst) {
            receipt.delivered();
        }
        routeFailure.ifPresent(failure -> {
            throw failure;
        });
    }

    private void deliver(int number) {
        deliver(0, number);
    }

    private void deliver(int lane, int number) {
        PendingBatch batch = frontier.open(lane, received);
        received = received.with(BASE + number, Identity.ofKey("k" + number));
        EventBatch events = new EventBatchBuilder()
                .add(JSON, "k", BASE + number)
                .build(new BatchOrigin("customers", "run", number));
        frontier.close(batch, events, received);
        buffer.add(events.byteLength());
        delivery.deliver(batch);
        time.run();
    }

    private void receipt(int index) {
        receipts.get(index).delivered();
        time.run();
    }

    private List<Long> writtenRves() {
        return written.stream().map(position -> position.rve() - BASE).toList();
    }

    @Test
    void oneBatchOfALaneIsInFlightAndThePositionFollowsItsReceipt() {
        deliver(1);
        deliver(2);
        assertThat(routed).containsExactly(1L);
        assertThat(written).isEmpty();
        receipt(0);
        assertThat(routed).containsExactly(1L, 2L);
        assertThat(writtenRves()).containsExactly(1L);
        time.pass(REST);
        receipt(1);
        assertThat(writtenRves()).containsExactly(1L, 2L);
    }

    @Test
    void aBatchOfEachLaneIsInFlightAndThePositionFollowsTheUnbrokenRunOfReceipts() {
        for (int number = 1; number <= 2 * LANES; number++) {
            deliver(number % LANES, number);
        }
        assertThat(routed).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        for (int last = LANES - 1; last > 0; last--) {
            receipt(last);
        }
        assertThat(written).as("the first is still on its way").isEmpty();
        assertThat(routed).as("the other lanes go on").hasSize(2 * LANES - 1);
        receipt(0);
        assertThat(writtenRves()).containsExactly(8L);
    }

    @Test
    void receiptsThatComeTogetherMoveThePositionOnce() {
        for (int number = 1; number <= LANES; number++) {
            deliver(number % LANES, number);
        }
        receipts.forEach(BatchRouter.Receipt::delivered);
        time.run();
        assertThat(writtenRves()).containsExactly(8L);
    }

    @Test
    void receiptsThatComeWhileAMoveIsStoredAreStoredTogetherNext() {
        for (int number = 1; number <= LANES; number++) {
            deliver(number % LANES, number);
        }
        whileWriting = () -> receipts.subList(1, LANES).forEach(BatchRouter.Receipt::delivered);
        receipt(0);
        assertThat(writtenRves()).containsExactly(1L);
        time.pass(REST);
        assertThat(writtenRves()).containsExactly(1L, 8L);
    }

    @Test
    void movesRestAfterAWriteAndAreStoredTogetherWhenItIsOver() {
        for (int number = 1; number <= 5; number++) {
            deliver(number, number);
        }
        receipt(0);
        receipt(1);
        time.pass(REST - 1);
        receipt(2);
        assertThat(writtenRves()).containsExactly(1L);
        time.pass(1);
        assertThat(writtenRves()).containsExactly(1L, 3L);
        time.pass(REST);
        receipt(3);
        assertThat(writtenRves()).as("after a rest, at once").containsExactly(1L, 3L, 4L);
    }

    @Test
    void aStopStoresAtOnceWhatRests() {
        deliver(1);
        deliver(2);
        receipt(0);
        receipt(1);
        CompletableFuture<Void> idle = delivery.stop();
        time.run();
        assertThat(writtenRves()).containsExactly(1L, 2L);
        assertThat(idle).isDone();
    }

    @Test
    void whoWaitsForThePositionNeedNotWaitForARest() {
        deliver(1);
        deliver(2);
        receipt(0);
        List<Long> settled = new ArrayList<>();
        delivery.whenSettled(() -> settled.addAll(writtenRves()));
        time.run();
        assertThat(settled).as("the second is on its way").isEmpty();
        receipt(1);
        assertThat(settled).containsExactly(1L, 2L);
    }

    @Test
    void aChangeBetweenMovesIsStoredBetweenThem() {
        for (int number = 1; number <= 4; number++) {
            deliver(number, number);
        }
        List<Position> told = new ArrayList<>();
        receipts.get(0).delivered();
        receipts.get(1).delivered();
        delivery.update(position -> position.at(Streams.URL), position -> {
            assertThat(written).last().isEqualTo(position);
            told.add(position);
        });
        receipts.get(2).delivered();
        receipts.get(3).delivered();
        time.run();
        assertThat(writtenRves()).containsExactly(2L, 2L, 4L);
        assertThat(written).extracting(Position::url).containsExactly("", Streams.URL, Streams.URL);
        assertThat(told).extracting(Position::rve).containsExactly(BASE + 2);
    }

    @Test
    void movesThatCouldNotBeStoredAreStoredTogether() {
        for (int number = 1; number <= LANES; number++) {
            deliver(number % LANES, number);
        }
        writeFailure = Optional.of(new PositionStoreException("the disk is full"));
        for (int lane = 0; lane < LANES; lane++) {
            receipt(lane);
        }
        writeFailure = Optional.empty();
        time.pass(10_000);
        assertThat(writtenRves()).containsExactly(8L);
    }

    @Test
    void aStopWaitsUntilTheLastMoveIsStored() {
        deliver(1);
        CompletableFuture<Void> idle = delivery.stop();
        time.run();
        whileWriting = () -> assertThat(idle).isNotDone();
        receipt(0);
        assertThat(writtenRves()).containsExactly(1L);
        assertThat(idle).isDone();
    }

    @Test
    void aReceiptThatTheRouteGivesOnItsOwnThreadNeedsNoOther() {
        receiptFirst = true;
        PendingBatch batch = frontier.open(0, received);
        received = received.with(BASE + 1, Identity.ofKey("k1"));
        frontier.close(
                batch,
                new EventBatchBuilder().add(JSON, "k", BASE + 1).build(new BatchOrigin("customers", "run", 1)),
                received);
        delivery.deliver(batch);
        time.runOne(0);
        assertThat(routed).as("so far it is only taken up").isEmpty();
        time.runOne(0);
        assertThat(writtenRves()).containsExactly(1L);
        assertThat(time.runOne(0)).isFalse();
    }

    @Test
    void theThreadThatHasAReceiptGoesOnWithTheNextBatchOfTheLane() {
        deliver(1);
        deliver(2);
        deliver(3);
        receiptFirst = true;
        receipts.get(0).delivered();
        time.runOne(0);
        assertThat(routed).as("the receipt is taken up").containsExactly(1L);
        time.runOne(0);
        assertThat(routed).as("one task routes what is left").containsExactly(1L, 2L, 3L);
        time.pass(REST);
        assertThat(writtenRves()).last().isEqualTo(3L);
    }

    @Test
    void aThreadThatIsDoneWithALaneTakesNoBatchThatComesUpLater() {
        receiptFirst = true;
        deliver(1);
        deliver(2);
        assertThat(routed).containsExactly(1L, 2L);
        receiptFirst = false;
        deliver(3);
        deliver(4);
        assertThat(routed).containsExactly(1L, 2L, 3L);
        receipt(2);
        assertThat(routed).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aFailedBatchIsRoutedAgainBeforeThoseBehindIt() {
        deliver(1);
        deliver(2);
        receipts.get(0).failed(new IllegalStateException("the sink is down"));
        time.run();
        assertThat(routed).containsExactly(1L);
        assertThat(context.status().deliveryTrouble()).isEqualTo("the sink is down");
        time.pass(1000);
        assertThat(routed).containsExactly(1L, 1L);
        receipt(1);
        assertThat(routed).containsExactly(1L, 1L, 2L);
        assertThat(context.status().deliveryTrouble()).isEmpty();
        assertThat(context.status().retries()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReceiptThatComesAfterThePoolsWereShutDownIsQuietAndStillCounts(boolean delivered) {
        deliver(1);
        deliver(2);
        time.refuse();
        assertThatCode(() -> {
                    if (delivered) {
                        receipts.get(0).delivered();
                    } else {
                        receipts.get(0).failed(new IllegalStateException("the sink is down"));
                    }
                })
                .doesNotThrowAnyException();
        assertThat(routed).containsExactly(1L);
        assertThat(writtenRves()).isEqualTo(delivered ? List.of(1L) : List.of());
        assertThat(delivery.stop()).isCompleted();
    }

    @Test
    void aReceiptThatIsToldTwiceCountsOnce() {
        deliver(1);
        deliver(2);
        receipt(0);
        receipt(0);
        receipts.get(0).failed(new IllegalStateException("after all not"));
        time.pass(60_000);
        assertThat(routed).containsExactly(1L, 2L);
        assertThat(writtenRves()).containsExactly(1L);
        assertThat(context.status().delivered()).isEqualTo(1);
    }

    @Test
    void aRouteThatThrowsAfterItsReceiptHasDelivered() {
        receiptFirst = true;
        routeFailure = Optional.of(new IllegalStateException("too late"));
        deliver(1);
        time.pass(60_000);
        assertThat(routed).containsExactly(1L);
        assertThat(writtenRves()).containsExactly(1L);
    }

    @Test
    void aRouteThatThrowsIsTriedAgain() {
        routeFailure = Optional.of(new IllegalStateException("no route"));
        deliver(1);
        routeFailure = Optional.empty();
        time.pass(1000);
        assertThat(routed).containsExactly(1L, 1L);
    }

    @Test
    void theSinksOwnWishToWaitIsKeptUpToTheLongestPause() {
        deliver(1);
        receipts.get(0).failed(new Later(Duration.ofSeconds(5)));
        time.pass(4_999);
        assertThat(routed).hasSize(1);
        time.pass(1);
        assertThat(routed).hasSize(2);
        receipts.get(1).failed(new Later(Duration.ofHours(5)));
        time.pass(8_000);
        assertThat(routed).hasSize(3);
    }

    @Test
    void aPositionThatCannotBeWrittenHoldsTheStreamAndIsWrittenLater() {
        writeFailure = Optional.of(new PositionStoreException("the disk is full"));
        deliver(1);
        deliver(2);
        receipt(0);
        receipt(1);
        deliver(3);
        assertThat(routed).as("the second was on its way when the write failed").containsExactly(1L, 2L);
        assertThat(context.status().deliveryTrouble()).isEqualTo("the disk is full");
        assertThat(context.status().position().rve()).isZero();
        time.pass(60_000);
        assertThat(routed).hasSize(2);
        writeFailure = Optional.empty();
        time.pass(8_000);
        assertThat(writtenRves()).as("both moves are stored as one").containsExactly(2L);
        assertThat(routed).containsExactly(1L, 2L, 3L);
        assertThat(context.status().deliveryTrouble()).isEmpty();
    }

    @Test
    void whatIsToBeStoredFirstIsStoredBeforeALaterBatchIsRouted() {
        writeFailure = Optional.of(new PositionStoreException("the disk is full"));
        List<Position> told = new ArrayList<>();
        delivery.update(position -> position.movedTo(BASE, List.of()), told::add);
        deliver(1);
        time.pass(10_000);
        assertThat(routed).isEmpty();
        assertThat(told).isEmpty();
        writeFailure = Optional.empty();
        time.pass(10_000);
        assertThat(told).extracting(Position::rve).containsExactly(BASE);
        assertThat(routed).containsExactly(1L);
    }

    @Test
    void aStopWaitsForWhatIsInFlightAndTakesItsReceipt() {
        deliver(1);
        deliver(2);
        CompletableFuture<Void> idle = delivery.stop();
        time.run();
        assertThat(idle).isNotDone();
        receipt(0);
        assertThat(idle).isDone();
        assertThat(writtenRves()).containsExactly(1L);
        time.pass(60_000);
        assertThat(routed).containsExactly(1L);
    }

    @Test
    void aStopDoesNotWaitForABatchThatIsHeld() {
        deliver(1);
        receipts.get(0).failed(new IllegalStateException("the sink is down"));
        CompletableFuture<Void> idle = delivery.stop();
        time.run();
        assertThat(idle).isDone();
        time.pass(60_000);
        assertThat(routed).hasSize(1);
        assertThat(written).isEmpty();
    }

    @Test
    void aStopWhileAWriteIsTriedAgainEndsAndLosesNothingThatWasStored() {
        writeFailure = Optional.of(new PositionStoreException("the disk is full"));
        deliver(1);
        receipt(0);
        CompletableFuture<Void> idle = delivery.stop();
        time.run();
        assertThat(idle).isDone();
        writeFailure = Optional.of(new OwnershipLostException("another owner"));
        time.pass(60_000);
        assertThat(lost).as("of a stopped run, this is no news").isZero();
        assertThat(written).isEmpty();
    }

    @Test
    void whoLostTheStreamRoutesAndWritesNothingMore() {
        deliver(1);
        deliver(2);
        writeFailure = Optional.of(new OwnershipLostException("another owner"));
        receipt(0);
        writeFailure = Optional.empty();
        assertThat(lost).isEqualTo(1);
        receipt(1);
        deliver(3);
        time.pass(60_000);
        assertThat(written).isEmpty();
        assertThat(routed).containsExactly(1L, 2L);
    }

    @Test
    void theSourceHearsOfRoomWhenHalfOfTheBufferIsFreeAgainAndWhenLittleIsLeft() {
        for (int number = 1; number <= 3; number++) {
            deliver(number);
        }
        assertThat(buffer.isFull()).isTrue();
        receipt(0);
        assertThat(drained).isZero();
        receipt(1);
        assertThat(drained).isEqualTo(1);
        receipt(2);
        assertThat(drained).isEqualTo(2);
    }

    @Test
    void whatComesWithTheReleaseIsStoredWithTheFirstMoveAfterIt() {
        frontier.hold();
        deliver(1);
        receipt(0);
        assertThat(written).isEmpty();
        delivery.release(position -> position.at(Streams.URL));
        time.run();
        assertThat(written).singleElement().satisfies(position -> {
            assertThat(position.rve()).isEqualTo(BASE + 1);
            assertThat(position.url()).isEqualTo(Streams.URL);
        });
    }

    @Test
    void aHeldBatchIsRoutedAsSoonAsTheSinkIsKnownToWorkAgain() {
        Later outage = new Later(Duration.ofMinutes(10));
        routeFailure = Optional.of(outage);
        deliver(1);
        assertThat(outage.waiting).hasSize(1);
        routeFailure = Optional.empty();
        outage.waiting.forEach(Runnable::run);
        time.run();
        assertThat(routed).containsExactly(1L, 1L);
        assertThat(outage.waiting).as("watches that are left").isEmpty();
        time.pass(3_600_000);
        assertThat(routed).as("the pause that was cut short ends for nothing").hasSize(2);
    }

    @Test
    void nothingIsRoutedWhileSomebodyElseMayOwnTheStream() {
        unsure = true;
        deliver(1);
        assertThat(routed).isEmpty();
        assertThat(context.status().deliveryTrouble()).contains("the lease has run out");
        unsure = false;
        time.pass(60_000);
        assertThat(routed).containsExactly(1L);
    }

    private static final class Later extends RuntimeException implements RetryLater {

        private static final long serialVersionUID = 1L;

        private final transient Duration wait;
        private final transient List<Runnable> waiting = new ArrayList<>();

        Later(Duration wait) {
            super("later");
            this.wait = wait;
        }

        @Override
        public Duration retryAfter() {
            return wait;
        }

        @Override
        public Watch onRecovery(Runnable task) {
            waiting.add(task);
            return () -> waiting.remove(task);
        }
    }

    private final class Reactions implements Delivery.Listener {

        @Override
        public void drained() {
            drained++;
        }

        @Override
        public void ownershipLost(OwnershipLostException cause) {
            lost++;
        }
    }

    private final class Owned implements OwnedStream {

        @Override
        public String stream() {
            return "customers";
        }

        @Override
        public Optional<Position> read() {
            return Optional.empty();
        }

        @Override
        public void confirm() {
            if (unsure) {
                throw new PositionStoreException("the lease has run out");
            }
        }

        @Override
        public void write(Position position) {
            writeFailure.ifPresent(failure -> {
                throw failure;
            });
            Runnable meanwhile = whileWriting;
            whileWriting = () -> {};
            meanwhile.run();
            written.add(position);
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
