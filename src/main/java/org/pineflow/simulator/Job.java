package org.pineflow.simulator;

/** A request that is answered by many packets. Belongs to the event loop of its connection. */
interface Job {

    /** What is left after a step. */
    enum Progress {
        /** More can be sent at once. */
        MORE,
        /** Nothing to send until something happens. */
        IDLE,
        /** The answer is complete. */
        DONE
    }

    /** Sends a bounded piece. */
    Progress step(Outbox outbox);

    /** Lets go of what it holds; nothing is sent any more. */
    default void close() {}
}
