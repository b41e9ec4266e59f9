package org.pineflow.ingest.health;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.pineflow.ingest.request.RequestRefusedException.Status;
import org.pineflow.ingest.store.AppendObserver;
import org.pineflow.ingest.store.Receipt;
import org.pineflow.ingest.store.Submission;

/** What the service has done since it started. Safe for use by several threads. */
public final class IngestionCounts implements AppendObserver {

    private final LongAdder storedEvents = new LongAdder();
    private final LongAdder repeatedRequests = new LongAdder();
    private final LongAdder archivedEvents = new LongAdder();
    private final LongAdder expiredEvents = new LongAdder();
    private final LongAdder failedArchivings = new LongAdder();
    private final Map<Status, LongAdder> refusals = new EnumMap<>(Status.class);
    private volatile Instant archivedUntil;
    private volatile Optional<String> problem = Optional.empty();

    /** @param now until then nothing was left to be archived: before, there was no service */
    public IngestionCounts(Instant now) {
        for (Status status : Status.values()) {
            refusals.put(status, new LongAdder());
        }
        this.archivedUntil = now;
    }

    @Override
    public void appended(Submission submission, Receipt receipt) {
        if (receipt.repeated()) {
            repeatedRequests.increment();
        } else {
            storedEvents.add(receipt.eventIds().size());
        }
    }

    /** A request was answered with an error. */
    public void refused(Status status) {
        refusals.get(status).increment();
    }

    /** Events are in the cold store, and verified. */
    public void archived(long events) {
        archivedEvents.add(events);
    }

    /** All that was due at {@code time} is archived. */
    public void archivedAll(Instant time) {
        archivedUntil = time;
        problem = Optional.empty();
    }

    /** The archive could not be brought up to date. */
    public void archivingFailed(String why) {
        failedArchivings.increment();
        problem = Optional.of(why);
    }

    /** Events have left the hot store. */
    public void expired(long events) {
        expiredEvents.add(events);
    }

    /** Events that were stored. */
    public long storedEvents() {
        return storedEvents.sum();
    }

    /** Requests that had been stored before, and got the same answer again. */
    public long repeatedRequests() {
        return repeatedRequests.sum();
    }

    /** Events that were brought into the cold store. */
    public long archivedEvents() {
        return archivedEvents.sum();
    }

    /** Rounds of archiving that failed. */
    public long failedArchivings() {
        return failedArchivings.sum();
    }

    /** Events that left the hot store. */
    public long expiredEvents() {
        return expiredEvents.sum();
    }

    /** Requests that were answered with this error. */
    public long refusals(Status status) {
        return refusals.get(status).sum();
    }

    /** How long ago all was archived that was due. */
    public Duration archiveLag(Instant now) {
        return Duration.between(archivedUntil, now);
    }

    /** Why the archive is not up to date; empty when it is. */
    public Optional<String> problem() {
        return problem;
    }
}
