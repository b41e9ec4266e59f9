package org.pineflow.flowcore.client;

import java.io.IOException;

/** Carries files to the sink: follows no redirect, repeats nothing. Safe for use by several threads. */
interface FileTransport {

    /**
     * Sends the request and waits for the whole answer: as long as the sink takes bytes, and the request timeout longer.
     *
     * @param bytes a try at the request's form that was not used yet
     * @throws IOException when there was no answer; whether the sink took the request is unknown. The message is for
     *     people and holds no secret
     * @throws InterruptedException when the thread was interrupted; the outcome is unknown as well
     */
    WebhookAnswer send(FileRequest request, FileTransmission bytes) throws IOException, InterruptedException;
}
