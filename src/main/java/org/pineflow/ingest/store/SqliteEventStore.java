package org.pineflow.ingest.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.pineflow.ingest.catalog.EventTypeName;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Events in one SQLite file, for deployments without a database of their own. Every commit is synced to disk. There is
 * one writer at a time, on one connection that the write lock guards; after a failure that connection is given up and
 * the next write opens a new one. Each read has a connection of its own and disturbs no writer.
 */
public final class SqliteEventStore implements EventStore {

    private static final int LOCK_WAIT_MS = 5000;

    private final Path file;
    private final SQLiteDataSource database;
    private final TimeUuids ids;
    private final ReentrantLock writeLock = new ReentrantLock(true);
    private Optional<Connection> writer = Optional.empty();

    private SqliteEventStore(Path file, SQLiteDataSource database, TimeUuids ids) {
        this.file = file;
        this.database = database;
        this.ids = ids;
    }

    /**
     * Opens the store, and makes file and folder where there are none.
     *
     * @param ids belongs to the store from now on
     * @param maxBytes the size beyond which nothing is stored; 0 = as large as the disk
     * @throws EventStoreException when that cannot be done
     */
    public static SqliteEventStore open(Path file, TimeUuids ids, long maxBytes) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(LOCK_WAIT_MS);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        if (maxBytes > 0) {
            config.setMaxPageCount((int) Math.min(Integer.MAX_VALUE, Math.max(1, maxBytes / 4096)));
        }
        SQLiteDataSource database = new SQLiteDataSource(config);
        database.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Flyway.configure(SqliteEventStore.class.getClassLoader())
                    .dataSource(database)
                    .locations("classpath:org/pineflow/ingest/store/sqlite")
                    .table("ingest_schema_history")
                    .load()
                    .migrate();
        } catch (IOException | FlywayException e) {
            throw new EventStoreException(
                    "cannot open the event store " + file.toAbsolutePath() + ": " + e.getMessage()
                            + "; pineflow.data has to be a folder that can be written",
                    e);
        }
        return new SqliteEventStore(file, database, ids);
    }

    @Override
    public Receipt append(Submission submission) {
        writeLock.lock();
        try {
            Connection connection = writer();
            connection.setAutoCommit(false);
            Receipt receipt = new SubmissionWriter(connection, ids).write(submission);
            // This commits. The driver's commit() would begin the next transaction at once, and lock others out.
            connection.setAutoCommit(true);
            return receipt;
        } catch (SQLException e) {
            throw giveUpWriter(
                    new EventStoreException("cannot write the event store " + file + ": " + e.getMessage(), e));
        } catch (RuntimeException e) {
            throw giveUpWriter(e);
        } finally {
            writeLock.unlock();
        }
    }

    @Override
    public void read(EventTypeName type, Consumer<StoredEvent> reader) {
        // The plus sign keeps SQLite from using an index and sorting all events: the table is in this order already.
        String sql =
                """
                select e.event_id, e.payload, e.event_ms, e.valid_ms, s.received_ms, s.metadata
                from event e join submission s on s.id = e.submission_id
                where +e.event_type_id = (select id from event_type
                    where tenant = ? and data_core = ? and flow_type = ? and event_type = ?)
                order by e.sequence""";
        query(sql, type, rows -> {
            while (rows.next()) {
                reader.accept(EventRow.event(type, rows));
            }
            return null;
        });
    }

    @Override
    public long count(EventTypeName type) {
        String sql =
                """
                select count(*) from event where event_type_id = (select id from event_type
                    where tenant = ? and data_core = ? and flow_type = ? and event_type = ?)""";
        return query(sql, type, rows -> rows.getLong(1));
    }

    @Override
    public List<EventTypeName> eventTypes() {
        String sql = "select tenant, data_core, flow_type, event_type from event_type order by 1, 2, 3, 4";
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet rows = select.executeQuery()) {
            List<EventTypeName> types = new ArrayList<>();
            while (rows.next()) {
                types.add(new EventTypeName(
                        rows.getString(1), UUID.fromString(rows.getString(2)), rows.getString(3), rows.getString(4)));
            }
            return types;
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    @Override
    public EventReader reader() {
        throw new UnsupportedOperationException("this store has no ledger of portions");
    }

    @Override
    public ArchiveLedger archive() {
        throw new UnsupportedOperationException("this store has no ledger of portions");
    }

    @Override
    public Expiry expiry() {
        throw new UnsupportedOperationException("this store has no ledger of portions");
    }

    @Override
    public void close() {
        writeLock.lock();
        try {
            if (writer.isPresent()) {
                writer.get().close();
            }
        } catch (SQLException e) {
            throw new EventStoreException("cannot close the event store " + file + ": " + e.getMessage(), e);
        } finally {
            writer = Optional.empty();
            writeLock.unlock();
        }
    }

    private interface Reading<T> {
        T from(ResultSet rows) throws SQLException;
    }

    private <T> T query(String sql, EventTypeName type, Reading<T> reading) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            EventRow.bind(select, type);
            try (ResultSet rows = select.executeQuery()) {
                return reading.from(rows);
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private Connection writer() throws SQLException {
        if (writer.isEmpty()) {
            writer = Optional.of(database.getConnection());
        }
        return writer.get();
    }

    /** Closing a connection rolls back what was not committed. */
    private <E extends RuntimeException> E giveUpWriter(E cause) {
        try {
            close();
        } catch (EventStoreException e) {
            cause.addSuppressed(e);
        }
        return cause;
    }

    private EventStoreException unreadable(SQLException e) {
        return new EventStoreException("cannot read the event store " + file + ": " + e.getMessage(), e);
    }
}
