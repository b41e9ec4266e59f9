package org.pineflow.fd1.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.client.Unreadable;
import org.pineflow.fd1.stream.Seen.Verdict;
import org.pineflow.position.Position;

/**
 * Turns rows into batches of events: drops what was received before, marks or drops what is stale, and tells who wants to
 * know what came. Confined to the event loop it is given.
 */
final class Intake {

    /** An rve further than this beyond our clock and all rows so far is a mistake, not a time. */
    private static final Duration FUTURE = Duration.ofHours(25);

    private final StreamSettings settings;
    private final StreamStatus status;
    private final Buffer buffer;
    private final RowListener rows;
    private final Clock clock;
    private final IncomingRow incoming;
    private final Seen seen;
    private final OddRows oddRows;
    private final Received received;
    private final FillingLanes lanes;
    private Optional<RveForm> form = Optional.empty();
    private long future;

    /**
     * @param start where the position is
     * @param pinnedKey the key alternative that rows were found to have before
     * @param run names this run in the origin of batches
     * @param batches takes every batch that is complete
     * @param loop fires the timers; this object is used on its thread only
     */
    Intake(
            StreamContext context,
            Frontier frontier,
            Buffer buffer,
            Mark start,
            Optional<String> pinnedKey,
            String run,
            RowListener rows,
            Consumer<PendingBatch> batches,
            ScheduledExecutorService loop) {
        this.settings = context.settings();
        this.status = context.status();
        this.buffer = buffer;
        this.received = new Received(start);
        this.rows = rows;
        this.clock = context.clock();
        this.incoming = new IncomingRow(new RowFields(
                settings.keyFields(),
                pinnedKey.flatMap(settings.keyFields()::indexOf),
                settings.timeField(),
                settings.rveStamp(),
                settings.timeStamp()));
        this.oddRows = new OddRows(settings);
        this.seen = new Seen(start.ties(), start.rve());
        this.lanes = new FillingLanes(context, frontier, received, run, this::forgetWhatIsBehind, batches, loop);
    }

    /**
     * Takes in the rows of a packet.
     *
     * @param liveFrom rows with a lower rve are marked as history
     */
    void accept(Packet packet, long liveFrom) {
        if (packet.rowCount() > 0) {
            status.countChunk();
            status.countReceived(packet.rowCount());
        }
        int firstOdd = -1;
        int lastOdd = -1;
        for (int row = 0; row < packet.rowCount(); row++) {
            if (packet.rowIsObject(row)) {
                incoming.read(packet, row);
                accept(liveFrom);
            } else {
                firstOdd = firstOdd < 0 ? row : firstOdd;
                lastOdd = row;
            }
        }
        endOfPacket();
        if (firstOdd >= 0) {
            unreadable(packet.bytes(), packet.rowFrom(firstOdd), packet.rowTo(lastOdd));
        }
    }

    /** What other threads see of it is told once. */
    private void endOfPacket() {
        buffer.add(lanes.takeAdded());
        status.lastRve(received.rve());
    }

    /** However many there are in a packet, they are one unreadable input, from the first to the last. */
    private void unreadable(byte[] bytes, int from, int to) {
        byte[] start = Arrays.copyOfRange(bytes, from, Math.min(to, from + Unreadable.MAX_BYTES));
        rows.unreadable(new Unreadable(start, to - from, "the row is no JSON object"));
    }

    private void accept(long liveFrom) {
        long rve = incoming.rve();
        RowKey key = incoming.key();
        if (incoming.hasOwnRve() && form.isEmpty()) {
            form = incoming.fields().rveForm(incoming.bytes());
        }
        boolean moves = rve != 0 && !isBeyondReason(rve);
        boolean ordered = moves && !key.isEmpty();
        if (!moves) {
            status.countWithoutRve();
            oddRows.withoutRve(incoming.fields().rveText());
        }
        if (key.isEmpty()) {
            status.countKeyless();
            oddRows.withoutKey();
        } else if (incoming.fields().keyHasStructure(incoming.bytes())) {
            oddRows.keyWithStructure(key.text());
        }
        Verdict verdict = ordered ? seen.judge(incoming.keyHash(), incoming.identity(), rve) : judgeUnordered();
        if (moves) {
            rows.row(rve, key, verdict == Verdict.DUPLICATE);
        }
        if (verdict == Verdict.DUPLICATE) {
            status.countDuplicate();
            return;
        }
        boolean history = rve < liveFrom;
        boolean undecided = verdict == Verdict.UNDECIDED && history;
        if (undecided) {
            oddRows.tooManyKeys();
        }
        boolean stale = verdict == Verdict.STALE;
        if (stale) {
            status.countStale();
            if (!settings.keepStale()) {
                return;
            }
        }
        if (moves && received.rve() == 0) {
            rows.first(rve);
        }
        FillingLanes.Lane lane = lanes.of(incoming);
        lane.add(incoming, history, stale || undecided);
        remember(ordered && !stale, moves);
        lane.closeWhenFull();
    }

    private void remember(boolean newest, boolean moves) {
        long rve = incoming.rve();
        if (newest) {
            seen.add(incoming.keyHash(), incoming.identity(), rve);
        } else if (rve != 0) {
            seen.remember(incoming.identity(), moves ? rve : Math.max(1, received.rve()));
        }
        if (moves) {
            received.add(rve, incoming.identity());
        }
    }

    private Verdict judgeUnordered() {
        return incoming.rve() != 0 && seen.isKnown(incoming.identity()) ? Verdict.DUPLICATE : Verdict.NEW;
    }

    private boolean isBeyondReason(long rve) {
        if (rve <= future) {
            return false;
        }
        Instant now = clock.instant();
        Instant latest = received.rve() == 0 ? now : later(now, Rve.toInstant(received.rve()));
        future = Rve.of(latest.plus(FUTURE));
        return rve > future;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** Closes every open batch, however full. */
    void flush() {
        lanes.flush();
    }

    /** Forgets what can not come again: rows older than where a restart would ask from, or go back to. */
    private void forgetWhatIsBehind() {
        Position position = status.position();
        long least = position.floor() == 0
                ? position.rve()
                : position.returnedToFloor().rve();
        if (least != 0) {
            seen.forgetBelow(Rve.minus(least, settings.overlap()));
        }
    }

    /** Forgets which events were received, so that they are delivered when they come again. */
    void forgetIdentities() {
        seen.clear();
    }

    /** The key alternative that rows were found to have; empty before the first. */
    Optional<String> pinnedKey() {
        return incoming.fields().pinned();
    }

    /** The form in which the server writes rve; empty before the first. */
    Optional<RveForm> rveForm() {
        return form;
    }

    /** The highest rve received, 0 = none. */
    long received() {
        return received.rve();
    }
}
