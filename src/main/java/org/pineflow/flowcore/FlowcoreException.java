package org.pineflow.flowcore;

/**
 * Events are not delivered. The message says where to, why, and what to do; it never holds the login. Each kind of
 * failure has a class of its own, so that a route can name it.
 */
public abstract sealed class FlowcoreException extends RuntimeException
        permits FlowcoreUnavailableException, FlowcoreDeniedException, FlowcoreRejectedException {

    private static final long serialVersionUID = 1L;

    private final String target;
    private final int status;

    FlowcoreException(String target, int status, String message) {
        super(message);
        this.target = target;
        this.status = status;
    }

    /** The address without its query. */
    public String getTarget() {
        return target;
    }

    /** The HTTP status of the answer, 0 when there was none. */
    public int getStatus() {
        return status;
    }
}
