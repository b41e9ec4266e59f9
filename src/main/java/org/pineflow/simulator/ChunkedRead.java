package org.pineflow.simulator;

import java.util.ArrayList;
import java.util.List;
import org.pineflow.simulator.fault.Occasion;

/**
 * A read that is answered in chunks 1, 2, … and 0 (FD1 guide on bulk downloads). Belongs to the event loop of its
 * connection.
 */
final class ChunkedRead implements Job {

    private final Selection selection;
    private final Envelope envelope;
    private final Dialect dialect;
    private final Subject subject;
    private int chunk;
    private List<SelectedRow> rows = new ArrayList<>();
    private Parcel swapped;

    ChunkedRead(Selection selection, Envelope envelope, Dialect dialect, Subject subject) {
        this.selection = selection;
        this.envelope = envelope;
        this.dialect = dialect;
        this.subject = subject;
    }

    @Override
    public Progress step(Outbox outbox) {
        int chunkRows = dialect.get(DialectOption.CHUNK_ROWS);
        selection.addTo(rows, chunkRows);
        boolean complete = selection.isComplete();
        boolean rowsGoLast = complete && dialect.get(DialectOption.LAST_CHUNK) == Dialect.LastChunk.ROWS;
        if (!rows.isEmpty() && !rowsGoLast && (complete || rows.size() == chunkRows)) {
            sendChunk(outbox);
        }
        if (!complete) {
            return Progress.MORE;
        }
        sendLast(outbox);
        return Progress.DONE;
    }

    private void sendChunk(Outbox outbox) {
        chunk++;
        Parcel packet = Parcel.of(subject.chunk(chunk, envelope.chunk(chunk, rows)), rows);
        rows = new ArrayList<>();
        if (chunk == dialect.get(DialectOption.DROP_CHUNK)) {
            return;
        }
        if (dialect.get(DialectOption.CHUNK_ORDER) == Dialect.ChunkOrder.SWAPPED && chunk % 2 == 1) {
            swapped = packet;
            return;
        }
        outbox.send(packet);
        if (chunk == dialect.get(DialectOption.REPEAT_CHUNK)) {
            outbox.send(packet);
        }
        sendSwapped(outbox);
    }

    private void sendLast(Outbox outbox) {
        sendSwapped(outbox);
        byte[] last = dialect.get(DialectOption.LAST_CHUNK) == Dialect.LastChunk.NO_DATA
                ? envelope.lastChunkWithoutData()
                : envelope.chunk(0, rows);
        outbox.send(Parcel.of(subject.packet(Occasion.END, last), rows));
    }

    private void sendSwapped(Outbox outbox) {
        if (swapped != null) {
            outbox.send(swapped);
            swapped = null;
        }
    }
}
