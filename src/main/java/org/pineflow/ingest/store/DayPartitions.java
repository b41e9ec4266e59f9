package org.pineflow.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The partitions of the event table in PostgreSQL: one for each day around now, {@code event_20261127}, which is dropped
 * whole when all in it is over; {@code event_past} for what was before the first of them, {@code event_other} for the
 * rest. Every method works in its caller's transaction.
 *
 * <p>A partition is made and dropped under a lock that keeps every writer out, and waits for those in progress; it gives
 * up soon where that takes long.
 */
final class DayPartitions {

    /** The SQL state of a lock that could not be had in time. */
    static final String BUSY = "55P03";

    private static final int AHEAD = 2;
    private static final long DAY_MS = Duration.ofDays(1).toMillis();
    private static final String PREFIX = "event_";
    private static final String PAST = "event_past";
    private static final String LOCK = "set local lock_timeout = '2s'; lock table event in access exclusive mode";

    /** Which portions of a day are not over: two parameters for the buckets, one for the time. */
    private static final String NOT_OVER =
            """
            from portion p left join cold_object c on c.id = p.object_id
            where p.bucket >= ? and p.bucket < ?
                and not (p.expires_ms <= ? and (not p.archived or coalesce(c.confirmed, false)))""";

    /** The days that have a partition, counted from 1970. */
    SortedSet<Long> all(Connection connection) throws SQLException {
        SortedSet<Long> days = new TreeSet<>();
        for (String partition : partitions(connection)) {
            if (partition.matches(PREFIX + "[0-9]{8}")) {
                String date = partition.substring(PREFIX.length());
                days.add(LocalDate.parse(date, DateTimeFormatter.BASIC_ISO_DATE).toEpochDay());
            }
        }
        return days;
    }

    /** The days before today that have a partition in which all is over. */
    List<Long> over(Connection connection, Instant now) throws SQLException {
        List<Long> over = new ArrayList<>();
        for (long day : all(connection).headSet(today(now))) {
            if (isOver(connection, day, now)) {
                over.add(day);
            }
        }
        return over;
    }

    /** Drops the partition of a day if there is one and all in it is over. Returns how many events that were. */
    long drop(Connection connection, long day, Instant now) throws SQLException {
        execute(connection, LOCK);
        if (!all(connection).contains(day) || !isOver(connection, day, now)) {
            return 0;
        }
        String files =
                """
                delete from file where not archived and submission_id in
                    (select submission_id from portion where bucket >= ? and bucket < ?)""";
        update(connection, files, day * 24, day * 24 + 24);
        String portions =
                """
                with gone as (delete from portion where bucket >= ? and bucket < ? returning events)
                select coalesce(sum(events), 0) from gone""";
        long events = number(connection, portions, day * 24, day * 24 + 24);
        execute(connection, "drop table " + name(day));
        return events;
    }

    /** Makes what is missing of today and the next days. Events of those days that are there already move in. */
    long makeAhead(Connection connection, Instant now) throws SQLException {
        long today = today(now);
        List<String> there = partitions(connection);
        boolean complete = there.contains(PAST);
        for (long day = today; day <= today + AHEAD; day++) {
            complete &= there.contains(name(day));
        }
        if (complete) {
            return 0;
        }
        execute(connection, LOCK);
        there = partitions(connection);
        SortedSet<Long> days = all(connection);
        if (!there.contains(PAST)) {
            make(connection, PAST, "minvalue", step(days.isEmpty() ? today : Math.min(today, days.first())));
        }
        for (long day = today; day <= today + AHEAD; day++) {
            if (!there.contains(name(day))) {
                make(connection, name(day), step(day), step(day + 1));
            }
        }
        return 0;
    }

    private static void make(Connection connection, String name, String from, String to) throws SQLException {
        String condition = from.equals("minvalue") ? "id_time < " + to : "id_time >= " + from + " and id_time < " + to;
        execute(connection, "create table " + name + " (like event including all)");
        execute(
                connection,
                "with moved as (delete from event_other where " + condition + " returning *) insert into " + name
                        + " select * from moved");
        execute(
                connection,
                "alter table event attach partition " + name + " for values from (" + from + ") to (" + to + ")");
    }

    private static boolean isOver(Connection connection, long day, Instant now) throws SQLException {
        return number(connection, "select count(*) " + NOT_OVER, day * 24, day * 24 + 24, now.toEpochMilli()) == 0;
    }

    private static List<String> partitions(Connection connection) throws SQLException {
        String sql =
                """
                select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
                where i.inhparent = 'event'::regclass""";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }

    private static long today(Instant now) {
        return Math.floorDiv(now.toEpochMilli(), DAY_MS);
    }

    private static String name(long day) {
        return PREFIX + DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.ofEpochDay(day));
    }

    private static String step(long day) {
        return Long.toString(TimeUuids.firstStep(day * DAY_MS));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(Connection connection, String sql, long... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private static void update(Connection connection, String sql, long... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, parameters);
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, long... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setLong(i + 1, parameters[i]);
        }
    }
}
