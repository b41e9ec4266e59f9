package org.pineflow.fd1.stream;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Fd1Link;
import org.pineflow.fd1.client.Fd1LinkListener;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.Unreadable;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.OwnershipLostException;
import org.pineflow.position.Position;

/**
 * A chunked poll for as long as this process owns its stream: asks for rows since the position, and moves the position
 * when all of them have come and have their receipts. A poll that breaks starts over the next time. All its state is
 * confined to the link's event loop, but for {@link #run} and {@link #stop}.
 */
public final class Poll implements Fd1LinkListener {

    /** More may come, against all rules, for so many of the polls that were complete last. */
    private static final int WATCHED = 10;

    private final PollSettings settings;
    private final StreamContext context;
    private final StreamSettings stream;
    private final StreamStatus status;
    private final Fd1Link link;
    private final EventLoop loop;
    private final Pipeline pipeline;
    private final Trouble trouble;
    private final Runnable ownershipLost;
    private final PollRecord record = new PollRecord();
    private Optional<Fd1Connection> connection = Optional.empty();
    private Optional<Turn> turn = Optional.empty();
    private final Deque<Finished> finished = new ArrayDeque<>();
    private Optional<Fd1Exception> over = Optional.empty();

    /** A poll that was complete, and the stretch it read. */
    private record Finished(Transfer transfer, long from, long to) {}

    /** How a poll went. */
    public record Result(long rows, int chunks) {}

    /**
     * @param owned the stream, whose lock is held; closed by the caller after {@link #stop}
     * @param position where it is
     * @param link a link of its own
     * @param ownershipLost is run, on any thread, when another owner has taken the stream
     */
    public Poll(
            PollSettings settings,
            StreamContext context,
            OwnedStream owned,
            Position position,
            Fd1Link link,
            Runnable ownershipLost) {
        this.settings = settings;
        this.context = context;
        this.stream = context.settings();
        this.status = context.status();
        this.link = link;
        this.loop = link.eventLoop();
        this.ownershipLost = ownershipLost;
        this.pipeline = new Pipeline(context, owned, position, loop, new Rows(), new Reactions());
        this.trouble = new Trouble(context, pipeline);
    }

    /** Connects in the background. */
    public void start() {
        status.condition(State.STARTING, "connecting");
        link.add(this);
    }

    /**
     * Polls once, as soon as there is a connection. May be called from any thread; one poll at a time.
     *
     * @return completes when every row has its receipt and the position is stored; fails with an {@link Fd1Exception}
     *     when the poll broke, and with a {@link StreamStoppedException} when it is not to be tried again
     */
    public CompletableFuture<Result> run() {
        Turn next = new Turn();
        loop.execute(() -> {
            if (over.isPresent()) {
                next.result.completeExceptionally(over.get());
                return;
            }
            turn.ifPresent(waiting -> waiting.fail(new Fd1Exception("another poll of the stream was begun")));
            turn = Optional.of(next);
            connection.ifPresent(next::begin);
        });
        return next.result;
    }

    /**
     * Takes in nothing more and routes nothing more; a poll that runs fails.
     *
     * @return completes when nothing is in flight
     */
    public CompletableFuture<Void> stop() {
        loop.execute(() -> {
            end(new Fd1Exception("the poll was stopped"));
            checkLateRows();
        });
        link.remove(this);
        return pipeline.delivery().stop();
    }

    /** What came for a poll after its end was not taken in. */
    private void checkLateRows() {
        finished.removeIf(poll -> {
            boolean late = poll.transfer().lateFrames() > 0;
            if (late) {
                trouble.lateRows(poll.from(), poll.to(), settings.endpoint());
            }
            return late;
        });
    }

    /** Every poll fails from now on, and one that runs does so at once. */
    private void end(Fd1Exception cause) {
        over = Optional.of(over.orElse(cause));
        turn.ifPresent(running -> running.fail(cause));
    }

    @Override
    public void connected(Fd1Connection newConnection) {
        connection = Optional.of(newConnection);
        if (turn.isPresent()) {
            turn.get().begin(newConnection);
        } else {
            status.condition(State.IDLE, "");
        }
    }

    @Override
    public void disconnected(Fd1Connection lost, Fd1Exception cause) {
        connection = Optional.empty();
        checkLateRows();
        status.condition(State.STARTING, cause.getMessage());
    }

    @Override
    public void unreachable(Fd1Exception cause) {
        status.condition(State.STARTING, cause.getMessage());
        turn.filter(waiting -> !waiting.begun).ifPresent(waiting -> waiting.fail(cause));
    }

    /** One poll. */
    private final class Turn implements Transfer.Listener {

