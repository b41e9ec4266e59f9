package org.pineflow.fd1.stream;

import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Fd1Link;
import org.pineflow.fd1.client.Fd1LinkListener;
import org.pineflow.fd1.client.Unreadable;
import org.pineflow.fd1.stream.FirehoseSettings.Restart;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.OwnershipLostException;
import org.pineflow.position.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One firehose for as long as this process owns its stream: opens it on every new connection at the position, and holds
 * the server back when the sink does not keep up. All its state is confined to the link's event loop, but for {@link
 * #stop}.
 */
public final class Firehose implements Fd1LinkListener {

    private static final Logger LOG = LoggerFactory.getLogger(Firehose.class);

    private final FirehoseSettings settings;
    private final StreamContext context;
    private final StreamSettings stream;
    private final StreamStatus status;
    private final FirehoseLinks links;
    private final Reopening reopening;
    private final FirehoseStart start;
    private final EventLoop loop;
    private final Runnable ownershipLost;
    private final Pipeline pipeline;
    private final Trouble trouble;
    private final PollRecord polls = new PollRecord();
    private Fd1Link link;
    private Optional<Fd1Connection> connection = Optional.empty();
    private Optional<FirehoseOpening> opening = Optional.empty();
    private Optional<HoldBack> hold = Optional.empty();
    private boolean openedBefore;
    private boolean stopped;

    /**
     * @param owned the stream, whose lock is held; closed by the caller after {@link #stop}
     * @param position where it is
     * @param pauses before a firehose that was refused is opened again
     * @param ownershipLost is run, on any thread, when another owner has taken the stream
     */
    public Firehose(
            FirehoseSettings settings,
            StreamContext context,
            OwnedStream owned,
            Position position,
            FirehoseLinks links,
            Backoff pauses,
            Runnable ownershipLost) {
        this.settings = settings;
        this.context = context;
        this.stream = context.settings();
        this.status = context.status();
        this.links = links;
        this.link = links.shared();
        this.reopening = new Reopening(pauses);
        this.ownershipLost = ownershipLost;
        this.openedBefore = position.start().isPresent();
        this.start = new FirehoseStart(settings, stream.name(), stream.overlap());
        this.loop = link.eventLoop();
        this.pipeline = new Pipeline(context, owned, position, loop, new Rows(), new Reactions());
        this.trouble = new Trouble(context, pipeline);
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
        loop.execute(() -> {
            halt();
            link.remove(this);
        });
        return pipeline.delivery().stop();
    }

    /** Takes in nothing more, and leaves the socket to the others on it as it was. */
    private void halt() {
        stopped = true;
        closeOpening();
        hold.ifPresent(HoldBack::resume);
        hold = Optional.empty();
    }

    @Override
    public void connected(Fd1Connection newConnection) {
        connection = Optional.of(newConnection);
        if (hold.isEmpty()) {
            prepare(newConnection);
        }
    }

