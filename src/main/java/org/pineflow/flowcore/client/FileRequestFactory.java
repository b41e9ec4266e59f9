package org.pineflow.flowcore.client;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes the file requests of one endpoint.
 *
 * @param metadata value of the metadata header
 * @param expectContinue whether to ask before a large file is sent
 */
record FileRequestFactory(Target target, Optional<String> metadata, boolean expectContinue) {

    /** A smaller body is on its way before an answer could stop it, in bytes. */
    private static final long WORTH_ASKING = 1 << 20;

    FileRequest make(FileConsignment file) {
        FileForm form = new FileForm(file);
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", form.contentType());
        headers.put("Accept", "application/json");
        headers.put("Idempotency-Key", file.idempotencyKey(target.path()));
        metadata.ifPresent(value -> headers.put("x-flowcore-metadata-json", value));
        file.eventTime().ifPresent(time -> headers.put("x-flowcore-event-time", EventTimes.format(time)));
        file.validTime().ifPresent(time -> headers.put("x-flowcore-valid-time", EventTimes.format(time)));
        return new FileRequest(target.uri(), headers, form, expectContinue && form.length() > WORTH_ASKING);
    }
}
