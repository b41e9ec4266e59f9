package org.pineflow.cli;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/**
 * A webhook that takes rows of a {@link LongTable}, checks that each comes once and in order, and keeps none of them. It
 * answers a batch some time after it has it.
 */
final class OrderedSink implements AutoCloseable {

    private static final int MAX_BODY = 8 * 1024 * 1024;
    private static final byte[] KEY = "\"physkey\":\"".getBytes(StandardCharsets.US_ASCII);

    private final EventLoopGroup loop = new NioEventLoopGroup(1);
    private final Channel listening;
    private final Duration delay;
    private volatile long received;
    private volatile Optional<String> fault = Optional.empty();

    /** @param delay between a batch and its answer */
    OrderedSink(Duration delay) {
        this.delay = delay;
        this.listening = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new HttpObjectAggregator(MAX_BODY), new Requests());
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    String url() {
        return "http://127.0.0.1:" + ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** How many rows came, each once and in order. */
    long received() {
        return received;
    }

    /** What was wrong first; nothing that came later is counted. */
    Optional<String> fault() {
        return fault;
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private int take(byte[] json) {
        int count = 0;
        int at = indexOf(KEY, json, 0);
        while (at >= 0) {
            int to = at + KEY.length;
            long number = 0;
            while (json[to] != '"') {
                number = 10 * number + json[to++] - '0';
            }
            expect(number);
            count++;
            at = indexOf(KEY, json, to);
        }
        return count;
    }

    private void expect(long number) {
        if (fault.isEmpty() && number == received) {
            received = number + 1;
        } else if (fault.isEmpty()) {
            fault = Optional.of("row " + number + " came where row " + received + " was due");
        }
    }

    private static int indexOf(byte[] wanted, byte[] in, int from) {
        for (int at = from; at + wanted.length < in.length; at++) {
            if (in[at + 1] == wanted[1] && matches(wanted, in, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] wanted, byte[] in, int at) {
        for (int i = 0; i < wanted.length; i++) {
            if (in[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** The requests of one connection. */
    private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) throws IOException {
            int count;
            try (GZIPInputStream body = new GZIPInputStream(new ByteBufInputStream(request.content()))) {
                count = take(body.readAllBytes());
            }
            String ids = String.join(",", Collections.nCopies(count, "\"id\""));
            byte[] json = ("{\"success\":true,\"eventIds\":[" + ids + "]}").getBytes(StandardCharsets.US_ASCII);
            DefaultFullHttpResponse answer = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(json));
            answer.headers().set("Content-Type", "application/json").set("Content-Length", json.length);
            context.executor().schedule(() -> context.writeAndFlush(answer), delay.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fault = fault.or(() -> Optional.of(cause.toString()));
            context.close();
        }
    }
}
