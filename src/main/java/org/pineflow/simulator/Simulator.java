package org.pineflow.simulator;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.pineflow.simulator.fault.Faults;

/**
 * An FD1 server over a made-up retail chain: login, reads, chunked reads and firehoses on a WebSocket, in the
 * {@link Dialect} of the settings. Safe for threads.
 *
 * <pre>{@code
 * try (Simulator simulator = Simulator.start(SimulatorSettings.defaults())) {
 *     connect(simulator.url());
 *     simulator.chain().change("customers");
 * }
 * }</pre>
 */
public final class Simulator implements AutoCloseable {

    private static final int MAX_REQUEST_BYTES = 1 << 20;
    private static final int MAX_HEADER_BYTES = 65_536;
    private static final int SEND_BUFFER_BYTES = 256 * 1024;
    private static final WriteBufferWaterMark HELD_BYTES = new WriteBufferWaterMark(128 * 1024, 512 * 1024);

    private final ServerState state;
    private final EventLoopGroup loops;
    private final ScheduledExecutorService scheduler;
    private final Trader trader;
    private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel listening;

    private Simulator(SimulatorSettings settings) {
        scheduler = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("simulator-trade", true));
        state = new ServerState(settings, scheduler, System::nanoTime);
        trader = new Trader(state.chain(), settings.changesPerSecond(), scheduler, System::nanoTime);
        loops = new NioEventLoopGroup(2, new DefaultThreadFactory("simulator", true));
        try {
            listening = listen(settings);
        } catch (RuntimeException notListening) {
            stopThreads();
            throw notListening;
        }
    }

    /**
     * Fills the chain and listens. It does not trade before {@link #startTrading()}. Its threads are daemons: they do
     * not keep the process alive.
     *
     * @throws UncheckedIOException when the address cannot be listened on
     */
    public static Simulator start(SimulatorSettings settings) {
        return new Simulator(settings);
    }

    /** The address for clients, {@code ws://HOST:PORT/fd1/open_websocket}. */
    public URI url() {
        InetSocketAddress address = (InetSocketAddress) listening.localAddress();
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        String inUrl = host.contains(":") ? "[" + host.replaceFirst("%.*", "") + "]" : host;
        return URI.create("ws://" + inUrl + ":" + address.getPort() + UpgradeGate.PATH);
    }

    /** The data, to change it and to compare with. */
    public RetailChain chain() {
        return state.chain();
    }

    /** The dialect requests are answered in now. */
    public Dialect dialect() {
        return state.dialect();
    }

    /**
     * Changes the dialect: from now on for requests, logins and upgrades, and for the rve in rows that are committed
     * from now on. Requests that are open keep theirs.
     */
    public void speak(Dialect dialect) {
        state.speak(dialect);
    }

    /** Commits changes at the pace of the settings; does nothing while it does already. */
    public void startTrading() {
        trader.start();
    }

    /** Ends trading; when it returns nothing more is committed, but by calls of {@link #chain()}. */
    public void stopTrading() {
        trader.stop();
    }

    /** How many WebSockets are open. */
    public int connections() {
        return clients.size();
    }

    /** How many rows and events were sent since the start, over all connections. */
    public long served() {
        return state.ledger().rows();
    }

    /** What was served, version by version: what a test holds a client to. */
    public Ledger ledger() {
        return state.ledger();
    }

    /** The faults of this server, to add some and to see what they did. */
    public Faults faults() {
        return state.faults();
    }

    /** Resets every connection (TCP RST), as a crash or a broken network does; the server goes on listening. */
    public void cutConnections() {
        List<Channel> open = List.copyOf(clients);
        open.forEach(client -> client.config().setOption(ChannelOption.SO_LINGER, 0));
        open.forEach(client -> client.close().awaitUninterruptibly());
    }

    /**
     * Tells every client that the server closes, in a {@code fn1.link.link_status} packet, and closes the connections.
     *
     * @param alternatives where clients may go instead; may be empty
     */
    public void sendAway(List<URI> alternatives) {
        List.copyOf(clients).forEach(client -> new ClientLine(client, List.of()).sendAway(alternatives));
    }

    /** Ends trading, connections and listening, and its threads. */
    @Override
    public void close() {
        trader.stop();
        listening.close().awaitUninterruptibly();
        clients.close().awaitUninterruptibly();
        stopThreads();
    }

    private void stopThreads() {
        scheduler.shutdown();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private Channel listen(SimulatorSettings settings) {
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, HELD_BYTES)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(settings.host(), settings.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            String problem = "Cannot listen on " + settings.host() + ":" + settings.port() + ": "
                    + bound.cause().getMessage();
            throw new UncheckedIOException(new IOException(problem, bound.cause()));
        }
        return bound.channel();
    }

    private void accept(Channel channel) {
        WebSocketServerProtocolConfig webSocket = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath(UpgradeGate.PATH)
                .checkStartsWith(true)
                .maxFramePayloadLength(MAX_REQUEST_BYTES)
                .sendCloseFrame(null)
                .build();
        channel.pipeline()
                .addLast(new Wire())
                .addLast(new HttpServerCodec())
                .addLast(new HttpObjectAggregator(MAX_HEADER_BYTES))
                .addLast(new UpgradeGate(state))
                .addLast(new FrameGate())
                .addLast(new WebSocketServerProtocolHandler(webSocket))
                .addLast(new WebSocketFrameAggregator(MAX_REQUEST_BYTES))
                .addLast(new ClientCounter())
                .addLast(new Connection(state));
    }

    /** Counts a client from the end of its handshake on. */
    private final class ClientCounter extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
                clients.add(context.channel());
            }
            context.fireUserEventTriggered(event);
        }
    }
}
