package org.pineflow.fd1.stream;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.pineflow.fd1.client.Packet;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.Position;

/**
 * The way of rows through one owned stream: intake, delivery, and the frontier between them. Confined to the event loop,
 * but for {@link #delivery}.
 */
final class Pipeline {

    /** What is enough to keep a sink busy: that of so many batches, and of one more for each that is in flight at once. */
    private static final long BATCHES = 4;

    private static final long BATCH_BYTES = 384 * 1024;

    private final ScheduledExecutorService loop;
    private final Frontier frontier;
    private final Delivery delivery;
    private final Intake intake;
    private final Buffer buffer;
    private boolean keyRemembered;
    private boolean formRemembered;

    /**
     * @param rows hears of rows; batches are delivered without it
     * @param reactions hears what the delivery has to say
     */
    Pipeline(
            StreamContext context,
            OwnedStream owned,
            Position position,
            ScheduledExecutorService loop,
            RowListener rows,
            Delivery.Listener reactions) {
        this.loop = loop;
        int lanes = context.settings().maxInFlight();
        this.buffer = new Buffer(context.settings().maxBufferedBytes(), (BATCHES + lanes) * BATCH_BYTES);
        context.status().buffer(buffer);
        Mark start = Mark.of(position);
        this.keyRemembered = position.keyField().isPresent();
        this.formRemembered = position.rveForm().isPresent();
        this.frontier = new Frontier(start);
        this.delivery = new Delivery(context, frontier, buffer, owned, position, reactions);
        this.intake = new Intake(
                context,
                frontier,
                buffer,
                start,
                position.keyField(),
                UUID.randomUUID().toString(),
                rows,
                this::deliver,
                loop);
    }

    Delivery delivery() {
        return delivery;
    }

    /** See {@link Intake#accept}. */
    void accept(Packet packet, long liveFrom) {
        intake.accept(packet, liveFrom);
    }

    /** Whether as much waits for delivery as may. */
    boolean isFull() {
        return buffer.isFull();
    }

    /** Whether more than half as much waits for delivery as may. */
    boolean isHalfFull() {
        return buffer.isHalfFull();
    }

    /**
     * The brake of one socket that rows are read from; to be released when there is room again, see {@link
     * Delivery.Listener#drained}.
     *
     * @param reading reads the socket, or leaves it alone
     */
    Brake brake(Consumer<Boolean> reading) {
        return new Brake(buffer, loop, reading);
    }

    /** The position stays where it is until {@link #release}. */
    void hold() {
        frontier.hold();
    }

    /** The position moves over what a later row has confirmed, see {@link #confirm}, until {@link #release}. */
    void holdInOrder() {
        frontier.holdInOrder(received());
    }

    /** A row in order has come behind everything up to {@code rve}. */
    void confirm(long rve) {
        frontier.confirm(rve);
    }

    /**
     * The order that the position relied on does not hold: it goes back to where reading in order began, and stays there
     * until {@link #release}.
     *
     * @param floor see {@link Position}
     */
    void returnTo(long floor) {
        frontier.returnTo(Position.rveOfFloor(floor));
        delivery.update(position -> position.withFloor(floor).returnedToFloor());
    }

    /** Whether the server honoured the last restart is not known since then. */
    void restartUnproven(Instant since) {
        delivery.update(position -> position.withRestartUnproven(since));
    }

    /** The server has honoured the last restart. */
    void restartProven() {
        delivery.update(Position::withRestartProven);
    }

    /**
     * All that was to come has come: the position may move when all of it is delivered.
     *
     * @param url the server it came from, which the position bears from its next move on
     */
    void release(String url) {
        intake.flush();
        delivery.release(position -> position.at(url).withFloor(0));
    }

    /** Closes open batches. */
    void flush() {
        intake.flush();
    }

    /** What was received before is delivered again when it comes again. */
    void forgetIdentities() {
        intake.forgetIdentities();
    }

    /** The highest rve received; 0 = none. */
    long received() {
        return intake.received();
    }

    /** Makes this rve the position before any row is routed, when there is no position yet. */
    void startAt(long rve) {
        frontier.startAt(Mark.at(rve));
        delivery.update(position -> position.rve() == 0 ? position.movedTo(rve, List.of()) : position);
    }

    /**
     * Keeps what could not be read and records that something may be missing there; it takes up room like an event
     * until that is done.
     *
     * @param kept changes the position; tried again while it throws
     */
    void keep(int bytes, UnaryOperator<Position> kept) {
        buffer.add(bytes);
        delivery.update(kept, position -> delivery.freed(bytes));
    }

    private void deliver(PendingBatch batch) {
        Optional<String> key = intake.pinnedKey();
        if (!keyRemembered && key.isPresent()) {
            keyRemembered = true;
            delivery.remember(position -> position.keyedBy(key.get()));
        }
        Optional<RveForm> form = intake.rveForm();
        if (!formRemembered && form.isPresent()) {
            formRemembered = true;
            delivery.remember(position -> position.withRveForm(form.get().name()));
        }
        delivery.deliver(batch);
    }
}
