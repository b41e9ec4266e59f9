package org.pineflow.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every position store promises that keeps positions outside the process. */
abstract class DurablePositionStoreContract extends PositionStoreContract {

    /** The text that is stored for {@link #STREAM}. */
    abstract String stored() throws Exception;

    /** Stores any text for {@link #STREAM}, past the store. */
    abstract void damage(String text) throws Exception;

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "garbage", "null", "{}"})
    void aPositionThatCannotBeReadIsNeverTakenForNone(String garbage) throws Exception {
        OwnedStream owned = written();
        damage(garbage);
        assertUnreadable(owned);
    }

    @Test
    void aPositionThatIsCutIsNeverTakenForNone() throws Exception {
        OwnedStream owned = written();
        String sound = stored();
        for (int length : new int[] {0, 1, sound.length() / 2, sound.lastIndexOf("sha256"), sound.length() - 1}) {
            damage(sound.substring(0, length));
            assertUnreadable(owned);
        }
    }

    @Test
    void anotherStreamsPositionIsNotTakenForThisOnes() throws Exception {
        OwnedStream owned = written();
        damage(PositionCodec.encode("another", OLD));
        assertUnreadable(owned);
    }

    @Test
    void anUnreadablePositionDoesNotKeepItsStreamFromBeingOpenedAndTheMessageSaysWhatToDo() throws Exception {
        OwnedStream owned = written();
        damage("garbage");
        owned.close();

        OwnedStream next = other.tryOpen(STREAM).orElseThrow();

        assertThatThrownBy(next::read)
                .hasMessageContainingAll(STREAM, "never starts over by itself", "backup", "no checksum");
    }

    @Test
    void aPositionThatCannotBeReadIsListedAndHidesNoOther() throws Exception {
        OwnedStream owned = written();
        String sound = stored();
        damage(sound.replace(Long.toString(OLD.rve()), "7"));
        owned.close();
        insert("another");

        assertThat(other.list()).hasSize(2).anySatisfy(found -> {
            assertThat(found.stream()).isEqualTo(STREAM);
            assertThat(found.position()).isEmpty();
            assertThat(found.problem()).contains(STREAM, "checksum is wrong", "positions reset");
        });
        assertThat(other.list()).contains(StoredPosition.readable("another", OLD));
    }

    private void insert(String stream) {
        try (OwnedStream owned = store.tryOpen(stream).orElseThrow()) {
            owned.write(OLD);
        }
    }

    private OwnedStream written() {
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();
        owned.write(OLD);
        return owned;
    }

    private void assertUnreadable(OwnedStream owned) {
        assertThatThrownBy(owned::read).isInstanceOf(PositionUnreadableException.class);
        assertThatThrownBy(() -> other.read(STREAM))
                .isInstanceOf(PositionUnreadableException.class)
                .hasMessageContaining(STREAM);
    }
}
