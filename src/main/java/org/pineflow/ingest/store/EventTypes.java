package org.pineflow.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.pineflow.ingest.catalog.EventTypeName;

/**
 * The numbers that event types have in the tables. Those that are committed are remembered: they never change. Safe for
 * use by several threads.
 */
final class EventTypes {

    private final Database database;
    private final Map<EventTypeName, Long> known = new ConcurrentHashMap<>();

    EventTypes(Database database) {
        this.database = database;
    }

    /** Sets the first four parameters: tenant, data core, flow type, event type. */
    static void bind(PreparedStatement statement, EventTypeName type) throws SQLException {
        statement.setString(1, type.tenant());
        statement.setString(2, type.dataCore().toString());
        statement.setString(3, type.flowType());
        statement.setString(4, type.eventType());
    }

    /** The name in four columns, from this one on: tenant, data core, flow type, event type. */
    static EventTypeName name(ResultSet rows, int column) throws SQLException {
        return new EventTypeName(
                rows.getString(column),
                UUID.fromString(rows.getString(column + 1)),
                rows.getString(column + 2),
                rows.getString(column + 3));
    }

    /** The number, if it was seen committed. */
    Optional<Long> known(EventTypeName type) {
        return Optional.ofNullable(known.get(type));
    }

    /** To be called once the transaction is committed in which the number was seen. */
    void remember(EventTypeName type, long number) {
        known.putIfAbsent(type, number);
    }

    /** The number, if the type has been written to. */
    Optional<Long> find(EventTypeName type) {
        Optional<Long> number = known(type);
        if (number.isEmpty()) {
            number = database.read(connection -> select(connection, type));
            number.ifPresent(found -> remember(type, found));
        }
        return number;
    }

    /** The number, which the type has from now on if it had none. */
    static long add(Connection connection, EventTypeName type) throws SQLException {
        String insert = "insert into event_type (tenant, data_core, flow_type, event_type) values (?, ?, ?, ?)"
                + " on conflict do nothing";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            bind(statement, type);
            statement.executeUpdate();
        }
        return select(connection, type).orElseThrow();
    }

    /** Every type that has been written to, in alphabetical order. */
    List<EventTypeName> all() {
        String sql = "select tenant, data_core, flow_type, event_type from event_type order by 1, 2, 3, 4";
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(sql);
                    ResultSet rows = select.executeQuery()) {
                List<EventTypeName> types = new ArrayList<>();
                while (rows.next()) {
                    types.add(name(rows, 1));
                }
                return types;
            }
        });
    }

    private static Optional<Long> select(Connection connection, EventTypeName type) throws SQLException {
        String sql = "select id from event_type"
                + " where tenant = ? and data_core = ? and flow_type = ? and event_type = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, type);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
            }
        }
    }
}
