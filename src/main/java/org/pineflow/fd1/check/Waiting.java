package org.pineflow.fd1.check;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Waits for what the event loop finds out, and never longer than is allowed. */
final class Waiting {

    private Waiting() {}

    /** What comes out of it, or {@code otherwise} when nothing does in time. */
    static <T> T on(CompletableFuture<T> outcome, Duration longest, Supplier<T> otherwise) throws InterruptedException {
        try {
            return outcome.get(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return otherwise.get();
        } catch (ExecutionException fault) {
            throw new IllegalStateException(fault.getCause());
        }
    }
}
