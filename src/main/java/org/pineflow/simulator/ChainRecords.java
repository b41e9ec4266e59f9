package org.pineflow.simulator;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The records of all tables: how each change of one becomes a version with an rve, and who is told of it. Not safe for
 * threads: its chain guards it, but for {@link #unfollow}.
 */
final class ChainRecords {

    private final Clock clock;
    private final RowWriter rows;
    private final SplittableRandom random;
    private final RveCounter rves;
    private final Map<TableName, RecordTable> tables = new EnumMap<>(TableName.class);
    private final Map<TableName, List<Consumer<Version>>> listeners = new EnumMap<>(TableName.class);
    private final CommitLog log;
    private Dialect dialect;

    /** @param random is the chain's: what is chosen here and there comes in one order */
    ChainRecords(SimulatorSettings settings, RowWriter rows, RveCounter rves, SplittableRandom random) {
        this.clock = settings.clock();
        this.rows = rows;
        this.random = random;
        this.rves = rves;
        this.log = new CommitLog(settings.keptVersions());
        this.dialect = settings.dialect();
        for (TableName table : TableName.values()) {
            tables.put(table, new RecordTable());
            listeners.put(table, new CopyOnWriteArrayList<>());
        }
    }

    RecordTable table(TableName table) {
        return tables.get(table);
    }

    /** What was committed, within its bound. */
    CommitLog log() {
        return log;
    }

    /** An rve of this moment, above all before. */
    long now() {
        return at(clock.millis());
    }

    /** An rve of that moment, in milliseconds since 1970, above all before. */
    long at(long millis) {
        return rves.next(millis);
    }

    /** The highest rve so far, 19 digits. */
    long lastRve() {
        return rves.last();
    }

    /** From now on rows are written in this dialect. */
    void speak(Dialect newDialect) {
        dialect = newDialect;
    }

    /** A new record, which is nobody's business until it is committed. */
    StoredRecord create(TableName table) {
        RecordTable stored = tables.get(table);
        StoredRecord record = new StoredRecord(table, stored.size(), rows.key(table, stored.size()));
        record.bornMillis = clock.millis();
        record.quantity = table == TableName.STOCK_LEVELS ? random.nextInt(200) : 0;
        stored.add(record);
        return record;
    }

    /** Changes what is in the record. */
    Version edit(StoredRecord record, long rve) {
        record.revision++;
        record.deletedMillis = 0;
        record.quantity += record.table == TableName.STOCK_LEVELS ? random.nextInt(1, 25) - 5 : 0;
        return commit(record, rve);
    }

    /** Makes what the record is now its version, and tells it. */
    Version commit(StoredRecord record, long rve) {
        Version version = rows.write(record, rve, dialect);
        tables.get(record.table).commit(record, version);
        log.add(version);
        listeners.get(record.table).forEach(listener -> listener.accept(version));
        return version;
    }

    /** The next version has {@code deletedtu}. */
    Version softDelete(StoredRecord record) {
        record.deletedMillis = clock.millis();
        return commit(record, now());
    }

    /** Forgets the record and tells nobody; its last version. */
    Version remove(StoredRecord record) {
        Version last = record.current;
        tables.get(record.table).remove(record);
        return last;
    }

    /** @throws IllegalArgumentException when there is no such record */
    StoredRecord find(TableName table, String key) {
        return tables.get(table)
                .from(0)
                .filter(record -> record.key.equals(key))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("There is no record '" + key + "' in " + table.text() + "."));
    }

    /** @throws IllegalStateException when the table is empty */
    StoredRecord any(TableName table) {
        RecordTable stored = tables.get(table);
        if (stored.present() == 0) {
            throw new IllegalStateException("There are no " + table.text() + ".");
        }
        return stored.from(random.nextInt(stored.size())).findFirst().orElseThrow();
    }

    /** So many records, neighbours from one chosen at random, soft-deleted ones not among them. */
    List<StoredRecord> any(TableName table, int records) {
        RecordTable stored = tables.get(table);
        return stored.size() == 0
                ? List.of()
                : stored.from(random.nextInt(stored.size()))
                        .filter(record -> !record.current.deleted())
                        .limit(records)
                        .toList();
    }

    /** The current version of every record of every table. */
    List<Version> versions() {
        List<Version> all = new ArrayList<>();
        tables.values().forEach(table -> Collections.addAll(all, table.versions()));
        return all;
    }

    /** Starts to tell of commits; gives the current versions from an rve on. */
    List<Version> follow(TableName table, long fromRve, Consumer<Version> listener) {
        listeners.get(table).add(listener);
        return tables.get(table).versionsFrom(fromRve);
    }

    void unfollow(TableName table, Consumer<Version> listener) {
        listeners.get(table).remove(listener);
    }
}
