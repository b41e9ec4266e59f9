package org.pineflow.flowcore.client;

import java.util.Optional;

/**
 * What came back.
 *
 * @param status the HTTP status
 * @param retryAfter the {@code Retry-After} header as it came
 * @param date the {@code Date} header as it came: the server's clock
 * @param body at most {@link WebhookTransport#MAX_ANSWER_BYTES} bytes
 * @param truncated whether there was more
 */
public record WebhookAnswer(
        int status, Optional<String> retryAfter, Optional<String> date, byte[] body, boolean truncated) {

    /** Whether another one follows it (1xx, RFC 9110, section 15.2). */
    boolean isInterim() {
        return status < 200;
    }
}
