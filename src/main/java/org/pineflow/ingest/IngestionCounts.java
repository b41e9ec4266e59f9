package org.pineflow.ingest;

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
final class IngestionCounts implements AppendObserver {

    private final LongAdder storedEvents = new LongAdder();
    private final LongAdder repeatedRequests = new LongAdder();
    private final LongAdder archivedEvents = new LongAdder();
    private final LongAdder expiredEvents = new LongAdder();
    private final LongAdder failedArchivings = new LongAdder();
    private final Map<Status, LongAdder> refusals = new EnumMap<>(Status.class);
    private volatile Instant archivedUntil;
    private volatile Optional<String> problem = Optional.empty();

    /** @param now until then nothing was left to be archived: before, there was no service */
    IngestionCounts(Instant now) {
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

    void refused(Status status) {
        refusals.get(status).increment();
    }

    void archived(long events) {
        archivedEvents.add(events);
    }

    /** All that was due at {@code time} is archived. */
    void archivedAll(Instant time) {
        archivedUntil = time;
        problem = Optional.empty();
    }

    /** The archive could not be brought up to date. */
    void archivingFailed(String why) {
        failedArchivings.increment();
        problem = Optional.of(why);
    }

    void expired(long events) {
        expiredEvents.add(events);
    }

    long storedEvents() {
        return storedEvents.sum();
    }

    /** Requests that had been stored before, and got the same answer again. */
    long repeatedRequests() {
        return repeatedRequests.sum();
    }

    long archivedEvents() {
        return archivedEvents.sum();
    }

    long failedArchivings() {
        return failedArchivings.sum();
    }

    long expiredEvents() {
        return expiredEvents.sum();
    }

    long refusals(Status status) {
        return refusals.get(status).sum();
    }

    /** How long ago all was archived that was due. */
    Duration archiveLag(Instant now) {
        return Duration.between(archivedUntil, now);
    }

    /** Why the archive is not up to date; empty when it is. */
    Optional<String> problem() {
        return problem;
    }
}
