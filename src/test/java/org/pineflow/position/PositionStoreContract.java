package org.pineflow.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every position store promises. */
abstract class PositionStoreContract {

    static final String STREAM = "firehose:customer.changed";
    static final Position OLD = Positions.at(Positions.FIRST_RVE);
    static final Position NEW = Positions.at(Positions.FIRST_RVE + 1);

    PositionStore store;

    /** Another owner's view of the same positions. */
    PositionStore other;

    abstract PositionStore open() throws Exception;

    /** Another view of what {@code store} keeps. */
    abstract PositionStore openAnother() throws Exception;

    /** Makes somebody else the owner of a stream that is owned here, and leaves the owner unaware of it. */
    abstract void takeAway(OwnedStream owned) throws Exception;

    @BeforeEach
    void openStores() throws Exception {
        store = open();
        other = openAnother();
    }

    @AfterEach
    void closeStores() {
        store.close();
        other.close();
    }

    static List<String> names(PositionStore positions) {
        return positions.list().stream().map(StoredPosition::stream).toList();
    }

    @Test
    void whoOwnsAStreamIsSeenByEveryoneWithoutTakingIt() {
        assertThat(store.owner(STREAM)).isEmpty();
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();

        assertThat(store.owner(STREAM)).get().asString().contains("process");
        assertThat(other.owner(STREAM)).get().asString().contains("process");
        owned.write(NEW);
        assertThat(other.tryOpen(STREAM)).isEmpty();

        owned.close();
        assertThat(other.owner(STREAM)).isEmpty();
        assertThat(other.tryOpen(STREAM)).isPresent();
    }

    @Test
    void whatIsListedIsWhatIsStored() {
        store.tryOpen(STREAM).orElseThrow().write(OLD);

        assertThat(other.list()).containsExactly(StoredPosition.readable(STREAM, OLD));
    }

    @Test
    void aStreamHasOneOwner() {
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();

        assertThat(owned.stream()).isEqualTo(STREAM);
        assertThat(store.tryOpen(STREAM)).isEmpty();
        assertThat(other.tryOpen(STREAM)).isEmpty();
        assertThat(other.tryOpen("another stream")).isPresent();
    }

    @Test
    void aRefusedOpeningLeavesTheOwnerTheOwner() {
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();
        assertThat(other.tryOpen(STREAM)).isEmpty();

        owned.write(NEW);

        assertThat(other.tryOpen(STREAM)).isEmpty();
        assertThat(other.read(STREAM)).contains(NEW);
    }

    @Test
    void ofManyWhoOpenAtOnceOneWins() {
        int count = 4;
        CyclicBarrier start = new CyclicBarrier(count);
        long winners = IntStream.range(0, count)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> {
                            assertThatCode(start::await).doesNotThrowAnyException();
                            return (i % 2 == 0 ? store : other).tryOpen(STREAM);
                        },
                        task -> new Thread(task).start()))
                .toList()
                .stream()
                .filter(opening -> opening.join().isPresent())
                .count();

        assertThat(winners).isOne();
    }

    @Test
    void aClosedStreamCanBeOpenedAgain() {
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();
        owned.close();

        OwnedStream next = other.tryOpen(STREAM).orElseThrow();
        owned.close();
        assertThat(store.tryOpen(STREAM))
                .as("closing twice does not release the next owner")
                .isEmpty();

        next.close();
        assertThat(store.tryOpen(STREAM)).isPresent();
    }

    @Test
    void closingTheStoreReleasesItsStreams() {
        store.tryOpen("a").orElseThrow();
        store.tryOpen("b").orElseThrow();

        store.close();

        assertThat(other.tryOpen("a")).isPresent();
        assertThat(other.tryOpen("b")).isPresent();
    }

    @Test
    void aStreamWithoutAPositionIsEmptyAndNotListed() {
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();

        assertThat(owned.read()).isEmpty();
        assertThat(store.read(STREAM)).isEmpty();
        assertThat(store.read("never opened")).isEmpty();
        assertThat(names(store)).isEmpty();
    }

    @Test
    void whatIsWrittenIsReadBackByEveryone() {
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();
        owned.write(OLD);
        assertThat(owned.read()).contains(OLD);

        owned.write(NEW);

        assertThat(owned.read()).contains(NEW);
        assertThat(other.read(STREAM)).contains(NEW);
        owned.close();
        assertThat(other.tryOpen(STREAM).flatMap(OwnedStream::read)).contains(NEW);
    }

    @Test
    void thePositionMovesOnlyByItsOwner() throws Exception {
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();
        owned.write(OLD);
        takeAway(owned);

        assertThatThrownBy(() -> owned.write(NEW))
                .isInstanceOf(OwnershipLostException.class)
                .hasMessageContaining(STREAM);

        assertThat(other.read(STREAM)).contains(OLD);
    }

    @Test
    void aClosedOwnerCannotWrite() {
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();
        owned.write(OLD);
        owned.close();

        assertThatThrownBy(() -> owned.write(NEW)).isInstanceOf(OwnershipLostException.class);

        assertThat(store.read(STREAM)).contains(OLD);
    }

    @Test
    void streamsAreListedInAlphabeticalOrder() {
        for (String stream : new String[] {"b", "B", "a/c", "ä", "a", "_"}) {
            store.tryOpen(stream).orElseThrow().write(OLD);
        }

        assertThat(names(other)).containsExactly("B", "_", "a", "a/c", "b", "ä");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "../../etc/passwd", "C:\\con", "a b\n", "%00", "'; DROP TABLE x; --", "ключ", "💶"
            })
    void anyTextNamesAStream(String stream) {
        OwnedStream owned = store.tryOpen(stream).orElseThrow();
        owned.write(OLD);

        assertThat(owned.stream()).isEqualTo(stream);
        assertThat(other.tryOpen(stream)).isEmpty();
        assertThat(other.read(stream)).contains(OLD);
        assertThat(names(other)).containsExactly(stream);
    }

    @Test
    void namesThatLookAlikeAreDifferentStreams() {
        String longName = "x".repeat(3000);
        String[] streams = {"a", "A", "a ", "a.", longName, longName + "y"};
        for (int i = 0; i < streams.length; i++) {
            store.tryOpen(streams[i]).orElseThrow().write(Positions.at(i));
        }
        for (int i = 0; i < streams.length; i++) {
            assertThat(store.read(streams[i]).map(Position::rve)).isEqualTo(Optional.of((long) i));
        }
    }
}
