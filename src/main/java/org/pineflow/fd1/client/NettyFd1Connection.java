package org.pineflow.fd1.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.channel.EventLoop;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: the login, and which packet goes to which request. All state is owned by the event loop.
 *
 * <p>The login is answered, refused, or never answered at all (FD1 leaves it open), so after a while the connection is
 * taken for logged in; a refusal that comes later ends it still.
 */
final class NettyFd1Connection implements Fd1Connection, SessionListener {

    private static final Logger LOG = LoggerFactory.getLogger(NettyFd1Connection.class);
    private static final long LIVED_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final String FIREHOSE = "open_firehose";
    private static final String FIREHOSE_RQ = "fh-";

    private final String url;
    private final LinkContext context;
    private final EventLoop eventLoop;
    private final ConnectionListener listener;
    private final OpenRequests requests;
    private final WebSocketSession session;
    private final PlainPacketReader plain = new PlainPacketReader();
    private final PacketRun run = new PacketRun();
    private final PacketReader reader;

    private boolean opened;
    private boolean ready;
    private boolean useful;
    private boolean closing;
    private long readySince;
    private int sent;

    NettyFd1Connection(URI url, LinkContext context, EventLoop eventLoop, ConnectionListener listener) {
        this.url = Addresses.shown(url);
        this.context = context;
        this.eventLoop = eventLoop;
        this.listener = listener;
        this.requests = new OpenRequests(this.url);
        this.reader = new PacketReader(context.scrubber());
        this.session = new WebSocketSession(this.url, context.settings(), context.scrubber(), context.nanoTime(), this);
    }

