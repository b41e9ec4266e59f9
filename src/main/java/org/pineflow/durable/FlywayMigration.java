package org.pineflow.durable;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Alone in knowing Flyway, which may be absent: then this class cannot be loaded, and whoever calls it is told so. */
final class FlywayMigration {

    private FlywayMigration() {}

    /** @throws SqlMigration.FailedException when it cannot be done; the message says what to do */
    static void run(DataSource dataSource, String location, String historyTable) {
        Flyway flyway = Flyway.configure(FlywayMigration.class.getClassLoader())
                .dataSource(dataSource)
                .locations(location)
                .table(historyTable)
                // The schema may hold tables of others; that is no reason to refuse it.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
        try {
            migrateBesideOthers(flyway);
        } catch (FlywayException e) {
            throw new SqlMigration.FailedException(
                    "cannot be created: " + e.getMessage().strip() + ". See that the database"
                            + " can be reached, that its user may create tables, and that the pool has two connections;"
                            + " or create the table by hand and switch the migration off",
                    e);
        }
    }

    private static void migrateBesideOthers(Flyway flyway) {
        try {
            flyway.migrate();
        } catch (FlywayException e) {
            // Of two that begin at once, one may find the other's history made but still empty, and give up. The second
            // time it finds the history, and waits for the other.
            flyway.migrate();
        }
    }
}
