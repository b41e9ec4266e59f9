package org.pineflow.flowcore.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Connections to sinks that rest until the next request. One that has rested for long enough is closed, whether anybody
 * asks for it or not. Safe for use by several threads.
 */
public final class RestingSockets implements AutoCloseable {

    /** Firewalls forget a connection that rests for minutes, and tell nobody. */
    static final Duration LONGEST_REST = Duration.ofSeconds(30);

    /** Connections that rest, on one way. */
    private static final int MOST = 32;

    /** Who may use a connection: only requests on the same way to the same sink. */
    record Way(SinkRoute route, String sink) {}

    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;
    private final Map<Way, Deque<SinkSocket>> resting = new HashMap<>();
    private boolean timerRuns;
    private boolean closed;

    /**
     * @param timer is asked for a task only while something rests, and closes connections on its thread
     * @param nanoTime as {@link System#nanoTime}
     */
    public RestingSockets(ScheduledExecutorService timer, LongSupplier nanoTime) {
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    /** The connection that was used last and is still good; empty when there is none. */
    Optional<SinkSocket> take(Way way) {
        for (Optional<SinkSocket> last = takeLast(way); last.isPresent(); last = takeLast(way)) {
            if (!isOver(last.get()) && last.get().isSilent()) {
                return last;
            }
            last.get().discard();
        }
        return Optional.empty();
    }

    /** Lets a connection rest; it is closed at once when there are too many, and after {@link #close}. */
    void rest(Way way, SinkSocket socket) {
        socket.rest(nanoTime.getAsLong());
        if (!add(way, socket)) {
            socket.discard();
        }
    }

    /** Closes what rests now, and everything that is to rest later. */
    @Override
    public void close() {
        shut().forEach(SinkSocket::discard);
    }

    private synchronized Optional<SinkSocket> takeLast(Way way) {
        return Optional.ofNullable(resting.get(way)).map(Deque::pollFirst);
    }

    private synchronized boolean add(Way way, SinkSocket socket) {
        if (closed || !timerRuns && !startTimer(LONGEST_REST.toNanos())) {
            return false;
        }
        Deque<SinkSocket> sockets = resting.computeIfAbsent(way, first -> new ArrayDeque<>());
        boolean room = sockets.size() < MOST;
        if (room) {
            sockets.addFirst(socket);
        }
        return room;
    }

    private synchronized List<SinkSocket> shut() {
        closed = true;
        List<SinkSocket> all = resting.values().stream().flatMap(Deque::stream).toList();
        resting.clear();
        return all;
    }

    /** False when the timer takes nothing any more: then nothing may rest. */
    private boolean startTimer(long nanos) {
        try {
            timer.schedule(this::closeOld, nanos, TimeUnit.NANOSECONDS);
            timerRuns = true;
            return true;
        } catch (RejectedExecutionException shutDown) {
            return false;
        }
    }

    private void closeOld() {
        takeOld().forEach(SinkSocket::discard);
    }

    /** Those that have rested for longest are last on each way. */
    private synchronized List<SinkSocket> takeOld() {
        List<SinkSocket> old = new ArrayList<>();
        long longest = -1;
        for (Iterator<Deque<SinkSocket>> ways = resting.values().iterator(); ways.hasNext(); ) {
            Deque<SinkSocket> sockets = ways.next();
            while (!sockets.isEmpty() && isOver(sockets.peekLast())) {
                old.add(sockets.removeLast());
            }
            if (sockets.isEmpty()) {
                ways.remove();
            } else {
                longest = Math.max(longest, sockets.peekLast().restNanos(nanoTime.getAsLong()));
            }
        }
        timerRuns = false;
        if (longest >= 0 && !startTimer(LONGEST_REST.toNanos() - longest)) {
            old.addAll(shut());
        }
        return old;
    }

    private boolean isOver(SinkSocket socket) {
        return socket.restNanos(nanoTime.getAsLong()) >= LONGEST_REST.toNanos();
    }
}
