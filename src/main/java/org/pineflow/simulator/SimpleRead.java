package org.pineflow.simulator;

import java.util.ArrayList;
import java.util.List;
import org.pineflow.simulator.fault.Occasion;

/**
 * A read that is answered in one packet, up to the server's limit (FD1 guide on bulk downloads). Belongs to the event
 * loop of its connection.
 */
final class SimpleRead implements Job {

    private final Selection selection;
    private final int mostRows;
    private final Envelope envelope;
    private final Dialect dialect;
    private final Subject subject;
    private final List<SelectedRow> rows = new ArrayList<>();

    SimpleRead(Selection selection, int mostRows, Envelope envelope, Dialect dialect, Subject subject) {
        this.selection = selection;
        this.mostRows = mostRows;
        this.envelope = envelope;
        this.dialect = dialect;
        this.subject = subject;
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
            outbox.send(Parcel.empty(subject.packet(
                    Occasion.ANSWER,
                    envelope.error(new RequestRefused(
                            RequestRefused.TOO_LARGE,
                            "the answer has more than " + mostRows + " rows; read it in chunks")))));
        }
        return Progress.DONE;
    }

    private void send(List<SelectedRow> answer, Outbox outbox) {
        outbox.send(Parcel.of(subject.packet(Occasion.ROWS, envelope.rows(answer)), answer));
    }
}