        private final CompletableFuture<Result> result = new CompletableFuture<>();
        private long rows;
        private long from;
        private final Brake brake = pipeline.brake(this::setReading);
        private Optional<Transfer> transfer = Optional.empty();
        private boolean begun;
        private String url = "";

        void begin(Fd1Connection on) {
            if (begun) {
                return;
            }
            begun = true;
            checkLateRows();
            status.countOpening();
            status.condition(State.CATCHING_UP, "");
            pipeline.delivery()
                    .update(
                            position -> position.start().isPresent()
                                    ? position
                                    : position.started(new Position.Start(
                                            "all", context.clock().instant())),
                            position -> loop.execute(() -> transfer(on, position)));
        }

        /** Held from here on and not before: a release of the poll before this one is carried out by now. */
        private void transfer(Fd1Connection on, Position position) {
            if (result.isDone()) {
                return;
            }
            pipeline.hold();
            if (!settings.incremental()) {
                pipeline.forgetIdentities();
            }
            url = on.url();
            from = position.rve();
            OptionalLong since = position.rve() == 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(
                            RestartPoint.before(position, url, stream.overlap()).rve());
            RveForm form = RveForm.of(position);
            Transfer next =
                    new Transfer(on, this, record.firstChunk(), record::firstChunk, loop, settings.requestTimeout());
            transfer = Optional.of(next);
            next.start(settings.request(since, form));
        }

        @Override
        public void rows(Packet packet) {
            rows += packet.rowCount();
            pipeline.accept(packet, Long.MAX_VALUE);
            if (pipeline.isFull()) {
                status.condition(State.HELD, "the sink does not keep up");
                pipeline.flush();
                brake.stop();
            } else {
                brake.pullWhenAhead();
            }
        }

        private void setReading(boolean reading) {
            transfer.ifPresent(running -> running.setReading(reading));
        }

        void resume() {
            boolean held = brake.isStopped();
            brake.release();
            if (held && transfer.isPresent()) {
                status.condition(State.CATCHING_UP, "");
            }
        }

        @Override
        public void complete(int chunks) {
            record.complete();
            transfer.ifPresent(complete -> finished.add(new Finished(complete, from, pipeline.received())));
            if (finished.size() > WATCHED) {
                finished.remove();
            }
            transfer = Optional.empty();
            pipeline.release(url);
            pipeline.delivery()
                    .whenSettled(() -> loop.execute(() -> {
                        if (result.complete(new Result(rows, chunks))) {
                            leave();
                            status.condition(State.IDLE, "");
                        }
                    }));
        }

        @Override
        public void broken(Transfer.Break cause) {
            pipeline.flush();
            if (cause.unreadable()) {
                status.countUnreadable();
            }
            if (record.isHopeless(cause)) {
                String reason = PollRecord.gaveUp(cause.reason());
                status.condition(State.STOPPED, reason);
                Poll.this.end(new StreamStoppedException("stream=" + stream.name() + " " + reason));
            } else {
                String reason = "the poll broke and starts over: " + cause.reason();
                fail(new Fd1Exception("stream=" + stream.name() + " " + reason), reason);
            }
        }

        void fail(Fd1Exception cause) {
            fail(cause, cause.getMessage());
        }

        /** @param reason as the status tells it, beside the stream's name */
        private void fail(Fd1Exception cause, String reason) {
            transfer.ifPresent(Transfer::abandon);
            leave();
            result.completeExceptionally(cause);
            if (status.condition().state() != State.STOPPED) {
                status.condition(State.STARTING, reason);
            }
        }

        private void leave() {
            transfer = Optional.empty();
            if (turn.equals(Optional.of(this))) {
                turn = Optional.empty();
            }
        }
    }

    /** Nothing depends on single rows of a poll; its position moves at its end only. */
    private static final class Rows implements RowListener {

        @Override
        public void row(long rve, RowKey key, boolean known) {
            // See above.
        }

        @Override
        public void first(long rve) {
            // See above.
        }

        @Override
        public void unreadable(Unreadable row) {
            throw new IllegalStateException("a transfer breaks before a row that is no object comes here");
        }
    }

    /** What the delivery has to say; on a pool thread. */
    private final class Reactions implements Delivery.Listener {

        @Override
        public void drained() {
            loop.execute(() -> turn.ifPresent(Turn::resume));
        }

        @Override
        public void ownershipLost(OwnershipLostException cause) {
            loop.execute(() -> {
                end(new Fd1Exception(cause.getMessage()));
                status.condition(State.WAITING, cause.getMessage());
            });
            ownershipLost.run();
        }
    }
}
