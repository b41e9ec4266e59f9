package org.pineflow.fd1.stream;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.EventBatchBuilder;
import org.pineflow.event.HashBits;
import org.pineflow.event.Hasher128;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.client.Unreadable;
import org.pineflow.fd1.stream.Seen.Verdict;
import org.pineflow.position.Position;

/**
 * Turns rows into batches of events: drops what was received before, marks or drops what is stale, stamps, and closes a
 * batch when it is full or has waited long enough. Confined to the event loop it is given.
 */
final class Intake {

    /** An rve further than this beyond our clock and all rows so far is a mistake, not a time. */
    private static final Duration FUTURE = Duration.ofHours(25);

    private final StreamSettings settings;
    private final StreamStatus status;
    private final Frontier frontier;
    private final Buffer buffer;
    private final RowListener rows;
    private final Consumer<PendingBatch> batches;
    private final ScheduledExecutorService loop;
    private final LongSupplier nanoTime;
    private final Clock clock;
    private final String run;
    private final RowFields fields;
    private final RowStamper stamper;
    private final Seen seen;
    private final OddRows oddRows;
    private final Lane[] lanes;
    private Optional<RveForm> form = Optional.empty();
    private final Received received;
    private final RowKey key = new RowKey();
    private final Hasher128 keyHash = new Hasher128();
    private final Hasher128 content = new Hasher128();
    private final Hasher128 identity = new Hasher128();
    private long batchNumber;
    private long taken;
    private long future;
    private boolean timerRuns;

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
        this.frontier = frontier;
        this.buffer = buffer;
        this.received = new Received(start);
        this.run = run;
        this.rows = rows;
        this.batches = batches;
        this.loop = loop;
        this.nanoTime = context.nanoTime();
        this.clock = context.clock();
        this.fields = new RowFields(
                settings.keyFields(),
                pinnedKey.flatMap(settings.keyFields()::indexOf),
                settings.timeField(),
                settings.rveStamp(),
                settings.timeStamp());
        this.oddRows = new OddRows(settings);
        this.stamper = new RowStamper(settings.rveStamp(), settings.timeStamp());
        this.lanes = new Lane[settings.maxInFlight()];
        Arrays.setAll(lanes, Lane::new);
        this.seen = new Seen(start.ties(), start.rve());
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
                fields.scan(packet, row);
                accept(packet.bytes(), packet.rowFrom(row), packet.rowTo(row), packet.rve(), liveFrom);
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
        buffer.add(taken);
        taken = 0;
        status.lastRve(received.rve());
    }

    /** However many there are in a packet, they are one unreadable input, from the first to the last. */
    private void unreadable(byte[] bytes, int from, int to) {
        byte[] start = Arrays.copyOfRange(bytes, from, Math.min(to, from + Unreadable.MAX_BYTES));
        rows.unreadable(new Unreadable(start, to - from, "the row is no JSON object"));
    }

    /** Takes in the row that {@link #fields} have looked through. */
    private void accept(byte[] bytes, int from, int to, long rveBeside, long liveFrom) {
        long own = fields.rveOrZero();
        long rve = own != 0 ? own : rveBeside;
        if (own != 0 && form.isEmpty()) {
            form = fields.rveForm(bytes);
        }
        fields.findKey(key);
        content.hash(bytes, from, to);
        keyHash.hash(key.bytes(), key.from(), key.to());
        Identity.of(keyHash, rve, content, identity);
        boolean moves = rve != 0 && !isBeyondReason(rve);
        boolean ordered = moves && !key.isEmpty();
        if (!moves) {
            status.countWithoutRve();
            oddRows.withoutRve(fields.rveText());
        }
        if (key.isEmpty()) {
            status.countKeyless();
            oddRows.withoutKey();
        } else if (fields.keyHasStructure(bytes)) {
            oddRows.keyWithStructure(key.text());
        }
        Verdict verdict = ordered ? seen.judge(keyHash, identity, rve) : judgeUnordered(identity, rve);
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
        Lane lane = lanes[key.isEmpty() ? 0 : lane(keyHash)];
        lane.add(bytes, from, to, rve, history, stale || undecided);
        if (ordered && !stale) {
            seen.add(keyHash, identity, rve);
        } else if (rve != 0) {
            seen.remember(identity, moves ? rve : Math.max(1, received.rve()));
        }
        if (moves) {
            received.add(rve, identity);
        }
        lane.closeWhenFull();
    }

    /** Always the same for a key. */
    private int lane(HashBits key) {
        return (int) ((key.high() >>> Integer.SIZE) * lanes.length >>> Integer.SIZE);
    }

    private Verdict judgeUnordered(HashBits identity, long rve) {
        return rve != 0 && seen.isKnown(identity) ? Verdict.DUPLICATE : Verdict.NEW;
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
        for (Lane lane : lanes) {
            lane.close();
        }
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
        return fields.pinned();
    }

    /** The form in which the server writes rve; empty before the first. */
    Optional<RveForm> rveForm() {
        return form;
    }

    /** The highest rve received, 0 = none. */
    long received() {
        return received.rve();
    }

    private void startTimer(long nanos) {
        if (!timerRuns) {
            timerRuns = true;
            loop.schedule(this::closeWaiting, nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void closeWaiting() {
        timerRuns = false;
        long now = nanoTime.getAsLong();
        long wait = settings.batchWait().toNanos();
        long rest = Long.MAX_VALUE;
        for (Lane lane : lanes) {
            if (lane.isOpen()) {
                long left = lane.openedAt + wait - now;
                if (left <= 0) {
                    lane.close();
                } else {
                    rest = Math.min(rest, left);
                }
            }
        }
        if (rest != Long.MAX_VALUE) {
            startTimer(rest);
        }
    }

    /** The batch that is being filled, if any. */
    private final class Lane {

        private final int number;
        private EventBatchBuilder builder = new EventBatchBuilder();
        private Optional<PendingBatch> pending = Optional.empty();
        private long openedAt;

        Lane(int number) {
            this.number = number;
        }

        boolean isOpen() {
            return pending.isPresent();
        }

        void add(byte[] bytes, int from, int to, long rve, boolean replayed, boolean stale) {
            if (isOpen() && builder.length() + (to - from) + stamper.mostAdded() > settings.batchBytes()) {
                close();
            }
            if (!isOpen()) {
                openedAt = nanoTime.getAsLong();
                forgetWhatIsBehind();
                pending = Optional.of(frontier.open(number, received.mark()));
                startTimer(settings.batchWait().toNanos());
            }
            int before = builder.length();
            stamper.write(fields, bytes, from, to, rve, fields.time(), builder);
            builder.end(key.bytes(), key.from(), key.to(), rve, content, replayed, stale);
            taken += builder.length() - before;
        }

        void closeWhenFull() {
            if (builder.size() >= settings.batchSize() || builder.length() >= settings.batchBytes()) {
                close();
            }
        }

        void close() {
            pending.ifPresent(batch -> {
                frontier.close(
                        batch, builder.build(new BatchOrigin(settings.name(), run, ++batchNumber)), received.mark());
                builder = builder.next();
                pending = Optional.empty();
                batches.accept(batch);
            });
        }
    }
}
