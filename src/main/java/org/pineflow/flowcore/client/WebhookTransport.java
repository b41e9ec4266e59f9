package org.pineflow.flowcore.client;

import java.io.IOException;

/**
 * Carries requests to the sink: follows no redirect, and repeats nothing but a request on a kept connection that the sink
 * closed before it said anything. Safe for use by several threads.
 */
public interface WebhookTransport {

    /** The most of an answer that is read, in bytes. */
    int MAX_ANSWER_BYTES = 1 << 20;

    /**
     * Sends the request and waits for the whole answer, at most the request timeout.
     *
     * @throws IOException when there was no answer; whether the sink took the request is unknown. The message is for
     *     people and holds no secret
     * @throws InterruptedException when the thread was interrupted; the outcome is unknown as well
     */
    WebhookAnswer send(WebhookRequest request) throws IOException, InterruptedException;
}
