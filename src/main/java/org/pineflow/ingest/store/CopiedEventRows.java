package org.pineflow.ingest.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.pineflow.ingest.request.NewEvent;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/**
 * PostgreSQL's COPY in its binary form, which takes the bytes of a payload as they are. It is ended and begun again from
 * time to time, so that no single statement is so long that it is taken for hanging.
 */
final class CopiedEventRows implements EventRows {

    private static final String COPY = "copy " + TABLE + " from stdin (format binary)";

    private static final byte[] HEAD = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final short COLUMNS = 8;
    private static final short END = -1;
    private static final int NULL = -1;

    /** All columns but the payload, with their lengths. */
    private static final int ROW_HEAD = 2 + COLUMNS * 4 + 8 + 8 + 16 + 8 + 4 + 1 + 8;

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final long STATEMENT_BYTES = 8 << 20;

    private final CopyManager manager;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private Optional<CopyIn> copy = Optional.empty();
    private long bytes;

    CopiedEventRows(Connection connection) throws SQLException {
        this.manager = connection.unwrap(PGConnection.class).getCopyAPI();
    }

    @Override
    public void add(long eventType, UUID id, long submission, int ordinal, NewEvent event) throws SQLException {
        if (copy.isEmpty()) {
            copy = Optional.of(manager.copyIn(COPY));
            buffer.put(HEAD);
        }
        room(ROW_HEAD);
        buffer.putShort(COLUMNS);
        putLong(eventType);
        putLong(id.timestamp());
        buffer.putInt(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        putLong(submission);
        buffer.putInt(4).putInt(ordinal);
        buffer.putInt(1).put((byte) (event.eventTime().isPresent() ? 1 : 0));
        if (event.validTime().isPresent()) {
            putLong(event.validTime().get().toEpochMilli());
        } else {
            buffer.putInt(NULL);
        }
        putPayload(event.payload());
        bytes += ROW_HEAD + event.payload().length;
        if (bytes >= STATEMENT_BYTES) {
            finish();
        }
    }

    @Override
    public void finish() throws SQLException {
        if (copy.isPresent()) {
            room(2);
            buffer.putShort(END);
            flush();
            copy.get().endCopy();
        }
        copy = Optional.empty();
        bytes = 0;
    }

    @Override
    public void close() throws SQLException {
        if (copy.isPresent() && copy.get().isActive()) {
            copy.get().cancelCopy();
        }
    }

    private void putLong(long value) {
        buffer.putInt(8).putLong(value);
    }

    private void putPayload(byte[] payload) throws SQLException {
        buffer.putInt(payload.length);
        if (payload.length <= buffer.remaining()) {
            buffer.put(payload);
        } else {
            flush();
            copy.orElseThrow().writeToCopy(payload, 0, payload.length);
        }
    }

    private void room(int needed) throws SQLException {
        if (buffer.remaining() < needed) {
            flush();
        }
    }

    private void flush() throws SQLException {
        copy.orElseThrow().writeToCopy(buffer.array(), 0, buffer.position());
        buffer.clear();
    }
}
