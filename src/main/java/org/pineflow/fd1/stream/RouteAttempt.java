package org.pineflow.fd1.stream;

import java.util.Optional;

/**
 * One try to deliver a batch: takes its outcome to the serial executor. What is told after the first outcome is not heard.
 * An outcome that the route tells while it is under way, on its own thread, is taken up there when it has returned; then
 * the same thread may go on with another batch.
 */
final class RouteAttempt implements BatchRouter.Receipt {

    /** What becomes of it; called on the serial executor, one of them, once. */
    interface Outcome {

        /** The batch is delivered. */
        void delivered(RouteAttempt attempt);

        /** The batch is not delivered. */
        void failed(Throwable cause);
    }

    private final SerialExecutor serial;
    private final Outcome outcome;
    private final Thread routing = Thread.currentThread();
    private Optional<Runnable> early = Optional.empty();
    private Optional<PendingBatch> next = Optional.empty();
    private boolean returned;
    private boolean goesOn;
    private boolean told;

    /** Made by the thread that routes the batch. */
    RouteAttempt(SerialExecutor serial, Outcome outcome) {
        this.serial = serial;
        this.outcome = outcome;
    }

    @Override
    public void delivered() {
        tell(() -> once(() -> outcome.delivered(this)));
    }

    @Override
    public void failed(Throwable cause) {
        tell(() -> once(() -> outcome.failed(cause)));
    }

    /** The route has returned, and its thread has nothing else to do. */
    void returned() {
        returned = true;
        goesOn = true;
        try {
            early.ifPresent(serial::executeHere);
        } finally {
            goesOn = false;
        }
    }

    /** Gives the routing thread a batch to go on with; false when this is another thread, or that one has gone. */
    boolean goesOnWith(PendingBatch behind) {
        if (Thread.currentThread() != routing || !goesOn) {
            return false;
        }
        next = Optional.of(behind);
        return true;
    }

    /** What the routing thread is to go on with. */
    Optional<PendingBatch> next() {
        return next;
    }

    /** Only the routing thread reads and changes what it told early. */
    private void tell(Runnable outcome) {
        if (Thread.currentThread() != routing || returned) {
            serial.execute(outcome);
        } else if (early.isEmpty()) {
            early = Optional.of(outcome);
        }
    }

    private void once(Runnable outcome) {
        if (!told) {
            told = true;
            outcome.run();
        }
    }
}
