package org.pineflow.fd1.stream;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Fd1Link;
import org.pineflow.fd1.client.Fd1LinkListener;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.PacketHandler;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.client.Unreadable;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.OwnershipLostException;
import org.pineflow.position.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One firehose for as long as this process owns its stream: opens it on every new connection at the position, reads what
 * was missed, holds the server back when the sink does not keep up. All its state is confined to the link's event loop,
 * but for {@link #stop}.
 */
public final class Firehose implements Fd1LinkListener {

    private static final Logger LOG = LoggerFactory.getLogger(Firehose.class);

    /** A position made at another server may be ahead of this one's clock by so much. */
    private static final Duration OTHER_SERVER = Duration.ofHours(1);

    private final FirehoseSettings settings;
    private final StreamContext context;
    private final StreamSettings stream;
    private final StreamStatus status;
    private final Links links;
    private final Fd1Link link;
    private final EventLoop loop;
    private final Frontier frontier;
    private final Delivery delivery;
    private final Intake intake;
    private final Backoff reopening;
    private final Runnable ownershipLost;
    private Optional<Fd1Connection> connection = Optional.empty();
    private Optional<Opening> opening = Optional.empty();
    private Optional<Hold> hold = Optional.empty();
    private boolean keyRemembered;
    private boolean openedBefore;
    private int refusals;
    private int unreadablePolls;
    private int firstChunk = 1;
    private boolean stopped;

    /** Gives out links. */
    public interface Links {

        /** The link that the firehose uses together with others. */
        Fd1Link shared();

        /** A link of its own, which is closed when its last listener leaves. */
        Fd1Link own();
    }

    /**
     * @param owned the stream, whose lock is held; closed by the caller after {@link #stop}
     * @param position where it is
     * @param ownershipLost is run, on any thread, when another owner has taken the stream
     */
    public Firehose(
            FirehoseSettings settings,
            StreamContext context,
            OwnedStream owned,
            Position position,
            Links links,
            Backoff reopening,
            Runnable ownershipLost) {
        this.settings = settings;
        this.context = context;
        this.stream = context.settings();
        this.status = context.status();
        this.links = links;
        this.link = links.shared();
        this.loop = link.eventLoop();
        this.reopening = reopening;
        this.ownershipLost = ownershipLost;
        Mark start = Mark.of(position);
        this.frontier = new Frontier(start);
        this.delivery = new Delivery(context, frontier, owned, position, new Reactions());
        this.intake = new Intake(
                context, frontier, start, position.keyField(), UUID.randomUUID().toString(), new Rows(), loop);
        this.keyRemembered = position.keyField().isPresent();
        this.openedBefore = position.start().isPresent();
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
            stopped = true;
            closeOpening();
        });
        link.remove(this);
        return delivery.stop();
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
        opening.ifPresent(Opening::abandonTransfer);
        opening = Optional.empty();
        status.condition(hold.isPresent() ? State.HELD : State.STARTING, cause.getMessage());
    }

    @Override
    public void unreachable(Fd1Exception cause) {
        status.condition(State.STARTING, cause.getMessage());
    }

    /** Reads the position where it is owned, writes what must be written before the request, then opens. */
    private void prepare(Fd1Connection on) {
        if (stopped) {
            return;
        }
        boolean again = openedBefore;
        openedBefore = true;
        delivery.withPosition(position -> {
            Instant now = context.clock().instant();
            RestartPoint from = restartPoint(position, on.url());
            boolean missed = again && !from.hasHistory() && position.start().isPresent();
            RveForm form = position.rveForm().map(RveForm::valueOf).orElse(RveForm.LONG);
            delivery.update(
                    before -> {
                        Position after = before.at(on.url());
                        if (after.start().isEmpty()) {
                            after = after.started(new Position.Start(settings.startFrom(), now));
                        }
                        return missed ? withMissed(after, now) : after;
                    },
                    () -> loop.execute(() -> open(on, from, form)));
        });
    }

    private Position withMissed(Position position, Instant now) {
        String cause = settings.restart() == FirehoseSettings.Restart.NONE
                ? "the firehose was not open, and it cannot be restarted (restart=none)"
                : "the firehose was not open, and no row had come yet from which it could be restarted";
        boolean known = !position.gaps().isEmpty()
                && position.gaps().get(position.gaps().size() - 1).fromRve() == position.rve()
                && position.gaps().get(position.gaps().size() - 1).cause().equals(cause);
        return known ? position : position.withGap(position.rve(), 0, cause, now);
    }

    private RestartPoint restartPoint(Position position, String url) {
        if (settings.restart() == FirehoseSettings.Restart.NONE) {
            return RestartPoint.NOW;
        }
        if (position.rve() > 0) {
            boolean elsewhere = !position.url().isEmpty() && !position.url().equals(url);
            Duration back = elsewhere ? stream.overlap().plus(OTHER_SERVER) : stream.overlap();
            return RestartPoint.at(Rve.minus(position.rve(), back));
        }
        String from = position.start().map(Position.Start::from).orElse(settings.startFrom());
        return switch (from) {
            case "now" -> RestartPoint.NOW;
            case "all" -> RestartPoint.ALL;
            default -> RestartPoint.at(Rve.parse(from).orElseThrow());
        };
    }

    private void open(Fd1Connection on, RestartPoint from, RveForm form) {
        if (stopped || hold.isPresent() || !connection.equals(Optional.of(on))) {
            return;
        }
        if (from.hasHistory()) {
            frontier.hold();
            status.condition(State.CATCHING_UP, "");
        }
        Opening next = new Opening(on, from, form);
        opening = Optional.of(next);
        next.start();
    }

    /** Ends the present opening, if any, and forgets its rq. */
    private void closeOpening() {
        opening.ifPresent(Opening::cancel);
        opening = Optional.empty();
    }

    /** Opens again on the present connection after a pause. */
    private void reopenLater() {
        closeOpening();
        loop.schedule(
                () -> {
                    if (opening.isEmpty() && hold.isEmpty()) {
                        connection.ifPresent(this::prepare);
                    }
                },
                reopening.pause(refusals++).toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void halt(String reason) {
        stopped = true;
        closeOpening();
        status.condition(State.STOPPED, reason);
        LOG.error("stream={} is stopped: {}", stream.name(), reason);
        link.remove(this);
    }

    private void recordGap(long from, long to, String cause) {
        LOG.warn("stream={} has a gap: {}", stream.name(), cause);
        delivery.update(
                position -> position.withGap(from, to, cause, context.clock().instant()), () -> {});
    }

    private void keepUnreadable(Unreadable input) {
        status.countUnreadable();
        LOG.warn(
                "stream={} received {} bytes that cannot be read; they are kept as a dead letter, and a gap is recorded: {}",
                stream.name(),
                input.length(),
                input.reason());
        long around = intake.received().rve();
        delivery.update(
                position -> {
                    context.unreadable().keep(stream.name(), input);
                    return position.withGap(
                            around,
                            0,
                            "unreadable input: " + input.reason(),
                            context.clock().instant());
                },
                () -> {});
    }

    /** The firehose from one open request to the end of its connection. */
    private final class Opening implements PacketHandler, Transfer.Listener {

        private final Fd1Connection on;
        private final RestartPoint from;
        private final RveForm form;
        private final ReplayWatch watch;
        private final long openedAt = Rve.of(context.clock().instant());
        private String rq = "";
        private boolean history;
        private boolean restartRefused;
        private boolean accepted;
        private boolean pollBegun;
        private boolean lateSeen;
        private Optional<Transfer> transfer = Optional.empty();
        private Optional<Fd1Link> transferLink = Optional.empty();
        private Optional<Fd1LinkListener> transferListener = Optional.empty();

        Opening(Fd1Connection on, RestartPoint from, RveForm form) {
            this.on = on;
            this.from = from;
            this.form = form;
            this.history = from.hasHistory();
            this.watch = new ReplayWatch(settings.replayQuiet(), on, context.nanoTime());
        }

        private boolean byPoll() {
            return history && settings.restart() == FirehoseSettings.Restart.POLL;
        }

        void start() {
            status.countOpening();
            rq = on.send(settings.opening(byPoll() || restartRefused ? RestartPoint.NOW : from, form), this);
            if (!history) {
                status.condition(State.LIVE, "");
                waitForRefusal();
            } else if (byPoll()) {
                probe();
            } else {
                watchReplay();
            }
        }

        private boolean isCurrent() {
            return opening.equals(Optional.of(this));
        }

        void cancel() {
            on.cancel(rq);
            abandonTransfer();
        }

        void abandonTransfer() {
            transfer.ifPresent(Transfer::abandon);
            transfer = Optional.empty();
            transferLink.ifPresent(own -> transferListener.ifPresent(own::remove));
            transferLink = Optional.empty();
            transferListener = Optional.empty();
        }

        @Override
        public void packet(Packet packet) {
            if (!isCurrent()) {
                return;
            }
            if (packet.error().isPresent()) {
                refused(packet.error().get());
                return;
            }
            if (!accepted) {
                accept();
            }
            if (packet.rowCount() > 0) {
                intake.accept(packet, history ? openedAt : 0);
                holdWhenFull();
            }
        }

        /** The server has answered the request, be it with an acknowledgement or with the first row. */
        private void accept() {
            accepted = true;
            refusals = 0;
            if (restartRefused) {
                long position = status.position().rve();
                recordGap(position, 0, "the server refused to restart the firehose at its position");
                endHistory();
            }
            beginPoll();
        }

        private void refused(String error) {
            if (from.hasHistory() && !byPoll() && !restartRefused && !accepted) {
                LOG.warn("stream={} the server refused the restart: {}", stream.name(), error);
                restartRefused = true;
                on.forget(rq);
                start();
                loop.schedule(this::settleRefusal, settings.openSettle().toMillis(), TimeUnit.MILLISECONDS);
                return;
            }
            status.condition(State.STARTING, "the server refused the firehose " + settings.event() + ": " + error);
            LOG.warn("stream={} the server refused the firehose {}: {}", stream.name(), settings.event(), error);
            reopenLater();
        }

        private void settleRefusal() {
            if (isCurrent() && !accepted) {
                accept();
            }
        }

        /** Without history there is nothing to wait for, but a server may still refuse. */
        private void waitForRefusal() {
            loop.schedule(
                    () -> {
                        if (isCurrent()) {
                            refusals = 0;
                        }
                    },
                    settings.openSettle().toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        @Override
        public void unreadable(Unreadable input) {
            if (isCurrent()) {
                keepUnreadable(input);
            }
        }

        @Override
        public void disconnected(Fd1Exception cause) {
            abandonTransfer();
        }

        void row(long rve) {
            watch.row(rve);
            boolean late = accepted && !history && watch.bound() > 0 && from.hasHistory();
            if (late && !lateSeen && rve <= Rve.minus(watch.bound(), stream.overlap())) {
                lateSeen = true;
                recordGap(rve, watch.bound(), "a row of the history came after the history was taken to be over");
            }
        }

        private void watchReplay() {
            if (settings.replayQuiet().isZero()) {
                return;
            }
            long nanos = Math.max(watch.nanosLeft(), TimeUnit.MILLISECONDS.toNanos(20));
            loop.schedule(this::checkReplay, nanos, TimeUnit.NANOSECONDS);
        }

        private void checkReplay() {
            if (!isCurrent() || !history) {
                return;
            }
            if (watch.isOver()) {
                accepted = true;
                endHistory();
                return;
            }
            if (watch.nanosLeft() <= 0) {
                on.ping();
            }
            watchReplay();
        }

        private void endHistory() {
            history = false;
            intake.flush();
            delivery.release();
            status.condition(State.LIVE, "");
            LOG.info("stream={} is live", stream.name());
        }

        /** Asks for nothing on the same socket: once that is answered, the firehose is as good as open. */
        private void probe() {
            PollSettings poll = settings.catchUp().orElseThrow();
            on.send(poll.probe(form), new PacketHandler() {
                @Override
                public void packet(Packet packet) {
                    answered();
                }

                @Override
                public void unreadable(Unreadable input) {
                    answered();
                }

                @Override
                public void disconnected(Fd1Exception cause) {
                    // The opening itself is told.
                }
            });
        }

        private void answered() {
            loop.schedule(this::beginPoll, settings.openSettle().toMillis(), TimeUnit.MILLISECONDS);
        }

        private void beginPoll() {
            if (!isCurrent() || !byPoll() || pollBegun) {
                return;
            }
            pollBegun = true;
            accepted = true;
            Fd1Link own = links.own();
            Fd1LinkListener listener = new Fd1LinkListener() {
                @Override
                public void connected(Fd1Connection pollConnection) {
                    loop.execute(() -> transfer(pollConnection));
                }

                @Override
                public void disconnected(Fd1Connection lost, Fd1Exception cause) {
                    // The transfer is told, if there is one.
                }

                @Override
                public void unreachable(Fd1Exception cause) {
                    status.condition(State.CATCHING_UP, cause.getMessage());
                }
            };
            transferLink = Optional.of(own);
            transferListener = Optional.of(listener);
            own.add(listener);
        }

        private void transfer(Fd1Connection pollConnection) {
            if (!isCurrent() || transferLink.isEmpty() || transfer.isPresent()) {
                return;
            }
            PollSettings poll = settings.catchUp().orElseThrow();
            Transfer next = new Transfer(
                    pollConnection, this, firstChunk, first -> firstChunk = first, loop, poll.requestTimeout());
            transfer = Optional.of(next);
            OptionalLong since = from.all() ? OptionalLong.empty() : OptionalLong.of(from.rve());
            next.start(poll.request(since, form));
        }

        @Override
        public void rows(Packet packet) {
            intake.accept(packet, Long.MAX_VALUE);
            if (status.bufferedBytes() >= stream.maxBufferedBytes() / 2) {
                transfer.ifPresent(running -> running.setReading(false));
            }
        }

        @Override
        public void complete(int chunks) {
            unreadablePolls = 0;
            abandonTransfer();
            endHistory();
        }

        @Override
        public void broken(Transfer.Break cause) {
            transfer = Optional.empty();
            abandonTransfer();
            unreadablePolls = cause.unreadable() ? unreadablePolls + 1 : 0;
            if (unreadablePolls >= Poll.MAX_UNREADABLE) {
                halt(Poll.gaveUp(cause.reason()));
                return;
            }
            LOG.warn("stream={} catching up broke and starts over: {}", stream.name(), cause.reason());
            status.condition(State.STARTING, cause.reason());
            reopenLater();
        }

        void resumeTransfer() {
            transfer.ifPresent(running -> running.setReading(true));
        }

        private void holdWhenFull() {
            if (hold.isEmpty() && status.bufferedBytes() >= stream.maxBufferedBytes()) {
                Hold next = new Hold(on);
                hold = Optional.of(next);
                status.condition(State.HELD, "the sink does not keep up");
                next.start();
            }
        }
    }

    /**
     * Holding the server back: alone on the socket it is not read any more; a shared socket is read on, and the firehose
     * on it is cancelled.
     */
    private final class Hold {

        private static final Duration LATE = Duration.ofSeconds(10);

        private final Fd1Connection on;
        private boolean byTcp;

        Hold(Fd1Connection on) {
            this.on = on;
        }

        void start() {
            if (link.listeners() == 1) {
                byTcp = true;
                on.setReading(false);
                schedule(this::checkSharing, Duration.ofSeconds(1));
                schedule(this::closeSocket, settings.closeAfter());
            } else {
                cancel();
            }
        }

        private void schedule(Runnable task, Duration after) {
            loop.schedule(
                    () -> {
                        if (hold.equals(Optional.of(this)) && connection.equals(Optional.of(on))) {
                            task.run();
                        }
                    },
                    after.toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        private void checkSharing() {
            if (byTcp && link.listeners() > 1) {
                byTcp = false;
                on.setReading(true);
                cancel();
            } else if (byTcp) {
                schedule(this::checkSharing, Duration.ofSeconds(1));
            }
        }

        private void closeSocket() {
            if (byTcp) {
                on.close(new Fd1Exception("the firehose was held back for longer than closeAfter ("
                        + settings.closeAfter().toSeconds() + " s); it is opened again at its position"));
            }
        }

        private void cancel() {
            String rq = opening.map(last -> last.rq).orElse("");
            closeOpening();
            schedule(
                    () -> {
                        long early = on.lateFrames(rq);
                        schedule(
                                () -> {
                                    if (on.lateFrames(rq) > early) {
                                        on.close(new Fd1Exception("the server goes on sending a cancelled firehose"));
                                    }
                                },
                                Duration.ofSeconds(1));
                    },
                    LATE);
        }

        /** There is room again. */
        void end() {
            hold = Optional.empty();
            if (byTcp && connection.equals(Optional.of(on)) && opening.isPresent()) {
                on.setReading(true);
                status.condition(opening.get().history ? State.CATCHING_UP : State.LIVE, "");
            } else {
                connection.ifPresent(Firehose.this::prepare);
            }
        }
    }

    /** What the intake has to say; on the event loop. */
    private final class Rows implements Intake.Output {

        @Override
        public void batch(PendingBatch batch) {
            if (!keyRemembered && intake.pinnedKey().isPresent()) {
                keyRemembered = true;
                String key = intake.pinnedKey().get();
                String form = intake.rveForm().orElse(RveForm.LONG).name();
                delivery.remember(position -> position.keyedBy(key).withRveForm(form));
            }
            delivery.deliver(batch);
        }

        @Override
        public void first(long rve) {
            boolean fromNow = opening.map(now -> !now.from.hasHistory()).orElse(false);
            if (fromNow && settings.restart() != FirehoseSettings.Restart.NONE) {
                frontier.startAt(Mark.at(rve));
                delivery.update(
                        position -> position.rve() == 0 ? position.movedTo(rve, List.of()) : position, () -> {});
            }
        }

        @Override
        public void unreadable(Unreadable row) {
            keepUnreadable(row);
        }

        @Override
        public void row(long rve) {
            opening.ifPresent(now -> now.row(rve));
        }
    }

    /** What the delivery has to say; on a pool thread. */
    private final class Reactions implements Delivery.Listener {

        @Override
        public void drained() {
            loop.execute(() -> {
                opening.ifPresent(Opening::resumeTransfer);
                hold.ifPresent(Hold::end);
            });
        }

        @Override
        public void ownershipLost(OwnershipLostException cause) {
            loop.execute(() -> {
                stopped = true;
                closeOpening();
                status.condition(State.STARTING, cause.getMessage());
            });
            ownershipLost.run();
        }
    }
}
