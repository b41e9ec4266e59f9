package org.pineflow.faults;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sets off one action at one moment. The wire, the sink and the watch of the positions tell of moments as they come, each
 * on its own thread, and go on only when the action has run. Safe for threads.
 */
final class Fuse {

    private static final long PATIENCE_SECONDS = 300;

    private record Armed(Stage stage, Optional<Carried> stream, Runnable action, CompletableFuture<Void> fired) {

        boolean matches(Stage happened, Optional<Carried> where) {
            return stage == happened && (stream.isEmpty() || stream.equals(where));
        }
    }

    private final AtomicReference<Optional<Armed>> armed = new AtomicReference<>(Optional.empty());

    /** Runs the action at the next moment of this stage, of this stream where one is named. */
    CompletableFuture<Void> arm(Stage stage, Optional<Carried> stream, Runnable action) {
        Armed next = new Armed(stage, stream, action, new CompletableFuture<>());
        armed.set(Optional.of(next));
        return next.fired();
    }

    /** It is this moment. */
    void moment(Stage stage, Optional<Carried> stream) {
        Optional<Armed> now = armed.get();
        if (now.isPresent() && now.get().matches(stage, stream) && armed.compareAndSet(now, Optional.empty())) {
            try {
                now.get().action().run();
                now.get().fired().complete(null);
            } catch (RuntimeException e) {
                now.get().fired().completeExceptionally(e);
            }
        }
    }

    /** Waits for the moment. */
    static void await(CompletableFuture<Void> fired, String what) {
        try {
            fired.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the moment never came: " + what, e);
        } catch (Exception e) {
            throw new AssertionError("the fault could not be made: " + what, e);
        }
    }
}
