package org.pineflow.deadletter;

import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.pineflow.durable.SqlDatabase;
import org.pineflow.durable.SqlMigration;

/**
 * Keeps dead letters in a table of PostgreSQL or SQLite, for several machines.
 *
 * <p>The tables are made by Flyway on first use. The data source is the caller's, and stays open.
 */
public final class JdbcDeadLetterStore implements DeadLetterStore {

    private static final String MIGRATION = "classpath:org/pineflow/deadletter/migration";
    private static final String MIGRATION_HISTORY = "pineflow_dead_letter_history";

    private final DataSource dataSource;
    private final boolean migrate;

    /** Null before the first use; written under this object's monitor. */
    private volatile DeadLetterTable table;

    /** A store that makes its tables itself. */
    public JdbcDeadLetterStore(DataSource dataSource) {
        this(dataSource, true);
    }

    /**
     * A store in this database.
     *
     * @param migrate whether to make the tables and keep them up to date; needs Flyway and the right to create tables
     */
    public JdbcDeadLetterStore(DataSource dataSource, boolean migrate) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        this.migrate = migrate;
    }

    @Override
    public boolean add(DeadLetter letter) {
        return ask(
                "The dead letter " + letter.id() + " of stream \"" + letter.stream() + "\" cannot be kept",
                letters -> letters.insert(letter));
    }

    @Override
    public List<String> ids() {
        return ask("The dead letters cannot be listed", DeadLetterTable::ids);
    }

    @Override
    public List<Envelope> list(DeadLetterFilter filter) {
        return ask("The dead letters cannot be listed", letters -> letters.list(filter));
    }

    @Override
    public Optional<DeadLetter> read(String id) {
        return ask("The dead letter " + id + " cannot be read", letters -> letters.read(id));
    }

    @Override
    public long count() {
        return ask("The dead letters cannot be counted", DeadLetterTable::count);
    }

    @Override
    public boolean remove(String id) {
        return ask("The dead letter " + id + " cannot be removed", letters -> letters.delete(id));
    }

    @Override
    public boolean refusedAgain(String id, Instant when, int status, String answer) {
        return ask(
                "That the dead letter " + id + " was refused again cannot be noted",
                letters -> letters.refusedAgain(id, when, status, answer));
    }

    /**
     * {@inheritDoc}
     *
     * <p>It is a row with an end by the database's clock: that of a process that died lasts until then.
     */
    @Override
    public Optional<DeadLetterClaim> claim(Duration length) {
        String owner = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
        boolean taken = ask("The dead letters cannot be claimed", letters -> letters.claim(owner, length));
        return taken ? Optional.of(new RowClaim(owner, length)) : Optional.empty();
    }

    /** For people. */
    @Override
    public String toString() {
        return "dead letters in table " + DeadLetterTable.NAME;
    }

    @FunctionalInterface
    private interface Question<T> {
        T to(DeadLetterTable letters) throws SQLException;
    }

    private <T> T ask(String failed, Question<T> question) {
        try {
            return question.to(table());
        } catch (SQLException e) {
            throw new DeadLetterStoreException(
                    failed + ": " + e.getMessage() + ". See that the database can be reached, that table "
                            + DeadLetterTable.NAME + " is there, and that the database's user may read and write it",
                    e);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new DeadLetterStoreException(
                    failed + ": a row of table " + DeadLetterTable.NAME + " is damaged or of a newer Pineflow: "
                            + e.getMessage() + ". Restore the row from a backup, or delete it",
                    e);
        }
    }

    private DeadLetterTable table() throws SQLException {
        DeadLetterTable known = table;
        return known != null ? known : prepare();
    }

    private synchronized DeadLetterTable prepare() throws SQLException {
        if (table == null) {
            SqlDatabase database = database();
            if (migrate) {
                migrate();
            }
            table = new DeadLetterTable(database);
        }
        return table;
    }

    private SqlDatabase database() throws SQLException {
        try {
            return SqlDatabase.of(dataSource);
        } catch (SqlDatabase.UnknownProductException e) {
            throw new DeadLetterStoreException(
                    "Dead letters are kept in PostgreSQL or SQLite, and not in " + e.product()
                            + ": give another data source",
                    e);
        }
    }

    private void migrate() {
        try {
            SqlMigration.run(dataSource, MIGRATION, MIGRATION_HISTORY);
        } catch (SqlMigration.FailedException e) {
            throw new DeadLetterStoreException("The table of the dead letters " + e.getMessage(), e);
        }
    }

    private final class RowClaim implements DeadLetterClaim {

        private final String owner;
        private final Duration length;

        private RowClaim(String owner, Duration length) {
            this.owner = owner;
            this.length = length;
        }

        @Override
        public boolean renew() {
            return ask("The claim on the dead letters cannot be renewed", letters -> letters.renew(owner, length));
        }

        @Override
        public void close() {
            ask("The claim on the dead letters cannot be given up", letters -> {
                letters.release(owner);
                return true;
            });
        }
    }
}
