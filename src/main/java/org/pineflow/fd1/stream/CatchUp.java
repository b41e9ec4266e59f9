package org.pineflow.fd1.stream;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Fd1Link;
import org.pineflow.fd1.client.Fd1LinkListener;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.PacketHandler;
import org.pineflow.fd1.client.Unreadable;
import org.pineflow.fd1.stream.StreamStatus.State;

/**
 * Reads what a firehose missed by a poll on a socket of its own, once the firehose is known to be open: nothing can then
 * fall between the two. Confined to the event loop.
 */
final class CatchUp implements Fd1LinkListener, Transfer.Listener {

    private final Firehose firehose;
    private final FirehoseOpening opening;
    private final Fd1Connection on;
    private final RestartPoint from;
    private final RveForm form;
    private final PollSettings poll;
    private Optional<Fd1Link> link = Optional.empty();
    private Optional<Transfer> transfer = Optional.empty();
    private String probe = "";
    private boolean answered;
    private boolean begun;

    CatchUp(Firehose firehose, FirehoseOpening opening, Fd1Connection on, RestartPoint from, RveForm form) {
        this.firehose = firehose;
        this.opening = opening;
        this.on = on;
        this.from = from;
        this.form = form;
        this.poll = firehose.settings().catchUp().orElseThrow();
    }

    /**
     * Asks for nothing on the firehose's socket: some servers never acknowledge a firehose, but when one has answered
     * what was sent after the open request, the firehose is as good as open. A server that shows nothing at all, in as
     * long a time as a poll may be silent, is asked anew.
     */
    void probe() {
        probe = on.send(poll.probe(form), new PacketHandler() {
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
                // The opening is told.
            }
        });
        firehose.loop().schedule(this::giveUpProbing, poll.requestTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void giveUpProbing() {
        if (!begun && !answered && firehose.isCurrent(opening)) {
            on.forget(probe);
            firehose.reopenLater("the server has neither acknowledged the firehose nor answered " + poll.endpoint()
                    + " in " + poll.requestTimeout().toMillis() + " ms (requestTimeout); it is opened again");
        }
    }

    private void answered() {
        answered = true;
        on.forget(probe);
        firehose.loop().schedule(this::begin, firehose.settings().openSettle().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The firehose is open. */
    void begin() {
        if (!begun && firehose.isCurrent(opening)) {
            begun = true;
            link = Optional.of(firehose.links().own());
            link.get().add(this);
        }
    }

    @Override
    public void connected(Fd1Connection own) {
        if (link.isPresent() && transfer.isEmpty()) {
            Transfer next = new Transfer(
                    own,
                    this,
                    firehose.polls().firstChunk(),
                    firehose.polls()::firstChunk,
                    firehose.loop(),
                    poll.requestTimeout());
            transfer = Optional.of(next);
            next.start(poll.request(from.all() ? OptionalLong.empty() : OptionalLong.of(from.rve()), form));
        }
    }

    @Override
    public void disconnected(Fd1Connection lost, Fd1Exception cause) {
        // The transfer is told.
    }

    @Override
    public void unreachable(Fd1Exception cause) {
        firehose.context().status().condition(State.CATCHING_UP, cause.getMessage());
    }

    @Override
    public void rows(Packet packet) {
        firehose.pipeline().accept(packet, Long.MAX_VALUE);
        if (firehose.pipeline().isHalfFull()) {
            firehose.pipeline().flush();
            transfer.ifPresent(running -> running.setReading(false));
        }
    }

    /** There is room for more rows. */
    void resume() {
        transfer.ifPresent(running -> running.setReading(true));
    }

    @Override
    public void complete(int chunks) {
        abandon();
        firehose.polls().complete();
        firehose.succeeded();
        opening.endHistory();
    }

    @Override
    public void broken(Transfer.Break cause) {
        abandon();
        if (firehose.isCurrent(opening)) {
            firehose.catchUpBroke(cause);
        }
    }

    /** Ends it, and closes its socket. */
    void abandon() {
        transfer.ifPresent(Transfer::abandon);
        link.ifPresent(own -> own.remove(this));
        link = Optional.empty();
    }
}
