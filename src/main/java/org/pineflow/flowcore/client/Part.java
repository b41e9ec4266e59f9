package org.pineflow.flowcore.client;

/**
 * A run of events that travels in one request. The request is made when it is first sent, and stays until its outcome is
 * known. Owned by its ledger.
 */
final class Part {

    final int from;
    final int to;
    private WebhookRequest request;

    Part(int from, int to) {
        this.from = from;
        this.to = to;
    }

    int size() {
        return to - from;
    }

    WebhookRequest request(RequestFactory factory, Consignment consignment) {
        if (request == null) {
            request = factory.make(consignment, from, to);
        }
        return request;
    }
}
