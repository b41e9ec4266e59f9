package org.pineflow.ingest.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An API key as the catalog knows it: never the key itself, only its hash. Keys are long random texts, so a plain
 * SHA-256 is enough; it would not be for passwords.
 */
public final class ApiKey {

    private final String tenant;
    private final String id;
    private final String owner;
    private final byte[] sha256;
    private final KeyLimits limits;

    ApiKey(String tenant, String id, String owner, byte[] sha256, KeyLimits limits) {
        this.tenant = tenant;
        this.id = id;
        this.owner = owner;
        this.sha256 = sha256.clone();
        this.limits = limits;
    }

    /** The only tenant whose event types the key is for. */
    public String tenant() {
        return tenant;
    }

    /** Names the key; no secret. */
    public String id() {
        return id;
    }

    /**
     * Whose key it is: of two keys of one owner, the one that takes the other's place is the same sender. Its own id where
     * the catalog says nothing.
     */
    public String owner() {
        return owner;
    }

    /** Whether events of this type may be written with the key. What may not is answered like what there is not. */
    public boolean mayWrite(EventTypeName type) {
        return type.tenant().equals(tenant) && limits.allow(KeyLimits.Right.WRITE, type);
    }

    /** Whether events of this type may be read with the key. What may not is answered like what there is not. */
    public boolean mayRead(EventTypeName type) {
        return type.tenant().equals(tenant) && limits.allow(KeyLimits.Right.READ, type);
    }

    /** From when on it is no key any more; empty = it does not expire. */
    public Optional<Instant> expires() {
        return limits.expires();
    }

    /** How many events may be written with it a second, on average; empty = as many as the service takes. */
    public Optional<Long> eventsPerSecond() {
        return limits.eventsPerSecond();
    }

    /** How many bytes of events may be written with it a second, on average; empty = as many as the service takes. */
    public Optional<Long> bytesPerSecond() {
        return limits.bytesPerSecond();
    }

    /** Whether it is a key no more. */
    boolean isExpired(Instant now) {
        return limits.isExpired(now);
    }

    /** Whether {@code otherSha256} is this key's hash; takes the same time whatever the answer is. */
    boolean hasHash(byte[] otherSha256) {
        return MessageDigest.isEqual(sha256, otherSha256);
    }

    /** Whether it is the same key, whatever it may do. */
    boolean isSame(ApiKey other) {
        return tenant.equals(other.tenant) && id.equals(other.id) && hasHash(other.sha256);
    }

    /** All that the catalog says of a key, for comparison. */
    record Facts(String tenant, String id, String owner, String sha256, KeyLimits limits) {}

    Facts facts() {
        return new Facts(tenant, id, owner, HexFormat.of().formatHex(sha256), limits);
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
