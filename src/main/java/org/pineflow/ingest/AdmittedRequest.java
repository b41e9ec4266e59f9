package org.pineflow.ingest;

import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import org.pineflow.ingest.catalog.ApiKey;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.request.ContentCoding;
import org.pineflow.ingest.request.EventTimes;

/**
 * A request that may write, with its headers read and its body still to be read.
 *
 * @param request paused
 * @param batch whether the body is an array of events, or one event
 * @param boundary between the parts of a form with a file; empty when the body is JSON
 * @param key it came with
 */
record AdmittedRequest(
        HttpServerRequest request,
        boolean batch,
        Optional<String> boundary,
        EventTypeName type,
        ApiKey key,
        ContentCoding coding,
        Map<String, String> metadata,
        EventTimes times,
        Optional<String> idempotencyKey) {

    /** Whose request it is. */
    String owner() {
        return key.owner();
    }
}
