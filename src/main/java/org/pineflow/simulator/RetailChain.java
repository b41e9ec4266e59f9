package org.pineflow.simulator;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The data of the simulator: customers, products, stock levels and sales of a made-up chain of shops. Safe for threads:
 * everything is guarded by the chain's own lock, commits are in one order, and rve grow along it. Equal settings and
 * equal calls at equal times make equal chains, byte for byte.
 */
public final class RetailChain {

    private static final Duration AGE_AT_START = Duration.ofDays(30);

    private final Clock clock;
    private final RowWriter rows;
    private final SplittableRandom random;
    private final RveCounter rves;
    private final int locations;
    private final Map<TableName, RecordTable> tables = new EnumMap<>(TableName.class);
    private final Map<TableName, List<Consumer<Version>>> listeners = new EnumMap<>(TableName.class);
    private final List<Consumer<DeviceReading>> deviceListeners = new CopyOnWriteArrayList<>();
    private final CommitLog log;
    private Dialect dialect;

    RetailChain(SimulatorSettings settings) {
        Seeds seeds = new Seeds(settings.seed());
        clock = settings.clock();
        log = new CommitLog(settings.keptVersions());
        dialect = settings.dialect();
        locations = settings.locations();
        rows = new RowWriter(seeds, settings.products(), locations);
        random = seeds.random(-1);
        rves = new RveCounter(seeds.random(-2));
        for (TableName table : TableName.values()) {
            tables.put(table, new RecordTable());
            listeners.put(table, new CopyOnWriteArrayList<>());
        }
        fill(settings);
    }

    /** The tables: customers, products, stocklevels, sales. */
    public static List<String> tables() {
        return TableName.texts();
    }

    /**
     * Changes one record, chosen at random; a soft-deleted one comes back.
     *
     * @throws IllegalArgumentException when there is no such table
     * @throws IllegalStateException when the table is empty
     */
    public synchronized Version change(String table) {
        return edit(anyRecord(TableName.of(table)), now());
    }

    /**
     * Changes the record with this key.
     *
     * @throws IllegalArgumentException when there is no such table or record
     */
    public synchronized Version change(String table, String key) {
        return edit(find(TableName.of(table), key), now());
    }

    /**
     * One piece of business: an edit of a customer or a product, a stock movement, a new customer, or a sale that takes
     * what it sold from stock.
     *
     * @return the versions committed, in order; never empty
     */
    public synchronized List<Version> changeRandom() {
        int dice = random.nextInt(100);
        if (dice < 5 && tables.get(TableName.STOCK_LEVELS).size() > 0) {
            return sell();
        }
        if (dice < 10) {
            return List.of(add("customers"));
        }
        TableName table = dice < 30 ? TableName.CUSTOMERS : dice < 50 ? TableName.PRODUCTS : TableName.STOCK_LEVELS;
        return List.of(tables.get(table).present() == 0 ? add("customers") : edit(anyRecord(table), now()));
    }

    /**
     * Adds a record. A stock level comes with its product only.
     *
     * @throws IllegalArgumentException when there is no such table, or it is stocklevels
     * @throws IllegalStateException when a sale is to be added and there are no products or locations
     */
    public synchronized Version add(String table) {
        TableName name = TableName.of(table);
        if (name == TableName.STOCK_LEVELS) {
            throw new IllegalArgumentException(
                    "A stock level cannot be added: there is one for each product and shop.");
        }
        if (name == TableName.SALES && tables.get(TableName.STOCK_LEVELS).size() == 0) {
            throw new IllegalStateException("A sale needs products and locations.");
        }
        return commit(create(name), now());
    }

    /** Adds a customer. */
    public Version addCustomer() {
        return add("customers");
    }

    /**
     * Adds a sale and takes what it sold from stock.
     *
     * @return the sale, then one stock level for each of its lines, but for removed ones
     * @throws IllegalStateException when there are no products or locations
     */
    public synchronized List<Version> sell() {
        List<Version> committed = new ArrayList<>();
        committed.add(add("sales"));
        int sale = tables.get(TableName.SALES).size() - 1;
        int location = rows.saleLocation(sale);
        for (RowWriter.SaleLine line : rows.saleLines(sale)) {
            StoredRecord stock = tables.get(TableName.STOCK_LEVELS).get(line.product() * locations + location);
            if (stock.current != null) {
                stock.quantity -= line.quantity();
                committed.add(commit(stock, now()));
            }
        }
        return committed;
    }

