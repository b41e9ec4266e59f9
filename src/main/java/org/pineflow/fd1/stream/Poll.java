package org.pineflow.fd1.stream;

import io.netty.channel.EventLoop;
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

/**
 * A chunked poll for as long as this process owns its stream: asks for rows since the position, and moves the position
 * when all of them have come and have their receipts. A poll that breaks starts over the next time. All its state is
 * confined to the link's event loop, but for {@link #run} and {@link #stop}.
 */
public final class Poll implements Fd1LinkListener {

    private final PollSettings settings;
    private final StreamContext context;
    private final StreamStatus status;
    private final Fd1Link link;
    private final EventLoop loop;
    private final Pipeline pipeline;
    private final FinishedPolls finished;
    private final Runnable ownershipLost;
    private final PollRecord record = new PollRecord();
    private Optional<Fd1Connection> connection = Optional.empty();
    private Optional<PollTurn> turn = Optional.empty();
    private Optional<Fd1Exception> over = Optional.empty();

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
        this.status = context.status();
        this.link = link;
        this.loop = link.eventLoop();
        this.ownershipLost = ownershipLost;
        this.pipeline = new Pipeline(context, owned, position, loop, new Rows(), new Reactions());
        this.finished = new FinishedPolls(settings.endpoint(), new Trouble(context, pipeline));
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
        PollTurn next = new PollTurn(settings, context, loop, pipeline, record, new Progress());
        loop.execute(() -> {
            if (over.isPresent()) {
                next.result().completeExceptionally(over.get());
                return;
            }
            turn.ifPresent(waiting -> waiting.fail(new Fd1Exception("another poll of the stream was begun")));
            turn = Optional.of(next);
            connection.ifPresent(on -> begin(next, on));
        });
        return next.result();
    }

    /**
     * Takes in nothing more and routes nothing more; a poll that runs fails.
     *
     * @return completes when nothing is in flight
     */
    public CompletableFuture<Void> stop() {
        loop.execute(() -> {
            end(new Fd1Exception("the poll was stopped"));
            finished.check();
        });
        link.remove(this);
        return pipeline.delivery().stop();
    }

    /** Every poll fails from now on, and one that runs does so at once. */
    private void end(Fd1Exception cause) {
        over = Optional.of(over.orElse(cause));
        turn.ifPresent(running -> running.fail(cause));
    }

    private void begin(PollTurn next, Fd1Connection on) {
        if (!next.isBegun()) {
            finished.check();
            next.begin(on);
        }
    }

    @Override
    public void connected(Fd1Connection newConnection) {
        connection = Optional.of(newConnection);
        if (turn.isPresent()) {
            begin(turn.get(), newConnection);
        } else {
            status.condition(State.IDLE, "");
        }
    }

    @Override
    public void disconnected(Fd1Connection lost, Fd1Exception cause) {
        connection = Optional.empty();
        finished.check();
        status.condition(State.STARTING, cause.getMessage());
    }

    @Override
    public void unreachable(Fd1Exception cause) {
        status.condition(State.STARTING, cause.getMessage());
        turn.filter(waiting -> !waiting.isBegun()).ifPresent(waiting -> waiting.fail(cause));
    }

    /** What the turns have to say; on the event loop. */
    private final class Progress implements PollTurn.Listener {

        @Override
        public void complete(Transfer transfer, long from) {
            finished.add(transfer, from, pipeline.received());
        }

        @Override
        public void ended(PollTurn ending) {
            if (turn.equals(Optional.of(ending))) {
                turn = Optional.empty();
            }
        }

        @Override
        public void hopeless(String reason) {
            status.condition(State.STOPPED, reason);
            end(new StreamStoppedException("stream=" + context.settings().name() + " " + reason));
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
            loop.execute(() -> turn.ifPresent(PollTurn::drained));
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
