package org.pineflow.ingest.request;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Refuses what is not UTF-8. The JSON parser alone does not: it skips over texts it is not asked for, and it takes
 * UTF-16 and UTF-32 for JSON too.
 */
final class StrictUtf8 {

    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private StrictUtf8() {}

    static void check(byte[] json) {
        int end = json.length;
        ByteBuffer in = ByteBuffer.wrap(json);
        CharBuffer out = CharBuffer.allocate(1024);
        for (int from = otherThanAscii(json, 0); from < end; from = otherThanAscii(json, in.limit())) {
            in.limit(asciiAgain(json, from)).position(from);
            check(in, out);
        }
        for (int i = 0; i < Math.min(4, end); i++) {
            if (json[i] == 0) {
                throw RequestRefusedException.badRequest("the body is not valid UTF-8 JSON at byte " + i);
            }
        }
    }

    private static void check(ByteBuffer in, CharBuffer out) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw RequestRefusedException.badRequest("the body is not valid UTF-8 at byte " + in.position());
        }
    }

    /** Where the next byte is that is not ASCII; the length when there is none. Eight at a time, as most bytes are. */
    private static int otherThanAscii(byte[] json, int from) {
        int at = from;
        while (at <= json.length - Long.BYTES && ((long) EIGHT.get(json, at) & HIGH_BITS) == 0) {
            at += Long.BYTES;
        }
        while (at < json.length && json[at] >= 0) {
            at++;
        }
        return at;
    }

    /** Characters other than ASCII have no byte that could be ASCII: what is between two of those stands for itself. */
    private static int asciiAgain(byte[] json, int from) {
        int at = from;
        while (at < json.length && json[at] < 0) {
            at++;
        }
        return at;
    }
}
