package org.pineflow.flowcore.client;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.pineflow.event.RetryLater;

/**
 * Holds the requests to a sink in trouble. Open, it lets all pass. The first failure closes it: for as long as the sink
 * asked for, else for a random time up to {@code delay}, doubled with each further failure up to {@code maxDelay} (full
 * jitter). Then exactly one caller passes as the probe; its failure closes the gate again, and its success begins to open
 * it. The gate of a sink opens step by step: each success lets one more pass at a time, from {@link #SINK_RAMP} on only a
 * whole round of them, until nobody waits any more. So those who waited do not fall upon a sink that is barely back, or
 * that has a limit to what it takes.
 *
 * <p>Safe for use by several threads; all fields are guarded by the lock.
 */
public final class Gate {

    /** A sink that asks for more is asked again after this. */
    static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

    /** So many may pass together soon after a sink is back. */
    static final int SINK_RAMP = 16;

    private enum State {
        OPEN,
        CLOSED,
        RECOVERING
    }

    private final Duration delay;
    private final Duration maxDelay;
    private final GateTime time;
    private final RandomGenerator random;
    private final boolean gentle;
    private final Set<Hopeful> hopeful = new LinkedHashSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.OPEN;
    private boolean stopping;
    private int failures;
    private long epoch;

    /** While recovering: how many may pass together, and how many are under way. */
    private int width;

    private int underWay;

    /** Successes since it was widened. */
    private int earned;

    private long opensAt;
    private Trouble trouble = new Trouble(0, "");

    /** An open gate, that a successful probe opens for all. */
    public Gate(Duration delay, Duration maxDelay, GateTime time, RandomGenerator random) {
        this(delay, maxDelay, time, random, false);
    }

    /** An open gate, that opens for a few at first: the gate of a sink. */
    public static Gate ofSink(Duration delay, Duration maxDelay, GateTime time, RandomGenerator random) {
        return new Gate(delay, maxDelay, time, random, true);
    }

    private Gate(Duration delay, Duration maxDelay, GateTime time, RandomGenerator random, boolean gentle) {
        this.gentle = gentle;
        this.delay = delay;
        this.maxDelay = maxDelay;
        this.time = time;
        this.random = random;
    }

    /**
     * Asks for a pass, and waits for it while that is worth while: not beyond {@code longest}, and not at all when the
     * gate surely stays closed for longer or the service is stopping. Whoever was admitted must close the entry.
     */
    public Entry enter(Duration longest) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long deadline = time.nanoTime() + longest.toNanos();
            while (true) {
                long now = time.nanoTime();
                if (state == State.OPEN) {
                    return new Entry(true, false);
                }
                if (state == State.CLOSED && opensAt - now <= 0 && !stopping) {
                    state = State.RECOVERING;
                    width = 1;
                    underWay = 0;
                    earned = 0;
                }
                if (state == State.RECOVERING && underWay < width) {
                    underWay++;
                    return new Entry(true, true);
                }
                long wait = state == State.CLOSED ? opensAt - now : deadline - now;
                if (stopping || wait <= 0 || now + wait - deadline > 0) {
                    return new Entry(false, false);
                }
                time.await(changed, wait);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs {@code task} once a request has shown that the sink works again, on that request's thread; at once when the
     * gate is open.
     */
    public RetryLater.Watch onRecovery(Runnable task) {
        Hopeful waiting = new Hopeful(task);
        lock.lock();
        try {
            if (isTroubled()) {
                hopeful.add(waiting);
                return waiting;
            }
        } finally {
            lock.unlock();
        }
        task.run();
        return waiting;
    }

    /** From now on nobody waits here; what waits is sent away. */
    public void stop() {
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Why the gate is closed; empty when it is open, or opening because the sink works again. */
    public Optional<Trouble> trouble() {
        lock.lock();
        try {
            return isTroubled() ? Optional.of(trouble) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes no more than may pass: a thousand may wait. */
    private void widen() {
        earned++;
        if (width < SINK_RAMP || earned >= width) {
            width++;
            earned = 0;
        }
        if (!gentle || width > SINK_RAMP && !lock.hasWaiters(changed)) {
            state = State.OPEN;
            changed.signalAll();
        } else {
            changed.signal();
            changed.signal();
        }
    }

    private boolean isTroubled() {
        return state == State.CLOSED || state == State.RECOVERING && width == 1;
    }

    private Duration remaining() {
        return state == State.RECOVERING ? delay : Duration.ofNanos(Math.max(0, opensAt - time.nanoTime()));
    }

    private Duration pause(Optional<Duration> asked) {
        if (asked.isPresent() && asked.get().compareTo(Duration.ZERO) > 0) {
            return asked.get().compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : asked.get();
        }
        double ceiling = Math.min(maxDelay.toNanos(), delay.toNanos() * Math.pow(2, Math.min(failures, 40)));
        return Duration.ofNanos((long) (random.nextDouble() * ceiling));
    }

    /** The answer to {@link #enter}: a pass, or the time after which to ask again. Used by one thread. */
    public final class Entry implements AutoCloseable {

        private final boolean admitted;
        private final boolean counted;
        private final long madeIn = epoch;
        private final Duration retryAfter;
        private final Trouble reason;
        private boolean done;

        private Entry(boolean admitted, boolean counted) {
            this.admitted = admitted;
            this.counted = counted;
            this.retryAfter = admitted ? Duration.ZERO : remaining();
            this.reason = trouble;
        }

        /** Whether the caller may pass. */
        public boolean admitted() {
            return admitted;
        }

        /** When not admitted: the least time to wait before asking again. */
        public Duration retryAfter() {
            return retryAfter;
        }

        /** When not admitted: why. */
        public Trouble reason() {
            return reason;
        }

        /**
         * The sink works.
         *
         * @return whether that is news
         */
        public boolean succeeded() {
            List<Hopeful> waited = List.of();
            lock.lock();
            try {
                done = true;
                if (!ofPresentRecovery()) {
                    return false;
                }
                underWay--;
                boolean news = width == 1;
                if (news) {
                    failures = 0;
                    waited = List.copyOf(hopeful);
                    hopeful.clear();
                }
                widen();
                return news;
            } finally {
                lock.unlock();
                waited.forEach(Hopeful::run);
            }
        }

        /**
         * The sink is in trouble. Of many that passed an open gate together only the first counts.
         *
         * @param asked how long the sink wants to be left alone
         * @return how long the gate stays closed now
         */
        public Duration failed(Trouble why, Optional<Duration> asked) {
            lock.lock();
            try {
                done = true;
                if (madeIn == epoch) {
                    opensAt = time.nanoTime() + pause(asked).toNanos();
                    state = State.CLOSED;
                    trouble = why;
                    failures++;
                    epoch++;
                    changed.signalAll();
                }
                return remaining();
            } finally {
                lock.unlock();
            }
        }

        /** Gives back a pass that told nothing about the sink: the next caller may probe. */
        @Override
        public void close() {
            lock.lock();
            try {
                if (!done && ofPresentRecovery()) {
                    underWay--;
                    if (width == 1) {
                        state = State.CLOSED;
                    }
                    changed.signal();
                }
                done = true;
            } finally {
                lock.unlock();
            }
        }

        private boolean ofPresentRecovery() {
            return counted && madeIn == epoch && state == State.RECOVERING;
        }
    }

    /** A task that waits for the sink to recover. */
    private final class Hopeful implements RetryLater.Watch {

        private final Runnable task;

        private Hopeful(Runnable task) {
            this.task = task;
        }

        private void run() {
            task.run();
        }

        @Override
        public void close() {
            lock.lock();
            try {
                hopeful.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }
}
