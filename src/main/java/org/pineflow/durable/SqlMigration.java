package org.pineflow.durable;

import javax.sql.DataSource;

/** Creates the tables of one room in a database and brings them up to date, by Flyway, beside whatever else is there. */
public final class SqlMigration {

    /** Tables cannot be created. The message goes on where "The table" ends, and says what to do. */
    public static final class FailedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        FailedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private SqlMigration() {}

    /**
     * Runs what has not been run yet.
     *
     * @param location of the scripts, as Flyway writes it
     * @param historyTable where it is noted what was run; not Flyway's own name for it, so that a user's migrations in
     *     the same schema go their own way
     * @throws FailedException when it cannot be done, or Flyway is not on the class path
     */
    public static void run(DataSource dataSource, String location, String historyTable) {
        try {
            FlywayMigration.run(dataSource, location, historyTable);
        } catch (NoClassDefFoundError e) {
            throw new FailedException(
                    "is made by Flyway, which is not on the class path (" + e.getMessage()
                            + "): add flyway-core, and flyway-database-postgresql for PostgreSQL; or create the table"
                            + " by hand and switch the migration off",
                    e);
        }
    }
}
