package org.pineflow.fd1.stream;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.EventBatchBuilder;
import org.pineflow.event.HashBits;

/**
 * The batches that are being filled, one for each lane: stamps the events, and closes a batch when it is full or has
 * waited long enough. Confined to the event loop it is given.
 */
final class FillingLanes {

    private final StreamSettings settings;
    private final Frontier frontier;
    private final Received received;
    private final String run;
    private final Runnable opening;
    private final Consumer<PendingBatch> batches;
    private final ScheduledExecutorService loop;
    private final LongSupplier nanoTime;
    private final RowStamper stamper;
    private final Lane[] lanes;
    private long batchNumber;
    private long added;
    private boolean timerRuns;

    /**
     * @param received how far the stream is received, for the marks of batches
     * @param run names this run in the origin of batches
     * @param opening is called before a batch is opened
     * @param batches takes every batch that is complete
     * @param loop fires the timers; this object is used on its thread only
     */
    FillingLanes(
            StreamContext context,
            Frontier frontier,
            Received received,
            String run,
            Runnable opening,
            Consumer<PendingBatch> batches,
            ScheduledExecutorService loop) {
        this.settings = context.settings();
        this.frontier = frontier;
        this.received = received;
        this.run = run;
        this.opening = opening;
        this.batches = batches;
        this.loop = loop;
        this.nanoTime = context.nanoTime();
        this.stamper = new RowStamper(settings.rveStamp(), settings.timeStamp());
        this.lanes = new Lane[settings.maxInFlight()];
        Arrays.setAll(lanes, Lane::new);
    }

    /** The lane for a row: always the same for a key. */
    Lane of(IncomingRow row) {
        HashBits key = row.keyHash();
        return lanes[row.key().isEmpty() ? 0 : (int) ((key.high() >>> Integer.SIZE) * lanes.length >>> Integer.SIZE)];
    }

    /** Closes every open batch, however full. */
    void flush() {
        for (Lane lane : lanes) {
            lane.close();
        }
    }

    /** Bytes of JSON that were added since the last call. */
    long takeAdded() {
        long taken = added;
        added = 0;
        return taken;
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

    /** One lane: the batch that is being filled, if any. */
    final class Lane {

        private final int number;
        private EventBatchBuilder builder = new EventBatchBuilder();
        private Optional<PendingBatch> pending = Optional.empty();
        private long openedAt;

        private Lane(int number) {
            this.number = number;
        }

        private boolean isOpen() {
            return pending.isPresent();
        }

        /** Adds a row's event; {@link #closeWhenFull} is to follow when it counts as received. */
        void add(IncomingRow row, boolean replayed, boolean stale) {
            if (isOpen() && builder.length() + row.length() + stamper.mostAdded() > settings.batchBytes()) {
                close();
            }
            if (!isOpen()) {
                openedAt = nanoTime.getAsLong();
                opening.run();
                pending = Optional.of(frontier.open(number, received.mark()));
                startTimer(settings.batchWait().toNanos());
            }
            int before = builder.length();
            RowFields fields = row.fields();
            stamper.write(fields, row.bytes(), row.from(), row.to(), row.rve(), fields.time(), builder);
            RowKey key = row.key();
            builder.end(key.bytes(), key.from(), key.to(), row.rve(), row.content(), replayed, stale);
            added += builder.length() - before;
        }

        /** Closes the batch when there is no more room in it. */
        void closeWhenFull() {
            if (builder.size() >= settings.batchSize() || builder.length() >= settings.batchBytes()) {
                close();
            }
        }

        private void close() {
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