    @Override
    public void disconnected(Fd1Connection lost, Fd1Exception cause) {
        connection = Optional.empty();
        opening.ifPresent(FirehoseOpening::abandon);
        opening = Optional.empty();
        if (!stopped) {
            status.condition(hold.isPresent() ? State.HELD : State.STARTING, cause.getMessage());
            if (reopening.mayCloseConnections() && sharesSocket()) {
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

    /** Writes what must be written before the request, then opens. */
    private void prepare(Fd1Connection on) {
        if (stopped) {
            return;
        }
        boolean again = openedBefore;
        openedBefore = true;
        pipeline.delivery().voidRelease();
        pipeline.delivery()
                .update(
                        position -> start.recorded(
                                position, on.url(), again, context.clock().instant()),
                        position -> loop.execute(() -> open(on, position)));
    }

    private void open(Fd1Connection on, Position position) {
        if (stopped || hold.isPresent() || opening.isPresent() || !connection.equals(Optional.of(on))) {
            return;
        }
        position.endlessGapFrom().ifPresent(trouble::endless);
        // Where the order is not relied on any more, neither is how far the position has followed it.
        Position vouchedFor = reopening.trustsOrder() ? position : position.returnedToFloor();
        RestartPoint from = start.point(vouchedFor, on.url());
        FirehoseOpening next = new FirehoseOpening(this, on, from, position);
        opening = Optional.of(next);
        next.start();
    }

    /** From where the server of this address is read when the stream is at this position. */
    RestartPoint start(Position position, String url) {
        return start.point(position, url);
    }

    FirehoseSettings settings() {
        return settings;
    }

    StreamContext context() {
        return context;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    FirehoseLinks links() {
        return links;
    }

    EventLoop loop() {
        return loop;
    }

    boolean isCurrent(FirehoseOpening one) {
        return opening.equals(Optional.of(one));
    }

    /** Whether this hold lasts, on this connection. */
    boolean isCurrent(HoldBack one, Fd1Connection on) {
        return hold.equals(Optional.of(one)) && connection.equals(Optional.of(on));
    }

    /** Whether other streams use the socket too. */
    boolean sharesSocket() {
        return link.listeners() > 1;
    }

    Reopening reopening() {
        return reopening;
    }

    /** What was learnt from the polls that catch up. */
    PollRecord polls() {
        return polls;
    }

    /** Catching up broke: the firehose and its poll both start over, unless that is of no use. */
    void catchUpBroke(Transfer.Break cause) {
        if (cause.unreadable()) {
            status.countUnreadable();
        }
        if (!polls.isHopeless(cause)) {
            LOG.warn("stream={} catching up broke and starts over: {}", stream.name(), cause.reason());
            reopenLater(cause.reason());
            return;
        }
        halt();
        status.condition(State.STOPPED, PollRecord.gaveUp(cause.reason()));
        LOG.error("stream={} is stopped: {}", stream.name(), status.condition().reason());
        link.remove(this);
    }

    /** Ends the present opening, if any. */
    void closeOpening() {
        opening.ifPresent(FirehoseOpening::cancel);
        opening = Optional.empty();
    }

    /** Opens again on the present connection after a pause. */
    void reopenLater(String reason) {
        closeOpening();
        status.condition(State.STARTING, reason);
        loop.schedule(
                () -> {
                    if (opening.isEmpty() && hold.isEmpty()) {
                        connection.ifPresent(this::prepare);
                    }
                },
                reopening.pause().toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** As much waits for delivery as may: the server is held back. */
    void holdBack(Fd1Connection on) {
        if (hold.isEmpty()) {
            HoldBack next = new HoldBack(this, on);
            hold = Optional.of(next);
            status.condition(State.HELD, "the sink does not keep up");
            pipeline.flush();
            next.start();
        }
    }

    /** Whether the server is held back. */
    boolean isHeldBack() {
        return hold.isPresent();
    }

    /** Goes on with a socket of its own, so that others do not suffer for this one, nor this one for others. */
    void leaveSharedSocket(String why) {
        LOG.info("stream={} reads its history on a socket of its own: {}", stream.name(), why);
        Fd1Link shared = link;
        link = links.own();
        connection = Optional.empty();
        shared.remove(this);
        link.add(this);
    }

    private void endHold() {
        hold.ifPresent(ending -> {
            hold = Optional.empty();
            if (ending.resume() && opening.isPresent()) {
                opening.get().showState();
            } else {
                connection.ifPresent(this::prepare);
            }
        });
    }

    Trouble trouble() {
        return trouble;
    }

    /** What surely came before the input that comes now: while history is read, no more than it begins with. */
    long lastReceived() {
        return opening.flatMap(FirehoseOpening::historyFrom).orElse(pipeline.received());
    }

    /** Whether opening it again would begin a history anew that the position does not follow. */
    boolean wouldBeginAnew() {
        return opening.map(FirehoseOpening::wouldBeginAnew).orElse(false);
    }

    /** What the intake has to say; on the event loop. */
    private final class Rows implements RowListener {

        @Override
        public void row(long rve, RowKey key, boolean known) {
            if (opening.isPresent()) {
                opening.get().row(rve, key, known);
            }
        }

        @Override
        public void first(long rve) {
            boolean fromNow = opening.map(now -> !now.hasHistory()).orElse(false);
            if (fromNow && settings.restart() != Restart.NONE) {
                pipeline.startAt(rve);
            }
        }

        @Override
        public void unreadable(Unreadable row) {
            trouble.unreadable(row, lastReceived());
        }
    }

    /** What the delivery has to say; on a pool thread. */
    private final class Reactions implements Delivery.Listener {

        @Override
        public void drained() {
            loop.execute(() -> {
                opening.ifPresent(FirehoseOpening::drained);
                endHold();
            });
        }

        @Override
        public void ownershipLost(OwnershipLostException cause) {
            loop.execute(() -> {
                halt();
                status.condition(State.WAITING, cause.getMessage());
            });
            ownershipLost.run();
        }
    }
}
