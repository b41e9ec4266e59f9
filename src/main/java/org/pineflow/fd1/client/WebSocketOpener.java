package org.pineflow.fd1.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslHandler;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** Opens sockets to an FD1 server: TCP, TLS, and the upgrade to a WebSocket, within a limited time. */
final class WebSocketOpener {

    /** Longest time until the WebSocket is open; a server that does not answer must not keep us from the next one. */
    private static final Duration LONGEST_OPENING = Duration.ofSeconds(20);

    private static final ByteBufAllocator HEAP = new HeapAllocator();

    private static final RecvByteBufAllocator READS = new AdaptiveRecvByteBufAllocator(1024, 16_384, 262_144);

    private final EventLoop eventLoop;
    private final Fd1Settings settings;
    private final Scrubber scrubber;
    private final HostLookup lookup;

    WebSocketOpener(EventLoop eventLoop, Fd1Settings settings, Scrubber scrubber, HostLookup lookup) {
        this.eventLoop = eventLoop;
        this.settings = settings;
        this.scrubber = scrubber;
        this.lookup = lookup;
    }

    /** Begins to open a socket; on the event loop. The session hears of its success or failure, perhaps at once. */
    void open(URI url, WebSocketSession session) {
        String shown = Addresses.shown(url);
        long millis =
                Math.min(LONGEST_OPENING.toMillis(), settings.idleTimeout().toMillis());
        Upgrade upgrade = new Upgrade(url, settings, scrubber, session);
        ChannelFuture connecting = new Bootstrap()
                .group(eventLoop)
                .channel(NioSocketChannel.class)
                .resolver(lookup)
                .option(ChannelOption.ALLOCATOR, HEAP)
                .option(ChannelOption.RCVBUF_ALLOCATOR, READS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) millis)
                .handler(initializer(url, upgrade))
                .connect(Addresses.host(url), Addresses.port(url));
        session.opening(connecting.channel());
        eventLoop.schedule(() -> session.openingTimedOut(millis), millis, TimeUnit.MILLISECONDS);
        connecting.addListener(connected -> {
            if (!connected.isSuccess()) {
                session.lost(Failures.of(shown, connected.cause()));
            }
        });
    }

    private ChannelInitializer<Channel> initializer(URI url, Upgrade upgrade) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) throws NoSuchAlgorithmException {
                ChannelPipeline pipeline = channel.pipeline();
                if (Addresses.secure(url)) {
                    pipeline.addLast(new SslHandler(engine(url)));
                }
                pipeline.addLast(new HttpClientCodec());
                pipeline.addLast(upgrade);
            }
        };
    }

    /** The host name given here is also the one that is sent as SNI. */
    private SSLEngine engine(URI url) throws NoSuchAlgorithmException {
        SSLContext context =
                settings.sslContext().isPresent() ? settings.sslContext().get() : SSLContext.getDefault();
        SSLEngine engine = context.createSSLEngine(Addresses.host(url), Addresses.port(url));
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }
}
