package org.pineflow.fd1.stream;

/** Whether a server does what a restart asks for. Confined to the event loop. */
interface RestartProof {

    /** What can be said of a replay. */
    enum Verdict {
        /** History has come. */
        HONOURED,
        /** What had to come has not. */
        IGNORED,
        /** No history has come, and nothing shows whether there was any. */
        UNPROVEN
    }

    /** Does what has to be done before the open request, then runs {@code open}: at once, or later on the event loop. */
    void prepare(Runnable open);

    /** A row has come on the opening. */
    void row(long rve, RowKey key);

    /**
     * What can be said so far; {@link Verdict#IGNORED} only counts when the replay is over.
     *
     * @param bound the lower bound of the server's clock at the opening, see {@link ReplayWatch}
     */
    Verdict verdict(long bound);

    /** The opening has ended. */
    void abandon();
}
