package org.pineflow.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * How a transaction that writes into PostgreSQL shows to all readers, in any process, since when it has been writing
 * events of which type: it holds a shared advisory lock whose number says so. Nobody waits for such a lock, and it is gone
 * with its transaction, however that ends.
 *
 * <p>The number: seven bits that tell these locks from others, 16 of the event type, and the milliseconds since 2020. Two
 * types that share a number only hold each other's readers back for a moment.
 */
final class WritingMark {

    private static final long OURS = 0x2BL << 57;
    private static final int TIME_BITS = 41;
    private static final long TIMES = 1L << TIME_BITS;
    private static final long TYPES = 1L << 16;
    private static final long YEAR_2020_MS = 1_577_836_800_000L;

    private WritingMark() {}

    static long of(long eventType, Instant begin) {
        long time = Math.min(TIMES - 1, Math.max(0, begin.toEpochMilli() - YEAR_2020_MS));
        return first(eventType) + time;
    }

    /** The time, as it stands in ids, before which no transaction in progress has begun to write events of a type. */
    static long settledUntil(Connection connection, long eventType) throws SQLException {
        String sql =
                """
                select min((classid::bigint << 32) | objid::bigint) from pg_locks
                where locktype = 'advisory' and objsubid = 1
                    and database = (select oid from pg_database where datname = current_database())
                    and ((classid::bigint << 32) | objid::bigint) between ? and ?""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, first(eventType));
            statement.setLong(2, first(eventType) + TIMES - 1);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                long mark = rows.getLong(1);
                return rows.wasNull()
                        ? Long.MAX_VALUE
                        : TimeUuids.firstStep(mark - first(eventType) + YEAR_2020_MS) - 1;
            }
        }
    }

    private static long first(long eventType) {
        return OURS | (eventType % TYPES) << TIME_BITS;
    }
}
