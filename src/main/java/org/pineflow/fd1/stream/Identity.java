package org.pineflow.fd1.stream;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.pineflow.event.Hash128;
import org.pineflow.event.HashBits;
import org.pineflow.event.Hasher128;

/** What makes two events the same event: key, rve and the bytes as they were received. */
final class Identity {

    private Identity() {}

    /** Leaves the identity in {@code identity}. */
    static void of(HashBits key, long rve, HashBits content, Hasher128 identity) {
        identity.set(key).and(rve).and(content);
    }

    static Hash128 ofKey(String key) {
        return Hash128.of(key.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads what {@link Hash128#toString} writes. */
    static Hash128 parse(String text) {
        return new Hash128(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }
}
