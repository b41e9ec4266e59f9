package org.pineflow.durable;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Makes file names out of names that come from outside. */
public final class SafeFileName {

    private static final int READABLE_LENGTH = 60;
    private static final int HASH_BYTES = 16;

    private SafeFileName() {}

    /**
     * A file name for any text: a readable part of at most 60 characters out of {@code a-z 0-9 _ -} that does
     * not begin with {@code -}, and a hash of the
     * whole text. Two texts never share one, on a file system that ignores case neither; the same text always gets the
     * same.
     */
    public static String of(String name) {
        String readable =
                name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "-").replaceAll("^-+", "");
        String cut = readable.substring(0, Math.min(readable.length(), READABLE_LENGTH));
        return cut + "." + hash(name);
    }

    private static String hash(String name) {
        // The characters and not their UTF-8: that is the same "?" for every half of a surrogate pair.
        ByteBuffer characters = ByteBuffer.allocate(2 * name.length());
        characters.asCharBuffer().put(name);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(characters.array());
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
