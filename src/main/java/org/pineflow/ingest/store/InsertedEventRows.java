package org.pineflow.ingest.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.UUID;
import org.pineflow.ingest.request.NewEvent;

/** Inserts, some hundred rows at a time. */
final class InsertedEventRows implements EventRows {

    private static final int MAX_ROWS = 1000;
    private static final long MAX_BYTES = 4 << 20;

    private final Database database;
    private final PreparedStatement insert;
    private int rows;
    private long bytes;

    InsertedEventRows(Database database, Connection connection) throws SQLException {
        this.database = database;
        this.insert = connection.prepareStatement("insert into " + TABLE + " values (?, ?, ?, ?, ?, ?, ?, ?)");
    }

    @Override
    public void add(long eventType, UUID id, long submission, int ordinal, NewEvent event) throws SQLException {
        insert.setLong(1, eventType);
        insert.setLong(2, id.timestamp());
        database.setId(insert, 3, id);
        insert.setLong(4, submission);
        insert.setInt(5, ordinal);
        insert.setBoolean(6, event.eventTime().isPresent());
        if (event.validTime().isPresent()) {
            insert.setLong(7, event.validTime().get().toEpochMilli());
        } else {
            insert.setNull(7, Types.BIGINT);
        }
        database.setPayload(insert, 8, event.payload());
        insert.addBatch();
        rows++;
        bytes += event.payload().length;
        if (rows == MAX_ROWS || bytes >= MAX_BYTES) {
            finish();
        }
    }

    @Override
    public void finish() throws SQLException {
        if (rows > 0) {
            insert.executeBatch();
        }
        rows = 0;
        bytes = 0;
    }

    @Override
    public void close() throws SQLException {
        insert.close();
    }
}
