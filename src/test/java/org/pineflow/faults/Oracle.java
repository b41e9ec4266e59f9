package org.pineflow.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pineflow.position.Position;

/**
 * Knows what is owed, and what came. What is owed:
 *
 * <ul>
 *   <li>of every record of every stream, the version that is current: no mode of restart excuses its loss;
 *   <li>of a firehose, every version that the process has read, as long as that process lives. When it ends, its history
 *       has only the current version of each record left;
 *   <li>but no version that a newer one of the same record went before, or may have in a poll beside the firehose: it is
 *       stale and may be dropped.
 * </ul>
 *
 * A version is met when the sink has stored it, or has refused it alone and it is kept as a dead letter. What must never
 * happen is a violation, told as soon as it is seen. Safe for threads.
 */
final class Oracle {

    /** File times come from a coarser clock than ours. */
    private static final Duration FILE_TIME_SLACK = Duration.ofMillis(20);

    private static final int MOST_VIOLATIONS = 50;

    /** What came under a key, in which life of the process. */
    private record Keyed(int run, String key) {}

    /** A life of the process in which batches of a stream were cut. */
    private record Cut(int run, Carried stream) {}

    private record Seen(int run, Carried stream, String key) {

        static Seen of(int run, VersionId id) {
            return new Seen(run, id.stream(), id.key());
        }
    }

    private final Map<VersionId, Instant> acknowledged = new HashMap<>();
    private final Map<VersionId, Integer> storedInRun = new HashMap<>();
    private final Set<VersionId> refused = new HashSet<>();
    private final Map<VersionId, String> unchecked = new LinkedHashMap<>();
    private final Map<Seen, Long> newestStored = new HashMap<>();
    private final Map<Seen, Long> newestServed = new HashMap<>();
    private final Map<Seen, Long> newestPolled = new HashMap<>();
    private final Map<Carried, Long> positions = new HashMap<>();
    private final Map<String, Keyed> keyOfBytes = new HashMap<>();
    private final Set<Cut> cuts = new HashSet<>();
    private final Set<VersionId> owed = new LinkedHashSet<>();
    private final Set<VersionId> stale = new HashSet<>();
    private final List<String> violations = new ArrayList<>();
    private final Set<Integer> misled = new HashSet<>();
    private int livingRun;
    private long duplicates;
    private final List<Instant> positionsWritten = new ArrayList<>();

    /** A process begins. */
    synchronized void begins(int run) {
        livingRun = run;
    }

    /** A process is about to end: what it has read and not delivered need not come any more, unless it is current. */
    synchronized void ends() {
        livingRun = 0;
        owed.clear();
    }

    /** The sink tells this process that it refuses what it has in fact stored: it will come again, cut otherwise. */
    synchronized void misleads() {
        misled.add(livingRun);
    }

    /** See {@link WireListener#served}. */
    synchronized void served(int run, List<VersionId> versions, boolean polled) {
        for (VersionId id : versions) {
            if (newestServed.getOrDefault(Seen.of(run, id), 0L) > id.rve()) {
                stale.add(id);
            }
            newestServed.merge(Seen.of(run, id), id.rve(), Math::max);
            if (polled) {
                newestPolled.merge(Seen.of(run, id), id.rve(), Math::max);
            }
        }
    }

    /** See {@link WireListener#read}. */
    synchronized void read(int run, List<VersionId> versions) {
        if (run == livingRun) {
            versions.stream().filter(id -> !stale.contains(id)).forEach(owed::add);
        }
    }

    /** The sink has stored this. */
    synchronized void stored(SinkRequest request) {
        Keyed now = new Keyed(request.run(), request.idempotencyKey());
        Keyed before = keyOfBytes.putIfAbsent(request.stream() + " " + request.bytes(), now);
        if (now.key().isEmpty() || before != null && !before.key().equals(now.key()) && !isPart(request, before, now)) {
            violation("a batch of " + request.stream().stream() + " came twice with idempotency keys "
                    + (before == null ? null : before.key()) + " and " + now.key());
        }
        for (SinkRequest.Event event : request.events()) {
            stored(request.run(), event);
        }
    }

    /** The part of a batch that was cut has the key of that batch; in another life it may have been one of its own. */
    private boolean isPart(SinkRequest request, Keyed before, Keyed now) {
        return cuts.contains(new Cut(before.run(), request.stream()))
                || cuts.contains(new Cut(now.run(), request.stream()));
    }

    /** See {@link SinkListener#refusedTogether}. */
    synchronized void refusedTogether(SinkRequest request) {
        cuts.add(new Cut(request.run(), request.stream()));
    }

