package org.pineflow.simulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The records of one table, by number and by the order of their last commit. Not safe for threads: its chain guards it. */
final class RecordTable {

    private final List<StoredRecord> byNumber = new ArrayList<>();
    private StoredRecord lastCommitted;
    private int removed;

    /** How many numbers are given to records, removed ones too. */
    int size() {
        return byNumber.size();
    }

    /** How many records are there. */
    int present() {
        return byNumber.size() - removed;
    }

    /** The record with this number, whose {@code current} is null when it was removed. */
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

    /** Forgets a record that is there; its number is not given again. */
    void remove(StoredRecord record) {
        if (record == lastCommitted) {
            lastCommitted = record.earlier;
        }
        unlink(record);
        record.current = null;
        removed++;
    }

    /** The records that are there, from this number on and then from 0 up to it. */
    Stream<StoredRecord> from(int number) {
        return Stream.concat(byNumber.subList(number, byNumber.size()).stream(), byNumber.subList(0, number).stream())
                .filter(record -> record.current != null);
    }

    /** The current versions in order of number. */
    Version[] versions() {
        return byNumber.stream()
                .map(record -> record.current)
                .filter(Objects::nonNull)
                .toArray(Version[]::new);
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
