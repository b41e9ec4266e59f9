package org.pineflow.fd1.stream;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Fd1Link;
import org.pineflow.fd1.client.Fd1LinkListener;
import org.pineflow.fd1.client.Unreadable;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.OwnershipLostException;
import org.pineflow.position.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One firehose for as long as this process owns its stream: has it opened on every new connection ({@link Openings}), and
 * holds the server back when the sink does not keep up. All its state is confined to the link's event loop, but for {@link
 * #stop}.
 */
public final class Firehose implements Fd1LinkListener {

    private static final Logger LOG = LoggerFactory.getLogger(Firehose.class);

    private final FirehoseContext context;
    private final StreamStatus status;
    private final Runnable ownershipLost;
    private final Openings openings;
    private Fd1Link link;
    private Optional<Fd1Connection> connection = Optional.empty();
    private Optional<HoldBack> hold = Optional.empty();
    private boolean stopped;

    /**
     * @param owned the stream, whose lock is held; closed by the caller after {@link #stop}
     * @param position where it is
     * @param pauses before a firehose that was refused is opened again
     * @param ownershipLost is run, on any thread, when another owner has taken the stream
     */
    public Firehose(
            FirehoseSettings settings,
            StreamContext stream,
            OwnedStream owned,
            Position position,
            FirehoseLinks links,
            Backoff pauses,
            Runnable ownershipLost) {
        this.status = stream.status();
        this.ownershipLost = ownershipLost;
        this.link = links.shared();
        Pipeline pipeline = new Pipeline(stream, owned, position, link.eventLoop(), new Rows(), new Reactions());
        this.context = new FirehoseContext(
                settings,
                stream,
                links,
                link.eventLoop(),
                pipeline,
                new Trouble(stream, pipeline),
                new FirehoseStart(
                        settings, stream.settings().name(), stream.settings().overlap()),
                new Reopening(pauses),
                new PollRecord());
        this.openings = new Openings(this, context, position.start().isPresent());
    }

    /** Begins: the firehose is opened as soon as there is a connection. */
    public void start() {
        status.condition(State.STARTING, "connecting");
        link.add(this);
    }

    /**
     * Takes in nothing more and routes nothing more; batches in flight may still get their receipt. May be called from
     * any thread.
     *
     * @return completes when nothing is in flight
     */
    public CompletableFuture<Void> stop() {
        context.loop().execute(() -> {
            halt();
            link.remove(this);
        });
        return context.pipeline().delivery().stop();
    }

    /** Takes in nothing more, and leaves the socket to the others on it as it was. */
    private void halt() {
        stopped = true;
        openings.close();
        hold.ifPresent(HoldBack::resume);
        hold = Optional.empty();
    }

    /** It cannot go on, and is not tried again. */
    void giveUp(String reason) {
        halt();
        status.condition(State.STOPPED, reason);
        LOG.error("stream={} is stopped: {}", context.name(), status.condition().reason());
        link.remove(this);
    }

    @Override
    public void connected(Fd1Connection newConnection) {
        connection = Optional.of(newConnection);
        openings.open();
    }

    @Override
    public void disconnected(Fd1Connection lost, Fd1Exception cause) {
        connection = Optional.empty();
        openings.disconnected();
        if (!stopped) {
            status.condition(hold.isPresent() ? State.HELD : State.STARTING, cause.getMessage());
            if (context.reopening().mayCloseConnections() && sharesSocket()) {
                leaveSharedSocket("the server seems to close connections because of its restart");
            }
        }
    }

    @Override
    public void unreachable(Fd1Exception cause) {
        if (!stopped) {
            status.condition(State.STARTING, cause.getMessage());
        }
    }

    /** The connection on which it may be opened: none while it is held back, and none after the end. */
    Optional<Fd1Connection> ready() {
        return stopped || hold.isPresent() ? Optional.empty() : connection;
    }

    /** Whether this hold lasts, on this connection. */
    boolean isCurrent(HoldBack one, Fd1Connection on) {
        return hold.equals(Optional.of(one)) && connection.equals(Optional.of(on));
    }

    /** Whether other streams use the socket too. */
    boolean sharesSocket() {
        return link.listeners() > 1;
    }

    /** As much waits for delivery as may: the server is held back. */
    void holdBack(Fd1Connection on) {
        if (hold.isEmpty()) {
            HoldBack next = new HoldBack(this, openings, context, on);
            hold = Optional.of(next);
            status.condition(State.HELD, "the sink does not keep up");
            context.pipeline().flush();
            next.start();
        }
    }

    /** Whether the server is held back. */
    boolean isHeldBack() {
        return hold.isPresent();
    }

    /** Goes on with a socket of its own, so that others do not suffer for this one, nor this one for others. */
    void leaveSharedSocket(String why) {
        LOG.info("stream={} reads its history on a socket of its own: {}", context.name(), why);
        Fd1Link shared = link;
        link = context.links().own();
        connection = Optional.empty();
        shared.remove(this);
        link.add(this);
    }

    private void endHold() {
        hold.ifPresent(ending -> {
            hold = Optional.empty();
            if (ending.resume() && openings.current().isPresent()) {
                openings.current().get().showState();
            } else {
                openings.open();
            }
        });
    }

    /** What the intake has to say; on the event loop. */
    private final class Rows implements RowListener {

        @Override
        public void row(long rve, RowKey key, boolean known) {
            Optional<FirehoseOpening> opening = openings.current();
            if (opening.isPresent()) {
                opening.get().row(rve, key, known);
            }
        }

        @Override
        public void first(long rve) {
            openings.first(rve);
        }

        @Override
        public void unreadable(Unreadable row) {
            context.trouble().unreadable(row, openings.lastReceived());
        }
    }

    /** What the delivery has to say; on a pool thread. */
    private final class Reactions implements Delivery.Listener {

        @Override
        public void drained() {
            context.loop().execute(() -> {
                openings.drained();
                endHold();
            });
        }

        @Override
        public void ownershipLost(OwnershipLostException cause) {
            context.loop().execute(() -> {
                halt();
                status.condition(State.WAITING, cause.getMessage());
            });
            ownershipLost.run();
        }
    }
}
