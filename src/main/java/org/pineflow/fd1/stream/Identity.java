package org.pineflow.fd1.stream;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.pineflow.event.Hash128;

/** What makes two events the same event: key, rve and the bytes as they were received. */
final class Identity {

    private Identity() {}

    static Hash128 of(Hash128 key, long rve, Hash128 content) {
        return key.and(rve).and(content);
    }

    static Hash128 ofKey(String key) {
        return Hash128.of(key.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what {@link Hash128#toString} writes. */
    static Hash128 parse(String text) {
        return new Hash128(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }
}
