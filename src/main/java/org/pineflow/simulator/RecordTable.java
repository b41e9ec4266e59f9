package org.pineflow.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The records of one table, by number and by the order of their last commit. Not safe for threads: its chain guards it. */
final class RecordTable {

    private final List<StoredRecord> byNumber = new ArrayList<>();
    private StoredRecord lastCommitted;

    int size() {
        return byNumber.size();
    }

    StoredRecord get(int number) {
        return byNumber.get(number);
    }

    void add(StoredRecord record) {
        byNumber.add(record);
    }

    /** Makes a version the current one of its record. */
    void commit(StoredRecord record, Version version) {
        if (record != lastCommitted) {
            unlink(record);
            record.earlier = lastCommitted;
            if (lastCommitted != null) {
                lastCommitted.later = record;
            }
            lastCommitted = record;
        }
        record.current = version;
    }

    /** The current versions in order of number. */
    Version[] versions() {
        Version[] versions = new Version[byNumber.size()];
        Arrays.setAll(versions, number -> byNumber.get(number).current);
        return versions;
    }

    /** The current versions with an rve from this one on, rising. */
    List<Version> versionsFrom(long rve) {
        List<Version> found = new ArrayList<>();
        for (StoredRecord record = lastCommitted;
                record != null && record.current.rve() >= rve;
                record = record.earlier) {
            found.add(record.current);
        }
        Collections.reverse(found);
        return found;
    }

    private static void unlink(StoredRecord record) {
        if (record.earlier != null) {
            record.earlier.later = record.later;
        }
        if (record.later != null) {
            record.later.earlier = record.earlier;
        }
        record.earlier = null;
        record.later = null;
    }
}
