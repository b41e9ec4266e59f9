package org.pineflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
    void everyLengthIsHashedAsTheDefinitionSays(@ForAll @Size(max = 70) byte[] bytes) {
        assertThat(Hash128.of(bytes)).isEqualTo(byDefinition(bytes));
    }

    @Property
    void toMixANumberInIsToHashAllThree(@ForAll long high, @ForAll long low, @ForAll long value) {
        byte[] three = ByteBuffer.allocate(24)
                .putLong(high)
                .putLong(low)
                .putLong(value)
                .array();
        assertThat(new Hash128(high, low).and(value)).isEqualTo(byDefinition(three));
    }

    /** Blocks of 16 bytes; what is left is filled up with zeros, and mixed in without the rest of a block's round. */
    private static Hash128 byDefinition(byte[] bytes) {
        long c1 = 0x87c37b91114253d5L;
        long c2 = 0x4cf5ad432745937fL;
        long h1 = 0;
        long h2 = 0;
        int blocks = bytes.length / 16;
        ByteBuffer padded =
                ByteBuffer.wrap(Arrays.copyOf(bytes, 16 * (blocks + 1))).order(ByteOrder.LITTLE_ENDIAN);
        for (int block = 0; block <= blocks; block++) {
            h1 ^= Long.rotateLeft(padded.getLong() * c1, 31) * c2;
            if (block < blocks) {
                h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
            }
            h2 ^= Long.rotateLeft(padded.getLong() * c2, 33) * c1;
            if (block < blocks) {
                h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
            }
        }
        h1 ^= bytes.length;
        h2 ^= bytes.length;
        h1 += h2;
        h2 += h1;
        h1 = finish(h1);
        h2 = finish(h2);
        return new Hash128(h1 + h2, h2 + h1 + h2);
    }

    private static long finish(long k) {
        long mixed = (k ^ k >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
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
