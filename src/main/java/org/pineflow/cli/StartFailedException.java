package org.pineflow.cli;

/** camel-main did not start; says why. */
final class StartFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient StartFailure failure;

    StartFailedException(StartFailure failure, Exception cause) {
        super(failure.message(), cause);
        this.failure = failure;
    }

    StartFailure failure() {
        return failure;
    }
}
