package org.pineflow.position;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.sql.DataSource;
import org.pineflow.durable.SqlMigration;

/**
 * Keeps positions in a table of PostgreSQL or SQLite, for several machines. Each stream is a row. Its owner holds a
 * lease, by the database's clock, that is renewed in the background; an owner that stops renewing it loses the stream
 * to the next who asks. Each new owner raises the row's epoch, and every write is checked against it in the same
 * statement: an owner that was away too long can move nothing.
 *
 * <p>The table is made by Flyway on first use. The data source is the caller's, and stays open.
 */
public final class JdbcPositionStore implements PositionStore {

    /**
     * How long a lease lasts unless it is renewed, in milliseconds. A stream whose owner dies is to be taken over within
     * 10 s: that leaves time for those who wait to ask, and for the stream to be opened. Renewed every third, it outlives
     * a pause or an outage of 4 s at any moment.
     */
    public static final long DEFAULT_LEASE_MILLIS = 6_000;

    private static final String MIGRATION = "classpath:org/pineflow/position/migration";
    private static final String MIGRATION_HISTORY = "pineflow_position_history";

    private final DataSource dataSource;
    private final long leaseMillis;
    private final long renewalMillis;
    private final boolean migrate;
    private final ScheduledExecutorService scheduler;
    private final boolean ownsScheduler;
    private final String owner = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    private final Set<LeasedStream> owned = ConcurrentHashMap.newKeySet();

    /** Null before the first use; written under this object's monitor. */
    private volatile PositionTable table;

    /** A store with leases of {@link #DEFAULT_LEASE_MILLIS}, which makes its table itself. */
    public JdbcPositionStore(DataSource dataSource) {
        this(dataSource, DEFAULT_LEASE_MILLIS);
    }

    /**
     * A store that makes its table itself and renews leases after a third of their length.
     *
     * @param leaseMillis length of a lease in milliseconds: how long a stream stays without an owner when one dies, and
     *     how long the database may be away before another owner can take over
     */
    public JdbcPositionStore(DataSource dataSource, long leaseMillis) {
        this(dataSource, leaseMillis, true);
    }

    /**
     * A store that renews leases after a third of their length.
     *
     * @param leaseMillis length of a lease in milliseconds
     * @param migrate whether to make the table and keep it up to date; needs Flyway and the right to create tables
     */
    public JdbcPositionStore(DataSource dataSource, long leaseMillis, boolean migrate) {
        this(dataSource, leaseMillis, Math.max(1, leaseMillis / 3), migrate, newScheduler(), true);
    }

    /**
     * A store whose leases are renewed by a scheduler of the caller's, who also shuts it down.
     *
     * @param leaseMillis length of a lease in milliseconds
     * @param renewalMillis time between two renewals in milliseconds, less than {@code leaseMillis}
     * @param migrate whether to make the table and keep it up to date; needs Flyway and the right to create tables
     */
    public JdbcPositionStore(
            DataSource dataSource,
            long leaseMillis,
            long renewalMillis,
            boolean migrate,
            ScheduledExecutorService scheduler) {
        this(dataSource, leaseMillis, renewalMillis, migrate, scheduler, false);
    }

    private JdbcPositionStore(
            DataSource dataSource,
            long leaseMillis,
            long renewalMillis,
            boolean migrate,
            ScheduledExecutorService scheduler,
            boolean ownsScheduler) {
        if (renewalMillis < 1 || renewalMillis >= leaseMillis) {
            throw new IllegalArgumentException("a lease of " + leaseMillis + " ms cannot be renewed every "
                    + renewalMillis + " ms: the renewal must come at least 1 ms before the end");
        }
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.leaseMillis = leaseMillis;
        this.renewalMillis = renewalMillis;
        this.migrate = migrate;
        this.scheduler = Objects.requireNonNull(scheduler, "scheduler");
        this.ownsScheduler = ownsScheduler;
    }

    /** Where the table is; what else a process keeps may go there as well. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** Whether the store may create tables there. */
    public boolean migrates() {
        return migrate;
    }

