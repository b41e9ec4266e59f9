package org.pineflow.simulator;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.pineflow.simulator.fault.Moment;
import org.pineflow.simulator.fault.Occasion;
import org.pineflow.simulator.fault.Treatment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its login, its open jobs, and what is sent to it. Belongs to the channel's event loop but for
 * {@link #wake()}, {@link #overflow(String)} and the names of open requests, which any thread may use. Nothing is written while the client does not
 * read: jobs rest until the channel is writable again.
 */
final class Connection extends SimpleChannelInboundHandler<WebSocketFrame> {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int STEPS_IN_A_TURN = 32;
    private static final byte[] HELLO = "{\"data\":{}}".getBytes(StandardCharsets.UTF_8);

    private final ServerState server;
    private final RequestRouter router;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicBoolean overflown = new AtomicBoolean();
    private ChannelHandlerContext context;
    private Outbox outbox;
    private ClientLine line;
    private boolean loggedIn;

    Connection(ServerState server) {
        this.server = server;
        this.router = new RequestRouter(server, this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        line = new ClientLine(added.channel(), names.values());
        outbox = new Outbox(added.channel(), line, server.faults(), server.ledger());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
            server.faults().join(line);
            loggedIn = server.settings().apiKey().isEmpty();
            if (server.dialect().get(DialectOption.HELLO)) {
                send(new Subject("", "hello"), HELLO);
                outbox.flush();
            }
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
            outbox.framing(server.dialect().get(DialectOption.FRAMING));
            router.handle(ByteBufUtil.getBytes(frame.content()));
            wake();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        outbox.flush();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            wake();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        server.faults().leave(line);
        jobs.values().forEach(Job::close);
        jobs.clear();
        names.clear();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof CodecException) {
            LOG.info("The connection of {} ends: {}", ctx.channel().remoteAddress(), cause.getMessage());
        } else {
            LOG.warn("The connection of {} is closed for a fault", ctx.channel().remoteAddress(), cause);
        }
        ctx.close();
    }

    boolean loggedIn() {
        return loggedIn;
    }

    void logIn() {
        loggedIn = true;
    }

    /** Sends an answer without rows. */
    void send(Subject subject, byte[] packet) {
        outbox.send(Parcel.empty(subject.packet(Occasion.ANSWER, packet)));
    }

    /**
     * What faults make of a request.
     *
     * @throws RequestRefused when they refuse it
     */
    Treatment treat(Moment request) {
        Treatment treatment = server.faults().treat(request, line);
        treatment.refusal().ifPresent(refusal -> {
            throw new RequestRefused(refusal.code(), refusal.text());
        });
        return treatment;
    }

    /**
     * Whether faults swallow a request.
     *
     * @throws RequestRefused when they refuse it
     */
    boolean isStruck(Moment request) {
        return treat(request).silent();
    }

    /** A rest of a job of this connection. */
    Rest rest(Duration length) {
        return new Rest(length, context.executor(), this::wake);
    }

    void close() {
        outbox.flush();
        context.close();
    }

    /** Whether a request with this id is open. */
    boolean isOpen(String rq) {
        return jobs.containsKey(rq);
    }

    /** Works on a job from now on; its rq must not be open. */
    void open(Subject subject, Job job) {
        jobs.put(subject.rq(), job);
        names.put(subject.rq(), subject.name());
    }

    /** Ends the open request with this id, if there is one. */
    void cancel(String rq) {
        names.remove(rq);
        Job job = jobs.remove(rq);
        if (job != null) {
            job.close();
        }
    }

    /** Looks for something to send, soon. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            context.executor().execute(() -> {
                woken.set(false);
                try {
                    pump();
                } catch (RuntimeException fault) {
                    exceptionCaught(context, fault);
                }
            });
        }
    }

    /** Ends the connection, because its reader is too slow for a firehose. */
    void overflow(String event) {
        if (overflown.compareAndSet(false, true)) {
            LOG.warn(
                    "The firehose {} of {} is closed: more than {} events wait for its reader",
                    event,
                    context.channel().remoteAddress(),
                    server.settings().queuedEvents());
            context.executor().execute(context::close);
        }
    }

    private void pump() {
        boolean more = true;
        for (int i = 0; more && i < STEPS_IN_A_TURN && context.channel().isWritable(); i++) {
            more = step();
            outbox.flush();
        }
        if (more && context.channel().isWritable()) {
            wake();
        }
    }

    private boolean step() {
        boolean more = false;
        for (Iterator<Map.Entry<String, Job>> open = jobs.entrySet().iterator(); open.hasNext(); ) {
            Map.Entry<String, Job> entry = open.next();
            Job job = entry.getValue();
            Job.Progress progress = job.step(outbox);
            if (progress == Job.Progress.DONE) {
                job.close();
                open.remove();
                names.remove(entry.getKey());
            }
            more |= progress == Job.Progress.MORE;
        }
        return more;
    }
}
