package org.pineflow.ingest.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * An API key as the catalog knows it: never the key itself, only its hash. Keys are long random texts, so a plain
 * SHA-256 is enough; it would not be for passwords.
 */
public final class ApiKey {

    private final String tenant;
    private final String id;
    private final byte[] sha256;

    ApiKey(String tenant, String id, byte[] sha256) {
        this.tenant = tenant;
        this.id = id;
        this.sha256 = sha256.clone();
    }

    /** The only tenant whose event types the key may write. */
    public String tenant() {
        return tenant;
    }

    /** Names the key; no secret. */
    public String id() {
        return id;
    }

    /** Whether {@code otherSha256} is this key's hash; takes the same time whatever the answer is. */
    boolean hasHash(byte[] otherSha256) {
        return MessageDigest.isEqual(sha256, otherSha256);
    }

    @Override
    public String toString() {
        return "key " + id + " of tenant " + tenant;
    }

    static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
