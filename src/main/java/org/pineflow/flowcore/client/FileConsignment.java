package org.pineflow.flowcore.client;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.pineflow.event.Hash128;

/**
 * A file, and what goes with it.
 *
 * @param name of the file, without folders
 * @param type its media type
 * @param id tells its parts from those of other files
 * @param additionalProperties a JSON object text: further fields of each stored part
 * @param origin tells this file from an equal one sent on purpose; the same after a crash where that is possible
 * @param idempotencyKey the caller's own key
 * @param eventTime when it happened
 * @param validTime since when it holds
 */
public record FileConsignment(
        FileContent content,
        String name,
        String type,
        String id,
        String additionalProperties,
        String origin,
        Optional<String> idempotencyKey,
        Optional<Instant> eventTime,
        Optional<Instant> validTime) {

    public FileConsignment {
        Objects.requireNonNull(content, "content");
        AdditionalProperties.require(additionalProperties);
    }

    /** The {@code Idempotency-Key} of the request to {@code path}. */
    String idempotencyKey(String path) {
        return idempotencyKey
                .map(Consignment::headerSafe)
                .orElseGet(() -> hash(path).and(hash(origin)).and(hash(id)).toString());
    }

    private static Hash128 hash(String text) {
        return Hash128.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
