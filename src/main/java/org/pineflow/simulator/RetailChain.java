package org.pineflow.simulator;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
    private final int locations;
    private final ChainRecords records;
    private final List<Consumer<DeviceReading>> deviceListeners = new CopyOnWriteArrayList<>();

    RetailChain(SimulatorSettings settings) {
        Seeds seeds = new Seeds(settings.seed());
        clock = settings.clock();
        locations = settings.locations();
        rows = new RowWriter(seeds, settings.products(), locations);
        random = seeds.random(-1);
        records = new ChainRecords(settings, rows, new RveCounter(seeds.random(-2)), random);
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
        return records.edit(records.any(TableName.of(table)), records.now());
    }

    /**
     * Changes the record with this key.
     *
     * @throws IllegalArgumentException when there is no such table or record
     */
    public synchronized Version change(String table, String key) {
        return records.edit(records.find(TableName.of(table), key), records.now());
    }

    /**
     * One piece of business: an edit of a customer or a product, a stock movement, a new customer, or a sale that takes
     * what it sold from stock.
     *
     * @return the versions committed, in order; never empty
     */
    public synchronized List<Version> changeRandom() {
        int dice = random.nextInt(100);
        if (dice < 5 && records.table(TableName.STOCK_LEVELS).size() > 0) {
            return sell();
        }
        if (dice < 10) {
            return List.of(add("customers"));
        }
        TableName table = dice < 30 ? TableName.CUSTOMERS : dice < 50 ? TableName.PRODUCTS : TableName.STOCK_LEVELS;
        return List.of(
                records.table(table).present() == 0
                        ? add("customers")
                        : records.edit(records.any(table), records.now()));
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
        if (name == TableName.SALES && records.table(TableName.STOCK_LEVELS).size() == 0) {
            throw new IllegalStateException("A sale needs products and locations.");
        }
        return records.commit(records.create(name), records.now());
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
        int sale = records.table(TableName.SALES).size() - 1;
        int location = rows.saleLocation(sale);
        for (RowWriter.SaleLine line : rows.saleLines(sale)) {
            StoredRecord stock = records.table(TableName.STOCK_LEVELS).get(line.product() * locations + location);
            if (stock.current != null) {
                stock.quantity -= line.quantity();
                committed.add(records.commit(stock, records.now()));
            }
        }
        return committed;
    }

    /**
     * Changes many records in one transaction: all get the same rve.
     *
     * @param count how many; they are different ones
     * @throws IllegalArgumentException when there is no such table, or it has fewer records
     */
    public synchronized List<Version> bulkEdit(String table, int count) {
        RecordTable stored = records.table(TableName.of(table));
        if (count < 1 || count > stored.present()) {
            throw new IllegalArgumentException(table + " has " + stored.present() + " records, not " + count);
        }
        List<StoredRecord> chosen =
                stored.from(random.nextInt(stored.size())).limit(count).toList();
        long rve = records.now();
        return chosen.stream().map(record -> records.edit(record, rve)).toList();
    }

    /**
     * Gives every record of a table a new rve and the content it has, as a change of the table's layout does.
     *
     * @param tied whether all get the same rve
     * @throws IllegalArgumentException when there is no such table
     */
    public synchronized List<Version> renew(String table, boolean tied) {
        List<StoredRecord> all = records.table(TableName.of(table)).from(0).toList();
        long shared = tied ? records.now() : 0;
        return all.stream()
                .map(record -> records.commit(record, tied ? shared : records.now()))
                .toList();
    }

    /**
     * Removes the record with this key: no firehose tells it, no read returns it, and its key is not used again.
     *
     * @return its last version
     * @throws IllegalArgumentException when there is no such table or record
     */
    public synchronized Version remove(String table, String key) {
        return records.remove(records.find(TableName.of(table), key));
    }

    /**
     * Removes so many records, chosen at random, as {@link #remove(String, String)} does; fewer when there are fewer.
     *
     * @return their last versions
     * @throws IllegalArgumentException when there is no such table
     */
    public synchronized List<Version> removeAny(String table, int count) {
        return records.any(TableName.of(table), count).stream()
                .map(records::remove)
                .toList();
    }

    /**
     * Soft-deletes so many records, chosen at random, as {@link #delete} does; fewer when there are fewer.
     *
     * @throws IllegalArgumentException when there is no such table
     */
    public synchronized List<Version> deleteAny(String table, int count) {
        return records.any(TableName.of(table), count).stream()
                .map(records::softDelete)
                .toList();
    }

    /**
     * How many records a table has, soft-deleted ones too.
     *
     * @throws IllegalArgumentException when there is no such table
     */
    public synchronized int size(String table) {
        return records.table(TableName.of(table)).present();
    }

    /**
     * Soft-deletes the record with this key: its next version has {@code deletedtu} and ordinary reads hide it.
     *
     * @throws IllegalArgumentException when there is no such table or record
     */
    public synchronized Version delete(String table, String key) {
        return records.softDelete(records.find(TableName.of(table), key));
    }

    /** Lets a device announce a reading to all who listen now. */
    public synchronized void readDevice() {
        DeviceReading reading = DeviceReading.random(random);
        deviceListeners.forEach(listener -> listener.accept(reading));
    }

    /** The highest rve committed so far, 19 digits. */
    public synchronized long lastRve() {
        return records.lastRve();
    }

    /** The current version of every record of every table, soft-deleted ones too. */
    public synchronized List<Version> versions() {
        return records.versions();
    }

    /**
     * The current version of every record of a table, soft-deleted ones too, in table order.
     *
     * @throws IllegalArgumentException when there is no such table
     */
    public synchronized List<Version> versions(String table) {
        return List.of(records.table(TableName.of(table)).versions());
    }

    /**
     * Every version ever committed, current ones included, by table, in order of commit; but for the oldest ones, see
     * {@link #forgotten()}.
     */
    public synchronized Map<String, List<Version>> history() {
        return records.log().byTable();
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
        return records.log().forgotten();
    }

    /** From now on rows are written in this dialect; rows already committed stay as they are. */
    synchronized void speak(Dialect newDialect) {
        records.speak(newDialect);
    }

    /** Starts to tell of commits; nothing falls between what is returned and what is told. */
    synchronized List<Version> follow(TableName table, long fromRve, Consumer<Version> listener) {
        return records.follow(table, fromRve, listener);
    }

    /** The current versions of a table in table order; the array is the caller's. */
    synchronized Version[] versions(TableName table) {
        return records.table(table).versions();
    }

    void unfollow(TableName table, Consumer<Version> listener) {
        records.unfollow(table, listener);
    }

    void followDevices(Consumer<DeviceReading> listener) {
        deviceListeners.add(listener);
    }

    void unfollowDevices(Consumer<DeviceReading> listener) {
        deviceListeners.remove(listener);
    }

    /** Commits the first versions in a shuffled order over the past days, so that table order is not rve order. */
    private void fill(SimulatorSettings settings) {
        List<StoredRecord> all = new ArrayList<>();
        create(TableName.CUSTOMERS, settings.customers(), all);
        create(TableName.PRODUCTS, settings.products(), all);
        create(TableName.STOCK_LEVELS, settings.products() * locations, all);
        create(TableName.SALES, settings.sales(), all);
        for (int i = all.size() - 1; i > 0; i--) {
            Collections.swap(all, i, random.nextInt(i + 1));
        }
        long end = clock.millis();
        long start = end - AGE_AT_START.toMillis();
        for (int i = 0; i < all.size(); i++) {
            StoredRecord record = all.get(i);
            record.bornMillis = start + (end - start) * i / all.size();
            records.commit(record, records.at(record.bornMillis));
        }
    }

    private void create(TableName table, int count, List<StoredRecord> all) {
        for (int i = 0; i < count; i++) {
            all.add(records.create(table));
        }
    }
}
