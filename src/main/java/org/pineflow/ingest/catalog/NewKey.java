package org.pineflow.ingest.catalog;

import java.util.HexFormat;
import java.util.Random;

/**
 * A key that was just made, and the only place where it is known. Its form is {@code fc_id_secret}: Flowcore's SDK takes a
 * key apart at its underscores and needs exactly three parts.
 */
public final class NewKey {

    private static final int SECRET_BYTES = 32;
    private static final int ID_LETTERS = 8;

    private final String id;
    private final String key;

    private NewKey(String id, String key) {
        this.id = id;
        this.key = key;
    }

    /**
     * Makes a key.
     *
     * @param id of the key, of {@code a-z} and {@code 0-9}
     * @param random a secure one, unless it is for a test
     * @throws IllegalArgumentException when the id has something else in it
     */
    public static NewKey make(String id, Random random) {
        if (!isId(id)) {
            throw new IllegalArgumentException("'" + id + "' is not an id of a key: a-z and 0-9, at most 64");
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new NewKey(id, "fc_" + id + "_" + HexFormat.of().formatHex(secret));
    }

    /** Whether a key can have this id. */
    public static boolean isId(String text) {
        return text.matches("[a-z0-9]{1,64}");
    }

    /** An id that nobody else has thought of. */
    public static String randomId(Random random) {
        StringBuilder id = new StringBuilder("k");
        random.ints(ID_LETTERS - 1L, 0, 36).forEach(digit -> id.append(Character.forDigit(digit, 36)));
        return id.toString();
    }

    public String id() {
        return id;
    }

    /** The key itself: a secret. */
    public String key() {
        return key;
    }

    /** What the catalog knows of it. */
    public String sha256() {
        return HexFormat.of().formatHex(ApiKey.hash(key));
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "new key " + id;
    }
}
