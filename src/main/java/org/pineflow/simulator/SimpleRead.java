package org.pineflow.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A read that is answered in one packet, up to the server's limit (FD1 guide on bulk downloads). Belongs to the event
 * loop of its connection.
 */
final class SimpleRead implements Job {

    private final Selection selection;
    private final int mostRows;
    private final Envelope envelope;
    private final Dialect dialect;
    private final LongConsumer served;
    private final List<byte[]> rows = new ArrayList<>();

    SimpleRead(Selection selection, int mostRows, Envelope envelope, Dialect dialect, LongConsumer served) {
        this.selection = selection;
        this.mostRows = mostRows;
        this.envelope = envelope;
        this.dialect = dialect;
        this.served = served;
    }

    @Override
    public Progress step(Outbox outbox) {
        selection.addTo(rows, mostRows + 1);
        if (rows.size() <= mostRows && !selection.isComplete()) {
            return Progress.MORE;
        }
        if (rows.size() <= mostRows) {
            send(rows, outbox);
        } else if (dialect.get(DialectOption.OVERSIZE) == Dialect.Oversize.TRUNCATE) {
            send(rows.subList(0, mostRows), outbox);
        } else {
            outbox.send(envelope.error(new RequestRefused(
                    RequestRefused.TOO_LARGE, "the answer has more than " + mostRows + " rows; read it in chunks")));
        }
        return Progress.DONE;
    }

    private void send(List<byte[]> answer, Outbox outbox) {
        outbox.send(envelope.rows(answer));
        served.accept(answer.size());
    }
}
