package org.pineflow.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A read that is answered in chunks 1, 2, … and 0 (FD1 guide on bulk downloads). Belongs to the event loop of its
 * connection.
 */
final class ChunkedRead implements Job {

    private final Selection selection;
    private final Envelope envelope;
    private final Dialect dialect;
    private final LongConsumer served;
    private int chunk;
    private List<byte[]> rows = new ArrayList<>();
    private byte[] swapped;

    ChunkedRead(Selection selection, Envelope envelope, Dialect dialect, LongConsumer served) {
        this.selection = selection;
        this.envelope = envelope;
        this.dialect = dialect;
        this.served = served;
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
        byte[] packet = envelope.chunk(++chunk, rows);
        int size = rows.size();
        rows = new ArrayList<>();
        if (chunk == dialect.get(DialectOption.DROP_CHUNK)) {
            return;
        }
        served.accept(size);
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
        served.accept(rows.size());
        outbox.send(
                dialect.get(DialectOption.LAST_CHUNK) == Dialect.LastChunk.NO_DATA
                        ? envelope.lastChunkWithoutData()
                        : envelope.chunk(0, rows));
    }

    private void sendSwapped(Outbox outbox) {
        if (swapped != null) {
            outbox.send(swapped);
            swapped = null;
        }
    }
}
