package org.pineflow.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.LogManager;

/**
 * Runs a service in the foreground and turns SIGTERM and Ctrl-C into its orderly end.
 *
 * <p>A JVM that is ended by a signal reports 143 or 130 however well it went. A supervisor should see 0 after a clean end
 * and 1 after one that was cut short, so the shutdown hook waits for the service and sets the exit code itself.
 */
final class Foreground {

    /** What runs in the foreground. */
    interface Service {

        /** Runs until it is done or {@link #stop()} was called, and returns the exit code. */
        int run();

        /** Asks {@link #run()} to return; comes from another thread, at any time, also before {@code run}. */
        void stop();

        /** How long {@code run} may take to return after {@code stop}. Read when the time has come. */
        Duration stopTimeout();
    }

    private Foreground() {}

    /** Runs the service to its end and returns its exit code; does not return when a signal ends the process. */
    static int run(Service service) {
        CompletableFuture<Integer> outcome = new CompletableFuture<>();
        Thread hook = new Thread(() -> stopAndHalt(service, outcome), "pineflow-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            int code = service.run();
            outcome.complete(code);
            return code;
        } finally {
            outcome.complete(CommandExit.FAILED);
            removeUnlessStopping(hook);
        }
    }

    private static void stopAndHalt(Service service, CompletableFuture<Integer> outcome) {
        int code = CommandExit.FAILED;
        try {
            service.stop();
            Duration timeout = service.stopTimeout();
            code = outcome.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            System.err.println("Stopping takes too long; the process ends now.");
        } catch (InterruptedException | ExecutionException e) {
            System.err.println("Stopping failed: " + e.getMessage());
        } finally {
            LogManager.shutdown();
            Runtime.getRuntime().halt(code);
        }
    }

    private static void removeUnlessStopping(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            // The hook is at work and will end the process with the outcome.
        }
    }
}
