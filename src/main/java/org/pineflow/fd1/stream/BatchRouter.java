package org.pineflow.fd1.stream;

import org.pineflow.event.EventBatch;

/** Sends a batch on its way through the route. */
public interface BatchRouter {

    /**
     * Routes the batch. Called on a thread that may be blocked. The receipt is told exactly once, on any thread, during
     * the call or long after it.
     */
    void route(EventBatch batch, Receipt receipt);

    /** Learns how a batch fared. */
    interface Receipt {

        /** The batch is delivered, or somebody has taken it over for good. */
        void delivered();

        /** The batch is not delivered: it is held and routed again. */
        void failed(Throwable cause);
    }
}
