package org.pineflow.fd1.stream;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import org.pineflow.event.Event;
import org.pineflow.event.EventBatch;
import org.pineflow.fd1.client.Fd1Exception;

/**
 * The rows of an answer, one after the other, as they come in: while nobody takes them, the server is held back. For one
 * reader; what the event loop and the reader share is guarded by this object.
 */
public final class Answer implements Iterator<Event>, AutoCloseable {

    private static final long MOST_BYTES = 4 << 20;

    private final Queue<EventBatch> batches = new ArrayDeque<>();
    private final Flow flow;
    private Iterator<Event> current = Collections.emptyIterator();
    private Optional<Fd1Exception> failure = Optional.empty();
    private long bytes;
    private boolean held;
    private boolean begun;
    private boolean ended;

    /** Steers what comes in. Safe for use by any thread. */
    interface Flow {

        void setReading(boolean reading);

        void abandon();
    }

    Answer(Flow flow) {
        this.flow = flow;
    }

    /**
     * Waits until the server has begun to answer.
     *
     * @throws Fd1Exception when it refused, or could not be asked
     * @throws InterruptedException when the thread was interrupted
     */
    synchronized void awaitBegin() throws Fd1Exception, InterruptedException {
        while (!begun) {
            wait();
        }
        if (failure.isPresent() && batches.isEmpty()) {
            throw failure.get();
        }
    }

    synchronized void add(EventBatch batch) {
        begin();
        batches.add(batch);
        bytes += batch.byteLength();
        if (bytes > MOST_BYTES && !held) {
            held = true;
            flow.setReading(false);
        }
    }

    synchronized void begin() {
        begun = true;
        notifyAll();
    }

    synchronized void complete() {
        ended = true;
        begin();
    }

    synchronized void fail(Fd1Exception cause) {
        if (!ended) {
            failure = Optional.of(cause);
            complete();
        }
    }

    /**
     * Waits until there is a row, or the answer has ended.
     *
     * @throws AnswerBrokenException when the answer broke off; the rows before were complete
     */
    @Override
    public boolean hasNext() {
        while (!current.hasNext()) {
            Optional<EventBatch> next = take();
            if (next.isEmpty()) {
                return false;
            }
            current = next.get().iterator();
        }
        return true;
    }

    @Override
    public Event next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the answer has no more rows");
        }
        return current.next();
    }

    private synchronized Optional<EventBatch> take() {
        try {
            while (batches.isEmpty() && !ended) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AnswerBrokenException("interrupted while waiting for rows", interrupted);
        }
        EventBatch next = batches.poll();
        if (next == null) {
            failure.ifPresent(cause -> {
                throw new AnswerBrokenException(cause.getMessage(), cause);
            });
            return Optional.empty();
        }
        bytes -= next.byteLength();
        if (held && bytes < MOST_BYTES / 2) {
            held = false;
            flow.setReading(true);
        }
        return Optional.of(next);
    }

    /** Takes no more rows. Closing twice does nothing. */
    @Override
    public synchronized void close() {
        batches.clear();
        if (!ended) {
            ended = true;
            flow.abandon();
        }
        notifyAll();
    }
}
