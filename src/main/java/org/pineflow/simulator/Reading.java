package org.pineflow.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A read that is answered in chunks 1, 2, … and 0 (FD1 guide on bulk downloads). It reads a snapshot in bounded steps,
 * so that neither a slow reader nor a filter that finds little holds up its neighbours.
 */
final class Reading implements Job {

    private static final int SCANNED_IN_A_STEP = 5000;

    private final Version[] snapshot;
    private final Filter filter;
    private final Optional<Projection> projection;
    private final Envelope envelope;
    private final Dialect dialect;
    private final LongConsumer served;
    private long left;
    private int next;
    private int chunk;
    private List<byte[]> rows = new ArrayList<>();
    private byte[] swapped;

    Reading(
            Version[] snapshot,
            Filter filter,
            Optional<Projection> projection,
            long limit,
            Envelope envelope,
            Dialect dialect,
            LongConsumer served) {
        this.snapshot = snapshot;
        this.filter = filter;
        this.projection = projection;
        this.left = limit;
        this.envelope = envelope;
        this.dialect = dialect;
        this.served = served;
    }

    @Override
    public Progress step(Outbox outbox) {
        int chunkRows = dialect.get(Dialect.CHUNK_ROWS);
        int until = (int) Math.min((long) next + SCANNED_IN_A_STEP, snapshot.length);
        while (next < until && left > 0 && rows.size() < chunkRows) {
            Version version = snapshot[next++];
            if ((!version.deleted() || dialect.get(Dialect.DELETED)) && filter.accepts(version)) {
                rows.add(projection
                        .map(selected -> selected.apply(version.row()))
                        .orElse(version.row()));
                left--;
            }
        }
        boolean complete = next == snapshot.length || left == 0;
        boolean rowsGoLast = complete && dialect.get(Dialect.LAST_CHUNK) == Dialect.LastChunk.ROWS;
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
        served.accept(rows.size());
        rows = new ArrayList<>();
        if (chunk == dialect.get(Dialect.DROP_CHUNK)) {
            return;
        }
        if (dialect.get(Dialect.CHUNK_ORDER) == Dialect.ChunkOrder.SWAPPED && chunk % 2 == 1) {
            swapped = packet;
            return;
        }
        outbox.send(packet);
        if (chunk == dialect.get(Dialect.REPEAT_CHUNK)) {
            outbox.send(packet);
        }
        sendSwapped(outbox);
    }

    private void sendLast(Outbox outbox) {
        sendSwapped(outbox);
        served.accept(rows.size());
        outbox.send(
                dialect.get(Dialect.LAST_CHUNK) == Dialect.LastChunk.NO_DATA
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
