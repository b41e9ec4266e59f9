package org.pineflow.fd1.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.EventBatchBuilder;
import org.pineflow.event.Hash128;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Fd1Link;
import org.pineflow.fd1.client.Fd1LinkListener;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.RequestPacket;

/** One request and its answer, on a link. Confined to the link's event loop, but for {@link #ask}. */
public final class Question implements Fd1LinkListener, Transfer.Listener {

    private final Fd1Link link;
    private final RequestPacket request;
    private final Duration timeout;
    private final boolean ownSocket;
    private final RowFields fields = new RowFields(KeyFields.parse("physkey,key"), Optional.empty(), "", "", "");
    private final Answer answer = new Answer(new Steering());
    private Optional<Transfer> transfer = Optional.empty();
    private long number;

    private Question(Fd1Link link, RequestPacket request, Duration timeout, boolean ownSocket) {
        this.link = link;
        this.request = request;
        this.timeout = timeout;
        this.ownSocket = ownSocket;
    }

    /**
     * Asks, and waits until the server begins to answer.
     *
     * @param timeout longest time without a connection, and longest silence
     * @param ownSocket whether nobody else uses the link, so that the server may be held back
     * @throws Fd1Exception when the server refused, or could not be asked
     * @throws InterruptedException when the thread was interrupted
     */
    public static Answer ask(Fd1Link link, RequestPacket request, Duration timeout, boolean ownSocket)
            throws Fd1Exception, InterruptedException {
        Question question = new Question(link, request, timeout, ownSocket);
        link.eventLoop().execute(question::begin);
        try {
            question.answer.awaitBegin();
        } catch (InterruptedException interrupted) {
            question.answer.close();
            throw interrupted;
        }
        return question.answer;
    }

    private void begin() {
        link.eventLoop()
                .schedule(
                        () -> {
                            if (transfer.isEmpty()) {
                                end(new Fd1Exception(request.address() + " could not be asked: there was no connection"
                                        + " for " + timeout.toMillis() + " ms (requestTimeout)"));
                            }
                        },
                        timeout.toNanos(),
                        TimeUnit.NANOSECONDS);
        link.add(this);
    }

    private void end(Fd1Exception cause) {
        answer.fail(cause);
        link.remove(this);
    }

    @Override
    public void connected(Fd1Connection connection) {
        if (transfer.isEmpty()) {
            Transfer next = new Transfer(connection, this, 1, first -> {}, link.eventLoop(), timeout);
            transfer = Optional.of(next);
            next.start(request);
        }
    }

    @Override
    public void disconnected(Fd1Connection connection, Fd1Exception cause) {
        // The transfer is told.
    }

    @Override
    public void unreachable(Fd1Exception cause) {
        end(cause);
    }

    @Override
    public void rows(Packet packet) {
        if (packet.rowCount() == 0) {
            answer.begin();
            return;
        }
        EventBatchBuilder batch = new EventBatchBuilder();
        for (int row = 0; row < packet.rowCount(); row++) {
            int from = packet.rowFrom(row);
            int to = packet.rowTo(row);
            fields.scan(packet, row);
            batch.write(packet.bytes(), from, to);
            batch.end(
                    fields.key(),
                    fields.rve().orElse(packet.rve()),
                    Hash128.of(packet.bytes(), from, to),
                    false,
                    false);
        }
        answer.add(batch.build(new BatchOrigin(request.address(), "request", ++number)));
    }

    @Override
    public void complete(int chunks) {
        answer.complete();
        link.remove(this);
    }

    @Override
    public void broken(Transfer.Break cause) {
        end(new Fd1Exception(cause.reason()));
    }

    /** What the reader of the answer wants; from any thread. */
    private final class Steering implements Answer.Flow {

        @Override
        public void setReading(boolean reading) {
            if (ownSocket) {
                link.eventLoop().execute(() -> transfer.ifPresent(running -> running.setReading(reading)));
            }
        }

        @Override
        public void abandon() {
            link.eventLoop().execute(() -> {
                transfer.ifPresent(Transfer::abandon);
                link.remove(Question.this);
            });
        }
    }
}
