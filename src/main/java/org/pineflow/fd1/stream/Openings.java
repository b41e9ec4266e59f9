package org.pineflow.fd1.stream;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.stream.FirehoseSettings.Restart;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.Position;

/**
 * Opens a firehose at the position of its stream, again and again, one opening at a time. Confined to the event loop.
 */
final class Openings {

    private final Firehose firehose;
    private final FirehoseContext context;
    private Optional<FirehoseOpening> current = Optional.empty();
    private boolean openedBefore;

    /** @param openedBefore whether the stream has been opened before, be it by an earlier process */
    Openings(Firehose firehose, FirehoseContext context, boolean openedBefore) {
        this.firehose = firehose;
        this.context = context;
        this.openedBefore = openedBefore;
    }

    /** Opens it on the connection of the moment, if it may be opened there. */
    void open() {
        firehose.ready().ifPresent(this::prepare);
    }

    /** Ends the present opening, if any, and opens again after a pause. */
    void openLater(String reason) {
        close();
        context.status().condition(State.STARTING, reason);
        context.loop()
                .schedule(
                        () -> {
                            if (current.isEmpty()) {
                                open();
                            }
                        },
                        context.reopening().pause().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Writes what must be written before the request, then opens. */
    private void prepare(Fd1Connection on) {
        boolean again = openedBefore;
        openedBefore = true;
        Delivery delivery = context.pipeline().delivery();
        delivery.voidRelease();
        delivery.update(
                position -> context.start()
                        .recorded(
                                position,
                                on.url(),
                                again,
                                context.stream().clock().instant()),
                position -> context.loop().execute(() -> begin(on, position)));
    }

    private void begin(Fd1Connection on, Position position) {
        if (current.isPresent() || !firehose.ready().equals(Optional.of(on))) {
            return;
        }
        position.endlessGapFrom().ifPresent(context.trouble()::endless);
        // Where the order is not relied on any more, neither is how far the position has followed it.
        Position vouchedFor = context.reopening().trustsOrder() ? position : position.returnedToFloor();
        RestartPoint from = context.start().point(vouchedFor, on.url());
        FirehoseOpening next = new FirehoseOpening(firehose, this, context, on, from, position);
        current = Optional.of(next);
        next.start();
    }

    /** Ends the present opening, if any, at the server. */
    void close() {
        current.ifPresent(FirehoseOpening::cancel);
        current = Optional.empty();
    }

    /** The connection is gone, and the present opening with it. */
    void disconnected() {
        current.ifPresent(FirehoseOpening::abandon);
        current = Optional.empty();
    }

    /** There is room for more. */
    void drained() {
        current.ifPresent(FirehoseOpening::drained);
    }

    /** The present one; empty when it is not open. */
    Optional<FirehoseOpening> current() {
        return current;
    }

    boolean isCurrent(FirehoseOpening one) {
        return current.equals(Optional.of(one));
    }

    /** What surely came before the input that comes now: while history is read, no more than it begins with. */
    long lastReceived() {
        return current.flatMap(FirehoseOpening::historyFrom)
                .orElse(context.pipeline().received());
    }

    /** Whether another opening would begin a history anew that the position does not follow. */
    boolean wouldBeginAnew() {
        return current.map(FirehoseOpening::wouldBeginAnew).orElse(false);
    }

    /** See {@link RowListener#first}. */
    void first(long rve) {
        boolean fromNow = current.map(now -> !now.hasHistory()).orElse(false);
        if (fromNow && context.settings().restart() != Restart.NONE) {
            context.pipeline().startAt(rve);
        }
    }
}
