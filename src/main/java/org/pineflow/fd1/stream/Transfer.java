package org.pineflow.fd1.stream;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.PacketHandler;
import org.pineflow.fd1.client.RequestPacket;
import org.pineflow.fd1.client.Unreadable;

/**
 * One poll on its way: takes the chunks of an answer in any order, {@code ch:0} among them, or one answer that is no chunk. It
 * ends once, complete or broken, and leaves the connection being read. Confined to the connection's event loop.
 */
final class Transfer implements PacketHandler {

    /** How a transfer ended before it was complete. */
    record Break(boolean unreadable, String reason) {}

    /** Hears of the rows and of the end. Called on the event loop. */
    interface Listener {

        void rows(Packet packet);

        /** Every row has come. {@code chunks} packets had rows or were numbered. */
        void complete(int chunks);

        void broken(Break cause);
    }

    /** No transfer has so many chunks; the numbers seen are remembered, one bit each. */
    private static final int MAX_CHUNK = 100_000_000;

    /**
     * How long nothing more may come behind {@code ch:0}, of time in which we read: packets may overtake each other, the
     * last one too. Far more than the packets of one answer lie apart, and little beside the pause between two polls.
     */
    private static final Duration GRACE = Duration.ofMillis(200);

    private final Fd1Connection connection;
    private final Listener listener;
    private final Consumer<Integer> firstChunk;
    private final int expectedFirst;
    private final ScheduledExecutorService loop;
    private final Duration timeout;
    private BitSet seen = new BitSet();
    private String rq = "";
    private String address = "";
    private int chunks;
    private long lastPacket;
    private long lastFrame;
    private boolean settling;
    private boolean held;
    private boolean ended;

    /**
     * @param expectedFirst the number of the first chunk: 1, or where this server begins as an earlier transfer showed
     * @param firstChunk is told where the server began
     */
    Transfer(
            Fd1Connection connection,
            Listener listener,
            int expectedFirst,
            Consumer<Integer> firstChunk,
            ScheduledExecutorService loop,
            Duration timeout) {
        this.connection = connection;
        this.listener = listener;
        this.expectedFirst = expectedFirst;
        this.firstChunk = firstChunk;
        this.loop = loop;
        this.timeout = timeout;
    }

    void start(RequestPacket request) {
        address = request.address();
        lastPacket = connection.readingNanos();
        rq = connection.send(request, this);
        watch(timeout.toNanos());
    }

    /** Ends it without telling the listener. */
    void abandon() {
        if (!ended) {
            end();
            connection.cancel(rq);
        }
    }

    /** Holds the server back, or lets it go on; of no effect after the end. */
    void setReading(boolean reading) {
        if (!ended) {
            held = !reading;
            connection.setReading(reading);
        }
    }

    /**
     * Whoever uses the connection next must find it being read. Some are kept for a while after their end: the numbers of
     * their chunks are not.
     */
    private void end() {
        ended = true;
        seen = new BitSet();
        if (held) {
            connection.setReading(true);
        }
    }

    @Override
    public void packet(Packet packet) {
        if (ended) {
            return;
        }
        lastPacket = connection.readingNanos();
        if (packet.error().isPresent()) {
            breakOff(
                    false,
                    address + " was refused by the server: " + packet.error().get());
            return;
        }
        if (packet.chunk() > MAX_CHUNK) {
            breakOff(true, "chunk number " + packet.chunk() + " of " + address + " is beyond reason");
            return;
        }
        for (int row = 0; row < packet.rowCount(); row++) {
            if (!packet.rowIsObject(row)) {
                breakOff(true, "a row of " + address + " is no JSON object");
                return;
            }
        }
        chunks++;
        listener.rows(packet);
        if (ended) {
            return;
        }
        if (packet.chunk() > 0) {
            seen.set(packet.chunk());
        }
        if (settling) {
            lastFrame = connection.lastFrameNanos();
        } else if (packet.chunk() == 0) {
            settle();
        } else if (packet.chunk() == Packet.NO_CHUNK && seen.isEmpty()) {
            complete();
        }
    }

    /**
     * The end has been announced, and what it may have overtaken is waited for: until the server has answered a ping, so
     * that what it had sent is here, and nothing has come for a while. What comes meanwhile is taken in like the rest.
     */
    private void settle() {
        settling = true;
        lastFrame = connection.lastFrameNanos();
        connection.ping();
        loop.schedule(this::checkSettled, GRACE.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void checkSettled() {
        if (ended) {
            return;
        }
        boolean quiet = connection.readingNanos() - lastPacket >= GRACE.toNanos();
        if (quiet && connection.lastFrameNanos() > lastFrame) {
            completeWithoutGap();
            return;
        }
        if (quiet) {
            connection.ping();
        }
        loop.schedule(this::checkSettled, GRACE.toNanos() / 4, TimeUnit.NANOSECONDS);
    }

    /** How many packets came after the transfer was complete: their rows are not taken in. */
    long lateFrames() {
        return connection.lateFrames(rq);
    }

    private void completeWithoutGap() {
        int first = seen.nextSetBit(0);
        if (first < 0) {
            complete();
            return;
        }
        int missing = seen.nextClearBit(first);
        if (missing < seen.length()) {
            breakOff(true, "chunk " + missing + " of " + address + " is missing, " + (seen.length() - 1) + " came");
        } else if (first != 1 && first != expectedFirst) {
            firstChunk.accept(first);
            breakOff(
                    true,
                    "the chunks of " + address + " begin with " + first
                            + " and not with 1; if they do so again, this is"
                            + " taken for the server's way of counting");
        } else {
            complete();
        }
    }

    private void complete() {
        end();
        connection.forget(rq);
        listener.complete(chunks);
    }

    @Override
    public void unreadable(Unreadable input) {
        if (!ended) {
            breakOff(true, "the answer to " + address + " cannot be read: " + input.reason());
        }
    }

    @Override
    public void disconnected(Fd1Exception cause) {
        if (!ended) {
            ended = true;
            listener.broken(new Break(
                    false,
                    chunks == 0
                            ? "the connection was lost before " + address + " was answered: " + cause.getMessage()
                            : "the connection was lost after " + chunks + " chunks of " + address + ": "
                                    + cause.getMessage()));
        }
    }

    private void breakOff(boolean unreadable, String reason) {
        end();
        connection.cancel(rq);
        listener.broken(new Break(unreadable, reason));
    }

    private void watch(long nanos) {
        loop.schedule(this::checkSilence, nanos, TimeUnit.NANOSECONDS);
    }

    private void checkSilence() {
        if (ended) {
            return;
        }
        long left = timeout.toNanos() - (connection.readingNanos() - lastPacket);
        if (left > 0) {
            watch(Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
        } else {
            breakOff(
                    false,
                    address + " was silent for " + timeout.toMillis() + " ms (requestTimeout); is it the right endpoint"
                            + " of this server?");
        }
    }
}
