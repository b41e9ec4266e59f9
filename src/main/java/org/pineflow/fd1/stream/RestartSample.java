package org.pineflow.fd1.stream;

import java.util.Optional;
import java.util.OptionalLong;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Fd1Link;
import org.pineflow.fd1.client.Fd1LinkListener;
import org.pineflow.fd1.client.Packet;
import org.pineflow.position.Position;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A row newer than the position, polled before the firehose is opened: a restart that is honoured brings this record, at
 * this rve or a later one. A later one may also be a change that was made just now, so that proves nothing by itself;
 * then, and where no such row can be had, the evidence of all rows has to do. Polled on a socket of its own, of which no
 * more than the sample is read.
 */
final class RestartSample implements RestartProof, Fd1LinkListener, Transfer.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(RestartSample.class);

    private final FirehoseContext context;
    private final PollSettings poll;
    private final RestartEvidence evidence;
    private final RveForm form;
    private final RowFields fields;
    private final long after;
    private Optional<Runnable> open = Optional.empty();
    private Optional<Fd1Link> link = Optional.empty();
    private Optional<Transfer> transfer = Optional.empty();
    private String sampleKey = "";
    private long sampleRve;
    private long arrived = Long.MAX_VALUE;

    /**
     * @param position where the stream is
     * @param from where the firehose is restarted
     * @param evidence decides where there is no sample
     */
    RestartSample(FirehoseContext context, Position position, RestartPoint from, RestartEvidence evidence) {
        StreamSettings stream = context.stream().settings();
        this.context = context;
        this.poll = context.settings().catchUp().orElseThrow();
        this.evidence = evidence;
        this.form = RveForm.of(position);
        this.after = position.rve() > 0 ? position.rve() : from.rve();
        this.fields =
                new RowFields(stream.keyFields(), position.keyField().flatMap(stream.keyFields()::indexOf), "", "", "");
    }

    @Override
    public void prepare(Runnable whenKnown) {
        open = Optional.of(whenKnown);
        link = Optional.of(context.links().own());
        link.get().add(this);
    }

    @Override
    public void connected(Fd1Connection own) {
        if (open.isPresent() && transfer.isEmpty()) {
            Transfer next = new Transfer(
                    own,
                    this,
                    context.polls().firstChunk(),
                    context.polls()::firstChunk,
                    context.loop(),
                    poll.requestTimeout());
            transfer = Optional.of(next);
            next.start(poll.request(after == 0 ? OptionalLong.empty() : OptionalLong.of(after + 1), form));
        }
    }

    @Override
    public void disconnected(Fd1Connection lost, Fd1Exception cause) {
        // The transfer is told.
    }

    @Override
    public void unreachable(Fd1Exception cause) {
        unknown(cause.getMessage());
    }

    @Override
    public void rows(Packet packet) {
        for (int row = 0; row < packet.rowCount() && sampleRve == 0; row++) {
            fields.scan(packet, row);
            long rve = fields.rve().orElse(packet.rve());
            String key = fields.key();
            if (rve > after && !key.isEmpty()) {
                sampleKey = key;
                sampleRve = rve;
            }
        }
        if (sampleRve > 0) {
            known();
        }
    }

    @Override
    public void complete(int chunks) {
        known();
    }

    @Override
    public void broken(Transfer.Break cause) {
        unknown(cause.reason());
    }

    private void unknown(String reason) {
        LOG.warn("stream={} no row could be read beforehand by which a restart is proved: {}", context.name(), reason);
        known();
    }

    private void known() {
        Optional<Runnable> next = open;
        abandon();
        next.ifPresent(Runnable::run);
    }

    @Override
    public void row(long rve, RowKey key) {
        evidence.row(rve, key);
        if (rve < arrived && millis(rve) >= millis(sampleRve) && key.text().equals(sampleKey)) {
            arrived = rve;
        }
    }

    @Override
    public Verdict verdict(long bound) {
        boolean decided = sampleRve > 0 && (millis(arrived) == millis(sampleRve) || arrived <= bound);
        if (decided) {
            return Verdict.HONOURED;
        }
        boolean missing = sampleRve > 0 && arrived == Long.MAX_VALUE;
        return missing ? Verdict.IGNORED : evidence.verdict(bound);
    }

    /** Poll and firehose may write rve in different forms: one names the whole millisecond. */
    private static long millis(long rve) {
        return rve / 100;
    }

    @Override
    public void abandon() {
        open = Optional.empty();
        transfer.ifPresent(Transfer::abandon);
        link.ifPresent(own -> own.remove(this));
        link = Optional.empty();
    }
}