    private void stored(int run, SinkRequest.Event event) {
        VersionId id = event.id();
        Integer before = storedInRun.put(id, run);
        boolean again = before != null && before == run;
        if (before != null) {
            duplicates++;
        }
        String row = unchecked.put(id, event.row());
        if (row != null && !row.equals(event.row())) {
            violation(id + " came with two texts: " + row + " and " + event.row());
        }
        if (again && misled.contains(run)) {
            return;
        }
        if (again) {
            violation(id + " came twice in run " + run);
        } else if (newestStored.getOrDefault(Seen.of(run, id), 0L) > id.rve()) {
            violation(id + " came after " + newestStored.get(Seen.of(run, id)) + " in run " + run);
        }
        newestStored.merge(Seen.of(run, id), id.rve(), Math::max);
    }

    /** The sink is about to answer 2xx to this. */
    synchronized void acknowledged(SinkRequest request, Instant when) {
        request.events().forEach(event -> acknowledged.putIfAbsent(event.id(), when));
    }

    /** The sink is about to refuse this event for good. */
    synchronized void refused(VersionId id, Instant when) {
        refused.add(id);
        acknowledged.putIfAbsent(id, when);
    }

    /**
     * A position is stored. Everything below it must be acknowledged; of what is exactly at it, as much as it says it has.
     *
     * @param current the stream's current versions, read after the position was
     */
    synchronized void position(Carried stream, Position position, Instant when, Collection<VersionId> current) {
        long rve = position.rve();
        long before = positions.getOrDefault(stream, 0L);
        if (rve < before) {
            violation("the position of " + stream.stream() + " went back from " + before + " to " + rve);
        }
        positions.put(stream, rve);
        positionsWritten.add(when);
        for (VersionId id : current) {
            if (id.rve() < rve && !isAcknowledged(id, when)) {
                violation(
                        "the position of " + stream.stream() + " is ahead of the sink: it was at " + rve + " by " + when
                                + ", and " + id + " was acknowledged "
                                + (acknowledged.containsKey(id) ? "at " + acknowledged.get(id) : "never"));
            }
        }
        long atIt = acknowledged.keySet().stream()
                .filter(id -> id.stream() == stream && id.rve() == rve && isAcknowledged(id, when))
                .count();
        if (position.delivered().size() > atIt) {
            violation("the position of " + stream.stream() + " at " + rve + " names "
                    + position.delivered().size() + " delivered events, and the sink had acknowledged " + atIt);
        }
    }

    private boolean isAcknowledged(VersionId id, Instant when) {
        Instant then = acknowledged.get(id);
        return then != null && !then.isAfter(when.plus(FILE_TIME_SLACK));
    }

    /** How many positions were written between two times of the file system. */
    synchronized long positionsWritten(Instant from, Instant to) {
        return positionsWritten.stream()
                .filter(when -> when.isAfter(from) && when.isBefore(to))
                .count();
    }

    /** How many events were refused for good, since the beginning. */
    synchronized long refusals() {
        return refused.size();
    }

    /** How far the stored position of a stream is known to be; 0 = there is none. */
    synchronized long position(Carried stream) {
        return positions.getOrDefault(stream, 0L);
    }

    /** Whether a version has come, or was refused and is kept. */
    synchronized boolean isMet(VersionId id, Set<VersionId> deadLetters) {
        return storedInRun.containsKey(id) || refused.contains(id) && deadLetters.contains(id);
    }

    /** What is owed and has not come. */
    synchronized List<String> unmet(Collection<VersionId> current, Set<VersionId> deadLetters) {
        List<String> unmet = new ArrayList<>();
        for (VersionId id : current) {
            if (!isMet(id, deadLetters)) {
                unmet.add(id + " (current)");
            }
        }
        for (VersionId id : owed) {
            boolean overtaken = newestPolled.getOrDefault(Seen.of(livingRun, id), 0L) > id.rve();
            if (!overtaken && !isMet(id, deadLetters)) {
                unmet.add(id + " (read by run " + livingRun + ")");
            }
        }
        return unmet;
    }

    /** Holds the text of all that came against what the server has ever committed, and what is kept against refusals. */
    synchronized void check(Map<VersionId, String> committed, Set<VersionId> deadLetters) {
        unchecked.forEach((id, row) -> {
            if (!row.equals(committed.get(id))) {
                violation(id + " came as " + row + " and was committed as " + committed.get(id));
            }
        });
        unchecked.clear();
        deadLetters.stream()
                .filter(id -> !refused.contains(id))
                .forEach(id -> violation(id + " is a dead letter, and the sink has never refused it"));
        owed.clear();
    }

    synchronized void violation(String what) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(what);
        }
    }

    /** What must never happen and did, since this was last asked. */
    synchronized List<String> takeViolations() {
        List<String> taken = List.copyOf(violations);
        violations.clear();
        return taken;
    }

    /** How many versions came again after they had come, since the beginning. */
    synchronized long duplicates() {
        return duplicates;
    }

    /** How many different versions came and were found right, since the beginning. */
    synchronized long versions() {
        return storedInRun.size();
    }
}
