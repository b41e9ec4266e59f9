package org.pineflow.ingest.store;

import java.sql.SQLException;
import java.util.UUID;
import org.pineflow.ingest.request.NewEvent;

/** Takes the events of one submission into the table, in the transaction of its caller. */
interface EventRows extends AutoCloseable {

    String TABLE = "event (event_type_id, id_time, event_id, submission_id, ordinal, timed, valid_ms, payload)";

    void add(long eventType, UUID id, long submission, int ordinal, NewEvent event) throws SQLException;

    /** Sees to it that all are in the table. */
    void finish() throws SQLException;

    /** Gives up what was not finished. */
    @Override
    void close() throws SQLException;
}