    @Override
    public Optional<OwnedStream> tryOpen(String stream) {
        try {
            PositionTable positions = table();
            long asked = System.nanoTime();
            Optional<PositionTable.Lease> lease = positions.take(stream, owner, leaseMillis);
            return lease.isPresent() ? Optional.of(keep(positions, lease.get(), asked)) : Optional.empty();
        } catch (SQLException e) {
            throw failure("The lease of stream \"" + stream + "\" cannot be taken", e);
        }
    }

    @Override
    public Optional<Position> read(String stream) {
        try {
            Optional<String> text = table().read(stream);
            return text.isPresent() ? Optional.of(decode(stream, text.get())) : Optional.empty();
        } catch (SQLException e) {
            throw failure("The position of stream \"" + stream + "\" cannot be read", e);
        }
    }

    @Override
    public List<StoredPosition> list() {
        try {
            // Sorted here: databases have alphabets of their own.
            return table().records().entrySet().stream()
                    .map(row -> stored(row.getKey(), row.getValue()))
                    .sorted(Comparator.comparing(StoredPosition::stream))
                    .toList();
        } catch (SQLException e) {
            throw failure("The positions cannot be listed", e);
        }
    }

    private static StoredPosition stored(String stream, String text) {
        try {
            return StoredPosition.readable(stream, decode(stream, text));
        } catch (PositionUnreadableException e) {
            return StoredPosition.unreadable(stream, e.getMessage());
        }
    }

    @Override
    public Optional<String> owner(String stream) {
        try {
            return table().lease(stream).map(JdbcPositionStore::inWords);
        } catch (SQLException e) {
            throw failure("The lease of stream \"" + stream + "\" cannot be read", e);
        }
    }

    /** The owner's name begins with its process id. */
    private static String inWords(PositionTable.Held held) {
        String process = held.owner().replaceFirst("-.*", "");
        return "process " + process + " (its lease lasts " + (held.millisLeft() + 999) / 1000
                + " s more unless renewed)";
    }

    @Override
    public void close() {
        owned.forEach(LeasedStream::close);
        if (ownsScheduler) {
            scheduler.shutdownNow();
        }
    }

    private OwnedStream keep(PositionTable positions, PositionTable.Lease lease, long asked) throws SQLException {
        LeasedStream leased = new LeasedStream(this, positions, lease, leaseMillis, System::nanoTime, asked);
        try {
            leased.renewEvery(renewalMillis, scheduler);
        } catch (RejectedExecutionException e) {
            positions.release(lease);
            throw new PositionStoreException("The store of the positions is closed: open another", e);
        }
        owned.add(leased);
        return leased;
    }

    /** False when it was closed before. */
    boolean forget(LeasedStream closed) {
        return owned.remove(closed);
    }

    static PositionStoreException failure(String what, SQLException cause) {
        return new PositionStoreException(
                what + ": " + cause.getMessage() + ". See that the database can be reached, that table "
                        + PositionTable.NAME + " is there, and that the database's user may read and write it",
                cause);
    }

    private static Position decode(String stream, String text) {
        String problem;
        try {
            PositionCodec.Named found = PositionCodec.decode(text);
            if (found.stream().equals(stream)) {
                return found.position();
            }
            problem = "it is the position of stream \"" + found.stream() + "\"";
        } catch (PositionCodec.UnreadableTextException e) {
            problem = e.getMessage();
        }
        throw new PositionUnreadableException("The position of stream \"" + stream + "\" in its row of table "
                + PositionTable.NAME + " cannot be read: " + problem
                + ". The stream stays stopped and never starts over"
                + " by itself. Restore the column record from a backup; or put a new position in its place with"
                + " \"pineflow positions reset\"");
    }

    private PositionTable table() throws SQLException {
        PositionTable known = table;
        return known != null ? known : prepare();
    }

    private synchronized PositionTable prepare() throws SQLException {
        if (table == null) {
            PositionTable found = PositionTable.in(dataSource);
            if (migrate) {
                migrate();
            }
            table = found;
        }
        return table;
    }

    private void migrate() {
        try {
            SqlMigration.run(dataSource, MIGRATION, MIGRATION_HISTORY);
        } catch (SqlMigration.FailedException e) {
            throw new PositionStoreException("The table of the positions " + e.getMessage(), e);
        }
    }

    private static ScheduledExecutorService newScheduler() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "pineflow-position-leases");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }
}