    /**
     * Changes many records in one transaction: all get the same rve.
     *
     * @param records how many; they are different ones
     * @throws IllegalArgumentException when there is no such table, or it has fewer records
     */
    public synchronized List<Version> bulkEdit(String table, int records) {
        RecordTable stored = tables.get(TableName.of(table));
        if (records < 1 || records > stored.present()) {
            throw new IllegalArgumentException(table + " has " + stored.present() + " records, not " + records);
        }
        List<StoredRecord> chosen =
                stored.from(random.nextInt(stored.size())).limit(records).toList();
        long rve = now();
        return chosen.stream().map(record -> edit(record, rve)).toList();
    }

    /**
     * Gives every record of a table a new rve and the content it has, as a change of the table's layout does.
     *
     * @param tied whether all get the same rve
     * @throws IllegalArgumentException when there is no such table
     */
    public synchronized List<Version> renew(String table, boolean tied) {
        List<StoredRecord> all = tables.get(TableName.of(table)).from(0).toList();
        long shared = tied ? now() : 0;
        return all.stream().map(record -> commit(record, tied ? shared : now())).toList();
    }

    /**
     * Removes the record with this key: no firehose tells it, no read returns it, and its key is not used again.
     *
     * @return its last version
     * @throws IllegalArgumentException when there is no such table or record
     */
    public synchronized Version remove(String table, String key) {
        TableName name = TableName.of(table);
        return remove(find(name, key));
    }

    /**
     * Removes so many records, chosen at random, as {@link #remove(String, String)} does; fewer when there are fewer.
     *
     * @return their last versions
     * @throws IllegalArgumentException when there is no such table
     */
    public synchronized List<Version> removeAny(String table, int records) {
        return any(table, records).stream().map(this::remove).toList();
    }

    /**
     * Soft-deletes so many records, chosen at random, as {@link #delete} does; fewer when there are fewer.
     *
     * @throws IllegalArgumentException when there is no such table
     */
    public synchronized List<Version> deleteAny(String table, int records) {
        return any(table, records).stream().map(this::softDelete).toList();
    }

    /**
     * How many records a table has, soft-deleted ones too.
     *
     * @throws IllegalArgumentException when there is no such table
     */
    public synchronized int size(String table) {
        return tables.get(TableName.of(table)).present();
    }

    /**
     * Soft-deletes the record with this key: its next version has {@code deletedtu} and ordinary reads hide it.
     *
     * @throws IllegalArgumentException when there is no such table or record
     */
    public synchronized Version delete(String table, String key) {
        return softDelete(find(TableName.of(table), key));
    }

    /** Lets a device announce a reading to all who listen now. */
    public synchronized void readDevice() {
        DeviceReading reading = DeviceReading.random(random);
        deviceListeners.forEach(listener -> listener.accept(reading));
    }

    /** The highest rve committed so far, 19 digits. */
    public synchronized long lastRve() {
        return rves.last();
    }

    /** The current version of every record of every table, soft-deleted ones too. */
    public synchronized List<Version> versions() {
        List<Version> all = new ArrayList<>();
        tables.values().forEach(table -> Collections.addAll(all, table.versions()));
        return all;
    }

    /**
     * The current version of every record of a table, soft-deleted ones too, in table order.
     *
     * @throws IllegalArgumentException when there is no such table
     */
    public synchronized List<Version> versions(String table) {
        return List.of(tables.get(TableName.of(table)).versions());
    }

    /**
     * Every version ever committed, current ones included, by table, in order of commit; but for the oldest ones, see
     * {@link #forgotten()}.
     */
    public synchronized Map<String, List<Version>> history() {
        return log.byTable();
    }

    /**
     * Every version of a table ever committed, as {@link #history()} has it.
     *
     * @throws IllegalArgumentException when there is no such table
     */
    public List<Version> history(String table) {
        return history().get(TableName.of(table).text());
    }