    WebSocketSession session() {
        return session;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public void ping() {
        session.sendPing();
    }

    @Override
    public String send(RequestPacket request, PacketHandler handler) {
        String rq = (request.address().endsWith(FIREHOSE) ? FIREHOSE_RQ : "rq-") + ++sent;
        if (session.isEnded() || closing) {
            Fd1Exception gone = new Fd1Exception(url + ": the connection was closed before the request was sent");
            eventLoop.execute(() -> handler.disconnected(gone));
            return rq;
        }
        requests.add(rq, request.address(), handler);
        session.send(request.json().deepCopy().put("rq", rq).toString());
        return rq;
    }

    @Override
    public void cancel(String rq) {
        ObjectNode cancel = JsonNodeFactory.instance.objectNode();
        session.send(cancel.put("a", "fd1.session.cancel_request").put("k", rq).toString());
        forget(rq);
    }

    @Override
    public void forget(String rq) {
        requests.forget(rq);
    }

    @Override
    public long lateFrames(String rq) {
        return requests.lateFrames(rq);
    }

    @Override
    public void setReading(boolean reading) {
        session.setReading(reading);
    }

    @Override
    public long readingNanos() {
        return session.readingNanos();
    }

    @Override
    public long lastFrameNanos() {
        return session.lastFrameNanos();
    }

    /** Nothing is delivered from now on, but the requests hear of the end a little later, not from within this call. */
    @Override
    public void close(Fd1Exception reason) {
        closing = true;
        eventLoop.execute(() -> session.close(reason));
    }

    @Override
    public void opened() {
        opened = true;
        context.observer().opened();
        if (!Login.wanted(context.settings())) {
            becomeReady();
            return;
        }
        session.send(Login.packet(context.settings(), context.clock()).toString());
        long millis = context.settings().loginTimeout().toMillis();
        if (millis == 0) {
            becomeReady();
        } else {
            eventLoop.schedule(this::loginUnanswered, millis, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        context.observer().message(bytes, from, to);
        if (!plain.read(bytes, from, to)) {
            readComplete();
            anyMessage(bytes, from, to);
        } else if (plain.isSingleRecord() && isOpenFirehose(plain.rp())) {
            if (!run.continuesWith(bytes, plain)) {
                readComplete();
            }
            run.add(bytes, plain);
        } else {
            readComplete();
            plainPacket(plain.packet(from));
        }
    }

    @Override
    public void readComplete() {
        if (!run.isEmpty()) {
            plainPacket(run.take());
        }
    }

    /** Whose packets are all alike: those of other requests tell by their number when the answer is complete. */
    private boolean isOpenFirehose(String rp) {
        return rp.startsWith(FIREHOSE_RQ) && requests.isOpen(rp);
    }

    private void plainPacket(Packet packet) {
        if (!closing && !session.isEnded()) {
            packet(new InboundPacket(packet, "", "", Optional.empty()));
        }
    }

    private void anyMessage(byte[] bytes, int from, int to) {
        List<InboundPacket> packets;
        try {
            packets = reader.read(bytes, from, to);
        } catch (MalformedPacketException malformed) {
            unreadable(Unreadable.of(bytes, from, to, malformed.getMessage()));
            return;
        }
        for (InboundPacket packet : packets) {
            if (closing || session.isEnded()) {
                return;
            }
            packet(packet);
        }
    }

    @Override
    public void oversized(byte[] head, long length) {
        unreadable(new Unreadable(
                head,
                length,
                "larger than maxMessageBytes, which is " + context.settings().maxMessageBytes()));
    }

    @Override
    public void ended(Fd1Exception cause) {
        boolean loggingIn = opened && !ready;
        Fd1Exception told = loggingIn ? duringLogin(cause) : cause;
        boolean lived = ready && (useful || context.nanoTime().getAsLong() - readySince >= LIVED_NANOS);
        requests.disconnected(told);
        listener.ended(this, told, ending(cause, told, lived));
    }

    private static ConnectionListener.Ending ending(Fd1Exception cause, Fd1Exception told, boolean lived) {
        boolean refused = cause instanceof Fd1LoginException
                || told instanceof Fd1LoginException
                        && cause instanceof ServerClosedException closed
                        && closed.refusal();
        if (refused) {
            return ConnectionListener.Ending.REFUSED;
        }
        return lived ? ConnectionListener.Ending.LIVED : ConnectionListener.Ending.FAILED;
    }

    private static Fd1Exception duringLogin(Fd1Exception cause) {
        return cause instanceof ServerClosedException closed && !closed.temporary()
                ? new Fd1LoginException(cause.getMessage()
                        + ", during the login: refused, it seems; check apiKey or token, and from where it may be used")
                : cause;
    }

    private void packet(InboundPacket inbound) {
        Packet packet = inbound.packet();
        inbound.warning()
                .ifPresent(said -> LOG.warn("{}: the server warns about {}: {}", url, shown(packet.rp()), said));
        if (!inbound.protocol().isEmpty()) {
            context.strays().foreign(url, inbound.protocol());
        } else if (inbound.address().startsWith(LinkAdvice.PREFIX)) {
            LinkAdvice.of(packet).log(url, context.scrubber()).urls().forEach(listener::offered);
        } else if (Login.wanted(context.settings()) && packet.rp().equals(Login.RQ)) {
            loginAnswered(packet);
        } else if (!ready && packet.rp().isEmpty() && packet.error().isPresent()) {
            loginAnswered(packet);
        } else if (requests.packet(packet)) {
            useful |= packet.error().isEmpty();
        } else if (StrayPackets.bringsRecords(packet)) {
            unreadable(
                    Optional.empty(),
                    packet.unreadable(
                            packet.rp().isEmpty()
                                    ? "rows came without an rp"
                                    : "rows came for rp=\"" + shown(packet.rp()) + "\", which was never asked"));
        } else {
            context.strays().unknown(url, packet);
        }
    }

    private void loginAnswered(Packet answer) {
        if (answer.error().isPresent()) {
            session.close(new Fd1LoginException(url + ": the server refused the login: "
                    + answer.error().get() + "; check apiKey or token, and from where it may be used"));
        } else if (!ready) {
            becomeReady();
        }
    }

    private void loginUnanswered() {
        if (!ready && !session.isEnded()) {
            LOG.info("{}: the login was not answered in time; going on without an answer", url);
            becomeReady();
        }
    }

    private void becomeReady() {
        ready = true;
        readySince = context.nanoTime().getAsLong();
        listener.ready(this);
    }

    private void unreadable(Unreadable input) {
        if (closing) {
            return;
        }
        unreadable(PacketReader.salvageRp(input.bytes()), input);
    }

    /** Where it belongs to none that is known, some request misses it, and none can say that it does not. */
    private void unreadable(Optional<String> rp, Unreadable input) {
        if (!requests.unreadable(rp, input) && !requests.unreadable(Optional.empty(), input)) {
            context.strays().unreadable(url, input);
        }
    }

    private String shown(String rp) {
        return rp.isEmpty() ? "nothing in particular" : context.scrubber().clean(rp);
    }
}
