package org.pineflow.fd1.stream;

import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.pineflow.position.Position;

/** What can be seen of a stream from outside: its state and its counters. Safe for use by several threads. */
public final class StreamStatus {

    /** What a stream is doing. */
    public enum State {
        /** Waits for its position or its server. */
        STARTING,
        /** Waits for its owner, another process or route, to give it up or die. */
        WAITING,
        /** Reads history: what was missed, or a whole extract. */
        CATCHING_UP,
        /** Receives changes as they happen. */
        LIVE,
        /** A poll that waits for its next turn. */
        IDLE,
        /** Has taken in as much as it may and waits for the sink. */
        HELD,
        /** Cannot go on by itself: the reason says what an operator has to do. */
        STOPPED
    }

    /** State with its reason; empty when all is well. */
    public record Condition(State state, String reason) {
        public Condition {
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(reason, "reason");
        }
    }

    private final String stream;
    private final LongAdder received = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder deliveredBytes = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder keyless = new LongAdder();
    private final LongAdder withoutRve = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder openings = new LongAdder();
    private final LongAdder chunks = new LongAdder();
    private volatile Buffer buffer = new Buffer(0, 0);
    private volatile Condition condition = new Condition(State.STARTING, "not started yet");
    private volatile String deliveryTrouble = "";
    private volatile Position position = Position.unopened("", "");
    private volatile long lastRve;
    private volatile Instant lastDelivery = Instant.MIN;

    public StreamStatus(String stream) {
        this.stream = stream;
    }

    /** The stream's name. */
    public String stream() {
        return stream;
    }

    /** What it is doing, and why it does nothing. */
    public Condition condition() {
        return condition;
    }

    void condition(State state, String reason) {
        condition = new Condition(state, reason);
    }

    /** Why batches are not delivered at present; empty when they are. */
    public String deliveryTrouble() {
        return deliveryTrouble;
    }

    void deliveryTrouble(String trouble) {
        deliveryTrouble = trouble;
    }

    /** The position as it was stored last. */
    public Position position() {
        return position;
    }

    void position(Position stored) {
        position = stored;
    }

    /** The highest rve received, 0 = none. */
    public long lastRve() {
        return lastRve;
    }

    void lastRve(long rve) {
        lastRve = rve;
    }

    /** When the last batch got its receipt; {@link Instant#MIN} = none yet. */
    public Instant lastDelivery() {
        return lastDelivery;
    }

    /** Rows received, duplicates and stale ones included. */
    public long received() {
        return received.sum();
    }

    /** Events that have their receipt. */
    public long delivered() {
        return delivered.sum();
    }

    /** JSON bytes of the events that have their receipt. */
    public long deliveredBytes() {
        return deliveredBytes.sum();
    }

    /** Batches that have their receipt. */
    public long batches() {
        return batches.sum();
    }

    /** Rows dropped because the same event was received before. */
    public long duplicates() {
        return duplicates.sum();
    }

    /** Rows older than a version of the same record received before: dropped, or delivered and marked. */
    public long stale() {
        return stale.sum();
    }

    /** Rows without a key. */
    public long keyless() {
        return keyless.sum();
    }

    /** Rows without an rve that can move the position. */
    public long withoutRve() {
        return withoutRve.sum();
    }

    /** Inputs that could not be read. */
    public long unreadable() {
        return unreadable.sum();
    }

    /** How often a batch was routed again. */
    public long retries() {
        return retries.sum();
    }

    /** How often the stream was opened at its server. */
    public long openings() {
        return openings.sum();
    }

    /** Packets with rows. */
    public long chunks() {
        return chunks.sum();
    }

    /** Bytes of events that wait for delivery. */
    public long bufferedBytes() {
        return buffer.bytes();
    }

    void countReceived(int rows) {
        received.add(rows);
    }

    void countDuplicate() {
        duplicates.increment();
    }

    void countStale() {
        stale.increment();
    }

    void countKeyless() {
        keyless.increment();
    }

    void countWithoutRve() {
        withoutRve.increment();
    }

    void countUnreadable() {
        unreadable.increment();
    }

    void countRetry() {
        retries.increment();
    }

    void countOpening() {
        openings.increment();
    }

    void countChunk() {
        chunks.increment();
    }

    /** A run begins, and its bytes are the ones that wait from now on. */
    void buffer(Buffer ofRun) {
        buffer = ofRun;
    }

    void countDelivered(long events, long bytes, Instant when) {
        delivered.add(events);
        deliveredBytes.add(bytes);
        batches.increment();
        lastDelivery = when;
    }
}
