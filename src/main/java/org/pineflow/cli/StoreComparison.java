package org.pineflow.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pineflow.event.Hash128;
import org.pineflow.simulator.Version;

/**
 * Holds what a receiver stored against what a simulator committed, byte for byte. Shown every stored event in the order
 * of storing, it then says what is missing, different, repeated and out of order. Used by one thread.
 */
final class StoreComparison {

    private final String stream;
    private final List<Version> held;
    private final long firstRemembered;
    private final Map<Hash128, Version> committed = new HashMap<>();
    private final Set<Version> seen = new HashSet<>();
    private final Map<String, Long> newest = new HashMap<>();
    private long stored;
    private long different;
    private long repeated;
    private long outOfOrder;

    /**
     * @param held the current version of each record; each has to be stored
     * @param history versions that were committed, in order of commit; others may have been before them
     * @param complete whether the history is, so that every stored event has to be in it
     */
    StoreComparison(String stream, List<Version> held, List<Version> history, boolean complete) {
        this.stream = stream;
        this.held = held;
        this.firstRemembered =
                complete || history.isEmpty() ? 0 : history.get(0).rve();
        history.forEach(this::remember);
        held.forEach(this::remember);
    }

    private Optional<Version> versionOf(StampedRow stamped) {
        return Optional.ofNullable(committed.get(Hash128.of(stamped.row())))
                .filter(version -> Arrays.equals(bytes(version), stamped.row()));
    }

    private static byte[] bytes(Version version) {
        return version.json().getBytes(StandardCharsets.UTF_8);
    }

    private void remember(Version version) {
        committed.putIfAbsent(Hash128.of(bytes(version)), version);
    }

    /** Takes the next stored event. */
    void stored(byte[] payload) {
        stored++;
        Optional<StampedRow> stamped = StampedRow.of(payload);
        Optional<Version> version = stamped.flatMap(this::versionOf);
        if (version.isEmpty()) {
            boolean mayBeForgotten = stamped.isPresent() && stamped.get().rve() < firstRemembered;
            different += mayBeForgotten ? 0 : 1;
        } else if (version.get().rve() != stamped.get().rve()) {
            different++;
        } else {
            stored(version.get());
        }
    }

    private void stored(Version version) {
        if (!seen.add(version)) {
            repeated++;
        }
        long before = newest.merge(version.key(), version.rve(), Math::max);
        if (before > version.rve()) {
            outOfOrder++;
        }
    }

    StreamVerdict verdict() {
        long missing = held.stream().filter(version -> !seen.contains(version)).count();
        return new StreamVerdict(stream, held.size(), stored, missing, different, repeated, outOfOrder);
    }
}
