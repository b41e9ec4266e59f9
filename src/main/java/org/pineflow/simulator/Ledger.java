package org.pineflow.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pineflow.simulator.fault.Packet;

/**
 * What was served: a packet counts when all of it was handed to the network. So what waits in the server, and what was
 * written to a connection that is cut, is not served; what a client has not read yet is. Safe for threads.
 */
public final class Ledger {

    private final int bound;
    private final Deque<Served> served = new ArrayDeque<>();
    private long rows;
    private long forgotten;

    Ledger(int bound) {
        this.bound = bound;
    }

    /** Every sending of a record version, in order; but for the oldest ones, see {@link #forgotten()}. */
    public synchronized List<Served> served() {
        return List.copyOf(served);
    }

    /**
     * Every version that was sent in an intact packet, once, in order of its first sending: what a client owes its sink,
     * in this version or in a later one of the same record. The oldest ones may be missing, see {@link #forgotten()}.
     */
    public synchronized List<Version> obligations() {
        Set<Version> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Version> obligations = new ArrayList<>();
        for (Served one : served) {
            if (one.intact() && seen.add(one.version())) {
                obligations.add(one.version());
            }
        }
        return obligations;
    }

    /**
     * The obligations that these rows do not meet: neither the version itself nor a later one of its record is among them.
     *
     * @param rows what a client delivered, each row character for character as it was served
     */
    public synchronized List<Version> unmet(Set<String> rows) {
        Map<String, Long> met = new HashMap<>();
        for (Served one : served) {
            if (rows.contains(one.version().json())) {
                met.merge(record(one.version()), one.version().rve(), Math::max);
            }
        }
        return obligations().stream()
                .filter(version -> met.getOrDefault(record(version), 0L) < version.rve())
                .toList();
    }

    private static String record(Version version) {
        return version.table() + " " + version.key();
    }

    /** How many rows, events and readings were sent, spoiled ones too. */
    public synchronized long rows() {
        return rows;
    }

    /** How many of the oldest sendings are no longer remembered, because the ledger is bounded. */
    public synchronized long forgotten() {
        return forgotten;
    }

    /** Forgets what was served so far, and that it forgot; what is still on its way is noted when it is sent. */
    public synchronized void clear() {
        served.clear();
        forgotten = 0;
    }

    synchronized void note(Packet packet, List<Version> versions, int rowsSent) {
        rows += rowsSent;
        for (Version version : versions) {
            served.add(
                    new Served(version, packet.moment().name(), packet.moment().occasion(), packet.intact()));
            if (served.size() > bound) {
                served.remove();
                forgotten++;
            }
        }
    }
}
