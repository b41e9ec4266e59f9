package org.pineflow.ingest.cold;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LineBreaksTest {

    /** Values near those that are looked for, and any. */
    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<Byte> near =
                Arbitraries.of((byte) 9, (byte) 10, (byte) 11, (byte) 13, (byte) 0, (byte) -118, (byte) -1);
        Arbitrary<Byte> other = Arbitraries.bytes().filter(b -> b != '\n' && b != '\r');
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(1, near), net.jqwik.api.Tuple.of(12, other))
                .array(byte[].class)
                .ofMaxSize(60);
    }

    @Property
    void theyAreFoundWhereverTheyStand(@ForAll("bytes") byte[] bytes) {
        boolean any = false;
        for (byte b : bytes) {
            any |= b == '\n' || b == '\r';
        }
        assertThat(LineBreaks.anyIn(bytes)).isEqualTo(any);
        for (int from = 0; from <= bytes.length; from++) {
            int expected = from;
            while (expected < bytes.length && bytes[expected] != '\n') {
                expected++;
            }
            assertThat(LineBreaks.lineFeed(bytes, from, bytes.length)).isEqualTo(expected);
            int to = (from + bytes.length) / 2;
            assertThat(LineBreaks.lineFeed(bytes, from, to)).isEqualTo(Math.min(expected, to));
        }
    }
}
