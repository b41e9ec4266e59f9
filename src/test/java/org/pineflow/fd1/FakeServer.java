package org.pineflow.fd1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An FD1 server for what no sane server sends: it answers as the test's script says. Logins are let in, cancels are not
 * heeded.
 */
public final class FakeServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Answers the requests. Called on the server's threads. */
    public interface Script {

        void request(Client client, String rq, JsonNode packet);
    }

    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private final Channel listening;

    /** A server that listens from now on. */
    public FakeServer(Script script) {
        listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(65_536),
                                        new WebSocketServerProtocolHandler("/fd1/open_websocket"),
                                        new Handler(script));
                    }
                })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Its whole address. */
    public String url() {
        return "ws://127.0.0.1:" + ((InetSocketAddress) listening.localAddress()).getPort() + "/fd1/open_websocket";
    }

    /** Every request but logins, in order. */
    public List<JsonNode> requests() {
        return requests;
    }

    /** The requests to an endpoint. */
    public List<JsonNode> requests(String address) {
        return requests.stream()
                .filter(request -> request.path("a").asText().equals(address))
                .toList();
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 2, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** One connection. */
    public record Client(Channel channel) {

        /** Any text. */
        public void send(String message) {
            channel.writeAndFlush(
                    new TextWebSocketFrame(Unpooled.wrappedBuffer(message.getBytes(StandardCharsets.UTF_8))));
        }

        /** A packet with rows. */
        public void rows(String rq, String... rows) {
            send("{\"rp\":\"" + rq + "\",\"data\":{\"rows\":[" + String.join(",", rows) + "]}}");
        }

        /** A packet with rows and a chunk number. */
        public void chunk(String rq, int number, String... rows) {
            send("{\"rp\":\"" + rq + "\",\"ch\":" + number + ",\"data\":{\"rows\":[" + String.join(",", rows) + "]}}");
        }

        /** Hangs up. */
        public void close() {
            channel.close();
        }
    }

    private final class Handler extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        private final Script script;

        Handler(Script script) {
            this.script = script;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) throws IOException {
            JsonNode packet = JSON.readTree(frame.text());
            Client client = new Client(context.channel());
            String rq = packet.path("rq").asText();
            if (packet.path("a").asText().equals("fd1.session.login")) {
                client.send("{\"rp\":\"" + rq + "\",\"data\":{}}");
                return;
            }
            requests.add(packet);
            if (packet.path("a").asText().equals("fd1.session.cancel_request")) {
                return;
            }
            script.request(client, rq, packet);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
