package org.pineflow.ingest.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class StrictUtf8Test {

    /** Pieces of UTF-8, good and bad, among ASCII of all lengths, so that they stand at every place of an eight. */
    @Provide
    Arbitrary<byte[]> bodies() {
        Arbitrary<byte[]> piece = Arbitraries.of(
                        "a", "abcdefgh", "abcdefghijklm", "\u00c6", "\u20ac", "\ud83d\ude00", "\u4e2d\u6587")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> bad = Arbitraries.of(
                new byte[] {(byte) 0x80},
                new byte[] {(byte) 0xc3},
                new byte[] {(byte) 0xc0, (byte) 0x80},
                new byte[] {(byte) 0xe2, (byte) 0x82},
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {(byte) 0xf5, (byte) 0x80, (byte) 0x80, (byte) 0x80});
        return Arbitraries.frequencyOf(Tuple.of(20, piece), Tuple.of(1, bad))
                .list()
                .ofMaxSize(20)
                .map(StrictUtf8Test::join);
    }

    private static byte[] join(List<byte[]> pieces) {
        ByteBuffer all = ByteBuffer.allocate(
                pieces.stream().mapToInt(piece -> piece.length).sum());
        pieces.forEach(all::put);
        return all.array();
    }

    @Property
    void exactlyWhatJavaTakesForUtf8IsTaken(@ForAll("bodies") byte[] body) {
        assertThat(isTaken(body)).isEqualTo(isUtf8(body));
    }

    private static boolean isTaken(byte[] body) {
        try {
            StrictUtf8.check(body);
            return true;
        } catch (RequestRefusedException refused) {
            return false;
        }
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
