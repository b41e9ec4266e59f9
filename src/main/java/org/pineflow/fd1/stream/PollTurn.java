package org.pineflow.fd1.stream;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.Position;

/**
 * One of the polls of a stream: from the wish to poll, through the rows, until all of them have their receipts and the
 * position is stored. Confined to the event loop.
 */
final class PollTurn implements Transfer.Listener {

    /** The stream around it. Called on the event loop. */
    interface Listener {

        /** All rows since {@code from} have come; their receipts have not. */
        void complete(Transfer transfer, long from);

        /** It is over, well or not, and the result is about to be told or was told. */
        void ended(PollTurn turn);

        /** Another poll would break as this one did. The turn is to be failed. */
        void hopeless(String reason);
    }

    private final PollSettings settings;
    private final StreamContext context;
    private final StreamStatus status;
    private final ScheduledExecutorService loop;
    private final Pipeline pipeline;
    private final PollRecord record;
    private final Listener listener;
    private final Brake brake;
    private final CompletableFuture<Poll.Result> result = new CompletableFuture<>();
    private Optional<Transfer> transfer = Optional.empty();
    private boolean begun;
    private String url = "";
    private long from;
    private long rows;

    /** @param record what was learnt from the polls before */
    PollTurn(
            PollSettings settings,
            StreamContext context,
            ScheduledExecutorService loop,
            Pipeline pipeline,
            PollRecord record,
            Listener listener) {
        this.settings = settings;
        this.context = context;
        this.status = context.status();
        this.loop = loop;
        this.pipeline = pipeline;
        this.record = record;
        this.listener = listener;
        this.brake = pipeline.brake(this::setReading);
    }

    /** How it went, see {@link Poll#run}. May be called from any thread. */
    CompletableFuture<Poll.Result> result() {
        return result;
    }

    /** Whether there was a connection for it. */
    boolean isBegun() {
        return begun;
    }

    /** Polls on this connection. To be called once. */
    void begin(Fd1Connection on) {
        begun = true;
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
                        RestartPoint.before(position, url, context.settings().overlap())
                                .rve());
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

    /** There is room for more. */
    void drained() {
        boolean held = brake.isStopped();
        brake.release();
        if (held && transfer.isPresent()) {
            status.condition(State.CATCHING_UP, "");
        }
    }

    @Override
    public void complete(int chunks) {
        record.complete();
        transfer.ifPresent(complete -> listener.complete(complete, from));
        transfer = Optional.empty();
        pipeline.release(url);
        pipeline.delivery()
                .whenSettled(() -> loop.execute(() -> {
                    if (result.complete(new Poll.Result(rows, chunks))) {
                        listener.ended(this);
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
            listener.hopeless(PollRecord.gaveUp(cause.reason()));
        } else {
            String reason = "the poll broke and starts over: " + cause.reason();
            fail(new Fd1Exception("stream=" + context.settings().name() + " " + reason), reason);
        }
    }

    /** Ends it: the result fails with this cause. */
    void fail(Fd1Exception cause) {
        fail(cause, cause.getMessage());
    }

    /** @param reason as the status tells it, beside the stream's name */
    private void fail(Fd1Exception cause, String reason) {
        transfer.ifPresent(Transfer::abandon);
        transfer = Optional.empty();
        listener.ended(this);
        result.completeExceptionally(cause);
        if (status.condition().state() != State.STOPPED) {
            status.condition(State.STARTING, reason);
        }
    }
}
