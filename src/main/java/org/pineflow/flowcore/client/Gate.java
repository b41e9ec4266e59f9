package org.pineflow.flowcore.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Holds the requests to a sink in trouble. Open, it lets all pass. The first failure closes it: for as long as the sink
 * asked for, else for a random time up to {@code delay}, doubled with each further failure up to {@code maxDelay} (full
 * jitter). Then exactly one caller passes as the probe; its success opens the gate for all, its failure closes it again.
 *
 * <p>Safe for use by several threads; all fields are guarded by the lock.
 */
public final class Gate {

    /** A sink that asks for more is asked again after this. */
    static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

    private enum State {
        OPEN,
        CLOSED,
        PROBING
    }

    private final Duration delay;
    private final Duration maxDelay;
    private final GateTime time;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.OPEN;
    private boolean stopping;
    private int failures;
    private long epoch;
    private long opensAt;
    private Trouble trouble = new Trouble(0, "");

    /** An open gate. */
    public Gate(Duration delay, Duration maxDelay, GateTime time, RandomGenerator random) {
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
                    state = State.PROBING;
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

    /** Why the gate is closed; empty when it is open. */
    public Optional<Trouble> trouble() {
        lock.lock();
        try {
            return state == State.OPEN ? Optional.empty() : Optional.of(trouble);
        } finally {
            lock.unlock();
        }
    }

    private Duration remaining() {
        return state == State.PROBING ? delay : Duration.ofNanos(Math.max(0, opensAt - time.nanoTime()));
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
        private final boolean probe;
        private final long madeIn = epoch;
        private final Duration retryAfter;
        private final Trouble reason;
        private boolean done;

        private Entry(boolean admitted, boolean probe) {
            this.admitted = admitted;
            this.probe = probe;
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
         * @return whether that opened the gate
         */
        public boolean succeeded() {
            lock.lock();
            try {
                done = true;
                if (probe) {
                    state = State.OPEN;
                    failures = 0;
                    changed.signalAll();
                }
                return probe;
            } finally {
                lock.unlock();
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
                if (probe || madeIn == epoch) {
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
                if (probe && !done) {
                    state = State.CLOSED;
                    changed.signalAll();
                }
                done = true;
            } finally {
                lock.unlock();
            }
        }
    }
}
