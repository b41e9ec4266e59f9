package org.pineflow.ingest.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * One SQLite file. Every commit is synced to disk. There is one writer at a time, on one connection that the write lock
 * guards; after a failure that connection is given up and the next write opens a new one. Each read has a connection of
 * its own and disturbs no writer.
 */
final class SqliteDatabase implements Database {

    private static final int LOCK_WAIT_MS = 5000;
    private static final long TURN_WAIT_SECONDS = 30;
    private static final int PAGE_BYTES = 4096;
    private static final int KEPT_JOURNAL_BYTES = 64 << 20;

    private final Path file;
    private final SQLiteDataSource writing;
    private final SQLiteDataSource reading;
    private final ReentrantLock writeLock = new ReentrantLock(true);
    private Optional<Connection> writer = Optional.empty();

    /** @param maxBytes the size beyond which nothing is stored; 0 = as large as the disk */
    SqliteDatabase(Path file, long maxBytes) {
        this.file = file.toAbsolutePath();
        this.writing = source(this.file, SQLiteConfig.TransactionMode.IMMEDIATE, maxBytes);
        this.reading = source(this.file, SQLiteConfig.TransactionMode.DEFERRED, maxBytes);
    }

    private static SQLiteDataSource source(Path file, SQLiteConfig.TransactionMode mode, long maxBytes) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setJournalSizeLimit(KEPT_JOURNAL_BYTES);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(LOCK_WAIT_MS);
        config.setTransactionMode(mode);
        if (maxBytes > 0) {
            config.setMaxPageCount((int) Math.min(Integer.MAX_VALUE, Math.max(1, maxBytes / PAGE_BYTES)));
        }
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    @Override
    public DataSource dataSource() {
        return reading;
    }

    @Override
    public <T> T write(Work<T> work) {
        takeTurn();
        try {
            Connection connection = writer();
            connection.setAutoCommit(false);
            T result = work.on(connection);
            // This commits. The driver's commit() would begin the next transaction at once, and lock others out.
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException e) {
            giveUpWriter(e);
            throw new EventStoreException("cannot write the event store " + file + ": " + e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            giveUpWriter(e);
            throw e;
        } finally {
            writeLock.unlock();
        }
    }

    @Override
    public <T> T read(Work<T> work) {
        try (Connection connection = reading.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new EventStoreException("cannot read the event store " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public PreparedStatement prepareForManyRows(Connection connection, String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    @Override
    public String hasFiles(long eventType) {
        return "0";
    }

    @Override
    public void rowsAreSmall(ResultSet rows) {
        // They come one at a time.
    }

    @Override
    public void setId(PreparedStatement statement, int parameter, UUID id) throws SQLException {
        statement.setBytes(
                parameter,
                ByteBuffer.allocate(16)
                        .putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits())
                        .array());
    }

    @Override
    public UUID getId(ResultSet rows, int column) throws SQLException {
        ByteBuffer bytes = ByteBuffer.wrap(rows.getBytes(column));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    @Override
    public void setPayload(PreparedStatement statement, int parameter, byte[] payload) throws SQLException {
        statement.setBytes(parameter, payload);
    }

    /** SQLite takes cross joins in the order in which they are written. */
    @Override
    public String portionOfEvent(String which) {
        return "portion p on " + which;
    }

    @Override
    public EventRows eventRows(Connection connection, int count) throws SQLException {
        return new InsertedEventRows(this, connection);
    }

    @Override
    public long beginSubmission(Connection connection, long eventType, Instant begin) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("update submission_number set last = last + 1 returning last")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** One writes after the other, and takes its ids in its turn. */
    @Override
    public long settledUntil(Connection connection, Collection<Long> eventTypes, long latest) {
        return Long.MAX_VALUE;
    }

    @Override
    public SortedSet<Long> separateDays(Connection connection) {
        return Collections.emptySortedSet();
    }

    @Override
    public long keepDays(Instant now) {
        return 0;
    }

    @Override
    public Optional<ArchiveTurn> archiveTurn() {
        return SqliteArchiveTurn.tryTake(file);
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

    private void takeTurn() {
        try {
            if (writeLock.tryLock(TURN_WAIT_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EventStoreException("stopped while waiting to write the event store " + file, e);
        }
        throw new EventStoreException(
                "cannot write the event store " + file + ": others have been writing for " + TURN_WAIT_SECONDS + " s",
                null);
    }

    private Connection writer() throws SQLException {
        if (writer.isEmpty()) {
            writer = Optional.of(writing.getConnection());
        }
        return writer.get();
    }

    /** Closing a connection rolls back what was not committed. */
    private void giveUpWriter(Throwable cause) {
        try {
            close();
        } catch (EventStoreException e) {
            cause.addSuppressed(e);
        }
    }
}
