package org.pineflow.position;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Creates the table of the positions and brings it up to date. Alone in knowing Flyway, which may be absent. */
final class PositionSchema {

    private static final String LOCATION = "classpath:org/pineflow/position/migration";

    /** Not Flyway's own name for it, so that a user's migrations in the same schema go their own way. */
    private static final String HISTORY_TABLE = "pineflow_position_history";

    private PositionSchema() {}

    /** @throws PositionStoreException when it cannot be done; the message says what to do */
    static void migrate(DataSource dataSource) {
        Flyway flyway = Flyway.configure(PositionSchema.class.getClassLoader())
                .dataSource(dataSource)
                .locations(LOCATION)
                .table(HISTORY_TABLE)
                // The schema may hold tables of others; that is no reason to refuse it.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
        try {
            migrateBesideOthers(flyway);
        } catch (FlywayException e) {
            throw new PositionStoreException(
                    "The table of the positions cannot be created: "
                            + e.getMessage().strip() + ". See that the database"
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
