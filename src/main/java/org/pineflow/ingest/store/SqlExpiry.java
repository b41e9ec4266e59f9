package org.pineflow.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** Deletes by the table of portions. */
final class SqlExpiry implements Expiry {

    /** So many portions go in one transaction, so that nobody waits long for its end. */
    private static final int AT_ONCE = 100;

    private static final Duration LONGEST_WAIT_FOR_THE_DAY = Duration.ofDays(1);

    private final Database database;

    SqlExpiry(Database database) {
        this.database = database;
    }

    @Override
    public Expired expire(Instant now, int limit) {
        long events = database.keepDays(now);
        int left = limit;
        int taken = AT_ONCE;
        while (taken == AT_ONCE && left > 0) {
            int most = Math.min(left, AT_ONCE);
            List<Portion> over = database.read(connection -> over(connection, now, most));
            if (!over.isEmpty()) {
                events += database.write(connection -> delete(connection, over));
            }
            taken = over.size();
            left -= taken;
        }
        return new Expired(events, deleteKeys(now));
    }

    private record Portion(long eventType, long bucket, long submission, long from, long to, boolean archived) {}

    /** Once over, a portion stays over: an object that is confirmed remains so. */
    private List<Portion> over(Connection connection, Instant now, int most) throws SQLException {
        SortedSet<Long> days = database.separateDays(connection);
        String waiting = days.isEmpty()
                ? ""
                : days.stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(
                                ", ", " and not (p.archived and p.expires_ms > ? and p.bucket / 24 in (", "))"));
        String sql =
                """
                select p.event_type_id, p.bucket, p.submission_id, p.id_time_from, p.id_time_to, p.archived
                from portion p left join cold_object o on o.id = p.object_id
                where p.expires_ms <= ? and (not p.archived or o.confirmed)"""
                        + waiting
                        + " order by p.expires_ms limit " + most;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, now.toEpochMilli());
            if (!days.isEmpty()) {
                select.setLong(2, now.minus(LONGEST_WAIT_FOR_THE_DAY).toEpochMilli());
            }
            try (ResultSet rows = select.executeQuery()) {
                List<Portion> over = new ArrayList<>();
                while (rows.next()) {
                    over.add(new Portion(
                            rows.getLong(1),
                            rows.getLong(2),
                            rows.getLong(3),
                            rows.getLong(4),
                            rows.getLong(5),
                            rows.getBoolean(6)));
                }
                return over;
            }
        }
    }

    /** Portions of one bucket lie among each other, so that their events are looked for together. */
    private static long delete(Connection connection, List<Portion> portions) throws SQLException {
        String files = "delete from file where submission_id = ? and not archived";
        String rows = "delete from portion where event_type_id = ? and bucket = ? and submission_id = ?";
        try (PreparedStatement deleteFiles = connection.prepareStatement(files);
                PreparedStatement deletePortions = connection.prepareStatement(rows)) {
            for (Portion portion : portions) {
                if (!portion.archived()) {
                    deleteFiles.setLong(1, portion.submission());
                    deleteFiles.executeUpdate();
                }
                deletePortions.setLong(1, portion.eventType());
                deletePortions.setLong(2, portion.bucket());
                deletePortions.setLong(3, portion.submission());
                deletePortions.executeUpdate();
            }
        }
        long deleted = 0;
        for (List<Portion> together : portions.stream()
                .collect(Collectors.groupingBy(portion -> List.of(portion.eventType(), portion.bucket())))
                .values()) {
            deleted += deleteEvents(connection, together);
        }
        return deleted;
    }

    private static long deleteEvents(Connection connection, List<Portion> together) throws SQLException {
        String submissions = together.stream()
                .map(portion -> Long.toString(portion.submission()))
                .collect(Collectors.joining(", ", "(", ")"));
        String events = "delete from event where event_type_id = ? and id_time between ? and ? and submission_id in "
                + submissions;
        try (PreparedStatement delete = connection.prepareStatement(events)) {
            delete.setLong(1, together.get(0).eventType());
            delete.setLong(2, together.stream().mapToLong(Portion::from).min().orElseThrow());
            delete.setLong(3, together.stream().mapToLong(Portion::to).max().orElseThrow());
            return delete.executeUpdate();
        }
    }

    private long deleteKeys(Instant now) {
        long before = now.minus(RequestKeys.KEPT).toEpochMilli();
        boolean any = database.read(connection -> {
            String sql = "select 1 from request_key where received_ms <= ? limit 1";
            try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setLong(1, before);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next();
                }
            }
        });
        if (!any) {
            return 0;
        }
        return database.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("delete from request_key where received_ms <= ?")) {
                delete.setLong(1, before);
                return (long) delete.executeUpdate();
            }
        });
    }
}