    /** How many of the oldest versions are no longer in {@link #history()}, because it is bounded. */
    public synchronized long forgotten() {
        return log.forgotten();
    }

    /** From now on rows are written in this dialect; rows already committed stay as they are. */
    synchronized void speak(Dialect newDialect) {
        dialect = newDialect;
    }

    /** Starts to tell of commits; nothing falls between what is returned and what is told. */
    synchronized List<Version> follow(TableName table, long fromRve, Consumer<Version> listener) {
        listeners.get(table).add(listener);
        return tables.get(table).versionsFrom(fromRve);
    }

    /** The current versions of a table in table order; the array is the caller's. */
    synchronized Version[] versions(TableName table) {
        return tables.get(table).versions();
    }

    void unfollow(TableName table, Consumer<Version> listener) {
        listeners.get(table).remove(listener);
    }

    void followDevices(Consumer<DeviceReading> listener) {
        deviceListeners.add(listener);
    }

    void unfollowDevices(Consumer<DeviceReading> listener) {
        deviceListeners.remove(listener);
    }

    private long now() {
        return rves.next(clock.millis());
    }

    private StoredRecord anyRecord(TableName table) {
        RecordTable stored = tables.get(table);
        if (stored.present() == 0) {
            throw new IllegalStateException("There are no " + table.text() + ".");
        }
        return stored.from(random.nextInt(stored.size())).findFirst().orElseThrow();
    }

    /** So many records, neighbours from one chosen at random, soft-deleted ones not among them. */
    private List<StoredRecord> any(String table, int records) {
        RecordTable stored = tables.get(TableName.of(table));
        return stored.size() == 0
                ? List.of()
                : stored.from(random.nextInt(stored.size()))
                        .filter(record -> !record.current.deleted())
                        .limit(records)
                        .toList();
    }

    private Version remove(StoredRecord record) {
        Version last = record.current;
        tables.get(record.table).remove(record);
        return last;
    }

    private Version softDelete(StoredRecord record) {
        record.deletedMillis = clock.millis();
        return commit(record, now());
    }

    private StoredRecord find(TableName table, String key) {
        RecordTable stored = tables.get(table);
        return stored.from(0)
                .filter(record -> record.key.equals(key))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("There is no record '" + key + "' in " + table.text() + "."));
    }

    private StoredRecord create(TableName table) {
        RecordTable stored = tables.get(table);
        StoredRecord record = new StoredRecord(table, stored.size(), rows.key(table, stored.size()));
        record.bornMillis = clock.millis();
        record.quantity = table == TableName.STOCK_LEVELS ? random.nextInt(200) : 0;
        stored.add(record);
        return record;
    }

    private Version edit(StoredRecord record, long rve) {
        record.revision++;
        record.deletedMillis = 0;
        record.quantity += record.table == TableName.STOCK_LEVELS ? random.nextInt(1, 25) - 5 : 0;
        return commit(record, rve);
    }

    private Version commit(StoredRecord record, long rve) {
        Version version = rows.write(record, rve, dialect);
        tables.get(record.table).commit(record, version);
        log.add(version);
        listeners.get(record.table).forEach(listener -> listener.accept(version));
        return version;
    }

    /** Commits the first versions in a shuffled order over the past days, so that table order is not rve order. */
    private void fill(SimulatorSettings settings) {
        List<StoredRecord> records = new ArrayList<>();
        create(TableName.CUSTOMERS, settings.customers(), records);
        create(TableName.PRODUCTS, settings.products(), records);
        create(TableName.STOCK_LEVELS, settings.products() * locations, records);
        create(TableName.SALES, settings.sales(), records);
        for (int i = records.size() - 1; i > 0; i--) {
            Collections.swap(records, i, random.nextInt(i + 1));
        }
        long end = clock.millis();
        long start = end - AGE_AT_START.toMillis();
        for (int i = 0; i < records.size(); i++) {
            StoredRecord record = records.get(i);
            record.bornMillis = start + (end - start) * i / records.size();
            commit(record, rves.next(record.bornMillis));
        }
    }

    private void create(TableName table, int count, List<StoredRecord> records) {
        for (int i = 0; i < count; i++) {
            records.add(create(table));
        }
    }
}
