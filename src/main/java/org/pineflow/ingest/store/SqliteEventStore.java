package org.pineflow.ingest.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.pineflow.durable.SqliteLibrary;

/** Events in one SQLite file, for deployments without a database of their own. */
public final class SqliteEventStore {

    private SqliteEventStore() {}

    /**
     * Opens the store, and makes file and folder where there are none. An older file is brought up to date.
     *
     * @param ids belongs to the store from now on
     * @param maxBytes the size beyond which nothing is stored; 0 = as large as the disk
     * @throws EventStoreException when that cannot be done
     */
    public static EventStore open(Path file, TimeUuids ids, long maxBytes) {
        SqliteDatabase database = new SqliteDatabase(file, maxBytes);
        try {
            SqliteLibrary.load();
            Files.createDirectories(file.toAbsolutePath().getParent());
            Flyway.configure(SqliteEventStore.class.getClassLoader())
                    .dataSource(database.dataSource())
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
        return new SqlEventStore(database, ids);
    }
}
