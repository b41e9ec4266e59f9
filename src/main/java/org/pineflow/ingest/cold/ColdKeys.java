package org.pineflow.ingest.cold;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.store.TimeBucket;

/**
 * The keys of objects and manifests: {@code data core id / hash of the event type's name / bucket / object id}. Nothing
 * that a sender or a catalog names stands in a key as it is; the manifest beside an object has the names.
 */
final class ColdKeys {

    private static final int HASH_BYTES = 16;

    private ColdKeys() {}

    static String object(EventTypeName type, TimeBucket bucket, UUID object) {
        return folder(type, bucket) + object + ".ndjson.gz";
    }

    static String manifest(EventTypeName type, TimeBucket bucket, UUID object) {
        return folder(type, bucket) + object + ".json";
    }

    private static String folder(EventTypeName type, TimeBucket bucket) {
        return type.dataCore() + "/" + hash(type) + "/" + bucket + "/";
    }

    private static String hash(EventTypeName type) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(type.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
