package org.pineflow.ingest.request;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Refuses what is not UTF-8. The JSON parser alone does not: it skips over texts it is not asked for, and it takes
 * UTF-16 and UTF-32 for JSON too.
 */
final class StrictUtf8 {

    private StrictUtf8() {}

    static void check(byte[] json) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(json);
        CharBuffer out = CharBuffer.allocate(8192);
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw RequestRefusedException.badRequest("the body is not valid UTF-8 at byte " + in.position());
        }
        for (int i = 0; i < Math.min(4, json.length); i++) {
            if (json[i] == 0) {
                throw RequestRefusedException.badRequest("the body is not valid UTF-8 JSON at byte " + i);
            }
        }
    }
}
