package org.pineflow.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The versions ever committed, up to a bound. Not safe for threads: its chain guards it. */
final class CommitLog {

    private final Deque<Version> versions = new ArrayDeque<>();
    private final int bound;
    private long forgotten;

    CommitLog(int bound) {
        this.bound = bound;
    }

    void add(Version version) {
        versions.add(version);
        if (versions.size() > bound) {
            versions.remove();
            forgotten++;
        }
    }

    /** What is remembered, in order of commit. */
    Map<String, List<Version>> byTable() {
        Map<String, List<Version>> byTable = new LinkedHashMap<>();
        TableName.texts().forEach(table -> byTable.put(table, new ArrayList<>()));
        versions.forEach(version -> byTable.get(version.table()).add(version));
        return byTable;
    }

    /** How many of the oldest are no longer remembered. */
    long forgotten() {
        return forgotten;
    }
}
