package org.pineflow.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The query for one page: which conditions it has depends on what is asked for. Belongs to one thread. */
final class PageQuery {

    /** Sets one parameter. */
    private interface Parameter {
        void set(PreparedStatement statement, int place) throws SQLException;
    }

    private final Database database;
    private final StringBuilder sql = new StringBuilder();
    private final List<Parameter> parameters = new ArrayList<>();

    /** @param settled arrivals after this time are left out; as it stands in ids */
    PageQuery(Database database, long eventType, TimeBucket bucket, EventRange range, long settled, Instant now) {
        this.database = database;
        sql.append(StoredEvents.select(database, eventType, bucket));
        sql.append("e.event_type_id = ? and e.id_time >= ? and e.id_time < ?");
        number(eventType);
        number(TimeUuids.firstStep(bucket.start().toEpochMilli()));
        number(TimeUuids.firstStep(bucket.next().start().toEpochMilli()));
        sql.append(" and (e.timed or e.id_time <= ?) and (p.archived or p.expires_ms > ?)");
        number(settled);
        number(now.toEpochMilli());
        compare(">=", range.from());
        compare(">", range.after());
        compare("<=", range.to());
        notLater("coalesce(e.valid_ms, " + StoredEvents.ID_MS + ")", range.validAt());
        notLater("p.received_ms", range.knownAt());
        String direction = range.descending() ? " desc" : " asc";
        sql.append(" order by e.id_time")
                .append(direction)
                .append(", e.event_id")
                .append(direction);
        sql.append(" limit ?");
    }

    /** @param limit the most rows */
    PreparedStatement prepare(Connection connection, long limit) throws SQLException {
        PreparedStatement statement = database.prepareForManyRows(connection, sql.toString());
        int place = 0;
        for (Parameter parameter : parameters) {
            parameter.set(statement, ++place);
        }
        statement.setLong(place + 1, limit);
        return statement;
    }

    private void number(long value) {
        parameters.add((statement, place) -> statement.setLong(place, value));
    }

    private void compare(String operator, Optional<UUID> id) {
        id.ifPresent(bound -> {
            sql.append(" and (e.id_time, e.event_id) ").append(operator).append(" (?, ?)");
            number(bound.timestamp());
            parameters.add((statement, place) -> database.setId(statement, place, bound));
        });
    }

    private void notLater(String column, Optional<Instant> time) {
        time.ifPresent(bound -> {
            sql.append(" and ").append(column).append(" <= ?");
            number(bound.toEpochMilli());
        });
    }
}
