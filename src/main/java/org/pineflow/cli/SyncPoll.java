package org.pineflow.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.pineflow.fd1.Fd1PollConsumer;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.stream.StreamStatus;

/**
 * One poll of a sync and how it goes. The poll runs on a thread of its own; {@link #watch} belongs to the thread that
 * watches; anybody may give it up.
 */
final class SyncPoll {

    /** How long another owner is waited for: longer than the lease that a crashed process leaves in a database. */
    private static final Duration OWNER_WAIT = Duration.ofSeconds(15);

    private final String route;
    private final Fd1PollConsumer consumer;
    private final AtomicReference<String> failure = new AtomicReference<>();
    private final LongAdder refused = new LongAdder();
    private volatile Future<?> task;
    private volatile long beganNanos;
    private volatile long endedNanos;
    private volatile boolean ended;
    private long progress = -1;
    private long movedNanos;

    SyncPoll(String route, Fd1PollConsumer consumer) {
        this.route = route;
        this.consumer = consumer;
    }

    String route() {
        return route;
    }

    StreamStatus status() {
        return consumer.status();
    }

    /** To be called before the poll can run. */
    void task(Future<?> running) {
        task = running;
    }

    /** Polls, and waits until every row has its receipt. */
    void run() {
        beganNanos = System.nanoTime();
        try {
            consumer.pollOnce();
        } catch (InterruptedException e) {
            fail("the poll was interrupted");
        } catch (Fd1Exception e) {
            fail(e.getMessage());
        } catch (Exception e) {
            fail("the poll failed: " + e);
        } finally {
            endedNanos = System.nanoTime();
            ended = true;
        }
    }

    /** Gives the poll up when it has stood still for too long. */
    void watch(long nanos, Duration timeout) {
        if (ended || beganNanos == 0) {
            return;
        }
        long now = status().received() + status().delivered();
        if (now != progress) {
            progress = now;
            movedNanos = nanos;
        }
        long still = nanos - movedNanos;
        if (!consumer.isOpen() && still > OWNER_WAIT.toNanos()) {
            giveUp(status().condition().reason());
        } else if (!timeout.isZero() && still > timeout.toNanos()) {
            String trouble =
                    status().deliveryTrouble().isEmpty() ? status().condition().reason() : status().deliveryTrouble();
            giveUp("nothing has moved for " + timeout.toSeconds() + " s (--timeout): " + trouble);
        }
    }

    /** Ends the poll with this reason, unless it has ended. */
    void giveUp(String reason) {
        if (!ended) {
            fail(reason);
            task.cancel(true);
        }
    }

    private void fail(String reason) {
        failure.compareAndSet(null, reason);
    }

    /** Counts rows that the sink refused for good. */
    void refused(long rows) {
        refused.add(rows);
    }

    long refused() {
        return refused.sum();
    }

    /** Why not every row has its receipt; empty when every row has, or the poll is not over. */
    Optional<String> failure() {
        return Optional.ofNullable(failure.get())
                .or(() -> refused() == 0
                        ? Optional.empty()
                        : Optional.of("the sink refused " + refused()
                                + " rows for good; they are kept as dead letters, see the log"));
    }

    boolean hasEnded() {
        return ended;
    }

    /** How long it took, or has taken so far, in milliseconds. */
    long millis() {
        long end = ended ? endedNanos : System.nanoTime();
        return beganNanos == 0 ? 0 : (end - beganNanos) / 1_000_000;
    }
}
