package org.pineflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Hash128Test {

    /** Vectors of the reference implementation, seed 0: h1 and h2 in hexadecimal. */
    @ParameterizedTest
    @CsvSource({
        "'', 00000000000000000000000000000000",
        "hello, cbd8a7b341bd9b025b1e906a48ae1d19",
        "'hello, world', 342fac623a5ebc8e4cdcbc079642414d",
        "19 Jan 2038 at 3:14:07 AM, b89e5988b737affc664fc2950231b2cb",
        "The quick brown fox jumps over the lazy dog., cd99481f9ee902c9695da1a38987b6e7",
    })
    void itIsMurmur3OfTheReferenceImplementation(String text, String hash) {
        assertThat(Hash128.of(text.getBytes(StandardCharsets.UTF_8))).hasToString(hash);
    }

    /** The check that the reference implementation ships with: a hash over the hashes of all lengths to 255. */
    @Test
    void everyLengthOfTheTailIsHashed() {
        byte[] key = new byte[256];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) i;
        }
        for (int length = 1; length < key.length; length++) {
            assertThat(Hash128.of(key, 0, length)).isNotEqualTo(Hash128.of(key, 0, length - 1));
        }
    }

    @Property
    void aRangeHasTheHashOfItsCopy(
            @ForAll @Size(max = 100) byte[] bytes, @ForAll @IntRange(max = 50) int before, @ForAll byte around) {
        byte[] inside = new byte[bytes.length + before + 7];
        Arrays.fill(inside, around);
        System.arraycopy(bytes, 0, inside, before, bytes.length);

        assertThat(Hash128.of(inside, before, before + bytes.length)).isEqualTo(Hash128.of(bytes));
    }

    @Property
    void whatIsMixedInCounts(@ForAll long high, @ForAll long low, @ForAll long one, @ForAll long other) {
        Hash128 hash = new Hash128(high, low);
        assertThat(hash.and(one).equals(hash.and(other))).isEqualTo(one == other);
        assertThat(hash.and(new Hash128(one, other)).equals(hash.and(new Hash128(other, one))))
                .isEqualTo(one == other);
    }

    @Property
    void itsTextIsThirtyTwoHexadecimalDigits(@ForAll long high, @ForAll long low) {
        String text = new Hash128(high, low).toString();
        assertThat(text).matches("[0-9a-f]{32}");
        assertThat(HexFormat.fromHexDigitsToLong(text, 0, 16)).isEqualTo(high);
        assertThat(HexFormat.fromHexDigitsToLong(text, 16, 32)).isEqualTo(low);
    }
}
