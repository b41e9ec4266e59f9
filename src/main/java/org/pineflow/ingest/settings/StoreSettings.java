package org.pineflow.ingest.settings;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.pineflow.ingest.store.EventStore;
import org.pineflow.ingest.store.PostgresEventStore;
import org.pineflow.ingest.store.SqliteEventStore;
import org.pineflow.ingest.store.TimeUuids;

/**
 * Where the hot store is. The properties of these names are described in the route file.
 *
 * @param postgres {@code pineflow.ingest.store}, with its {@code .user}, {@code .password} and {@code .connections}:
 *     the PostgreSQL database; empty = SQLite
 * @param file the SQLite file, under {@code pineflow.data}
 * @param maxFileBytes {@code pineflow.ingest.maxStoreBytes}: the largest SQLite file; 0 = as large as the disk
 */
public record StoreSettings(Optional<PostgresEventStore.Location> postgres, Path file, long maxFileBytes) {

    private static final String STORE = "pineflow.ingest.store";

    /** @throws IllegalArgumentException when a value is none; the message names the property, and no secret */
    public static StoreSettings of(CamelContext context) {
        ContextProperties properties = new ContextProperties(context);
        String url = properties.text(STORE, "");
        if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    STORE + " has to be empty, for SQLite, or to begin with jdbc:postgresql: for PostgreSQL");
        }
        PostgresEventStore.Location location = new PostgresEventStore.Location(
                url,
                Optional.of(properties.text(STORE + ".user", "")).filter(user -> !user.isEmpty()),
                Optional.of(properties.text(STORE + ".password", "")).filter(password -> !password.isEmpty()),
                (int) properties.number(STORE + ".connections", 8, 3, 1000));
        return new StoreSettings(
                Optional.of(location).filter(there -> !url.isEmpty()),
                properties.folder().resolve("events.db"),
                properties.number("pineflow.ingest.maxStoreBytes", 0, 0, Long.MAX_VALUE));
    }

    /** @throws org.pineflow.ingest.store.EventStoreException when the store cannot be opened */
    public EventStore open(TimeUuids ids) {
        return postgres.isPresent()
                ? PostgresEventStore.open(postgres.get(), ids)
                : SqliteEventStore.open(file, ids, maxFileBytes);
    }
}
