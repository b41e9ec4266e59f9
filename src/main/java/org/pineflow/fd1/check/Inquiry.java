package org.pineflow.fd1.check;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.pineflow.fd1.check.Heard.How;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.PacketHandler;
import org.pineflow.fd1.client.RequestPacket;
import org.pineflow.fd1.client.Unreadable;

/**
 * One request that is open until it is cancelled. Its packets are taken in on the event loop; whoever waits for the
 * outcome does so on a thread of its own.
 */
final class Inquiry<T> implements PacketHandler, AutoCloseable {

    private final Session session;
    private final RequestPacket request;
    private final Function<Packet, Optional<T>> reading;
    private final CompletableFuture<Heard<T>> outcome = new CompletableFuture<>();
    private Optional<Fd1Connection> sentOn = Optional.empty();
    private String rq = "";
    private boolean closed;

    private Inquiry(Session session, RequestPacket request, Function<Packet, Optional<T>> reading) {
        this.session = session;
        this.request = request;
        this.reading = reading;
    }

    /**
     * Sends the request.
     *
     * @param reading is given every packet that refuses nothing, and says when it has what it wants; called on the event
     *     loop
     */
    static <T> Inquiry<T> send(Session session, RequestPacket request, Function<Packet, Optional<T>> reading) {
        Inquiry<T> inquiry = new Inquiry<>(session, request, reading);
        session.onLoop(inquiry::begin);
        return inquiry;
    }

    private void begin() {
        if (closed) {
            return;
        }
        sentOn = session.connection();
        if (sentOn.isEmpty()) {
            end(How.LOST, "there was no connection to ask on: " + session.trouble());
        } else {
            rq = sentOn.get().send(request, this);
        }
    }

    /** The outcome, or silence when there is none in time. The request stays open. */
    Heard<T> await(Duration longest) throws InterruptedException {
        return Waiting.on(
                outcome,
                longest,
                () -> Heard.nothing(
                        How.SILENT, request.address() + " was not answered within " + Words.seconds(longest)));
    }

    /** Completes with the outcome. */
    CompletableFuture<Heard<T>> outcome() {
        return outcome;
    }

    /** Cancels the request at the server. */
    @Override
    public void close() {
        session.onLoop(() -> {
            if (!closed && !rq.isEmpty()) {
                sentOn.ifPresent(connection -> connection.cancel(rq));
            }
            closed = true;
        });
    }

    @Override
    public void packet(Packet packet) {
        if (packet.error().isPresent()) {
            end(How.REFUSED, packet.error().get());
            return;
        }
        for (int row = 0; row < packet.rowCount(); row++) {
            if (!packet.rowIsObject(row)) {
                end(How.UNREADABLE, "a row of " + request.address() + " is no JSON object");
                return;
            }
        }
        reading.apply(packet).ifPresent(found -> outcome.complete(Heard.answered(found)));
    }

    @Override
    public void unreadable(Unreadable input) {
        end(How.UNREADABLE, "what came for " + request.address() + " cannot be read: " + input.reason());
    }

    @Override
    public void disconnected(Fd1Exception cause) {
        closed = true;
        end(How.LOST, "the connection was lost while " + request.address() + " was asked: " + cause.getMessage());
    }

    private void end(How how, String reason) {
        outcome.complete(Heard.nothing(how, reason));
    }
}
