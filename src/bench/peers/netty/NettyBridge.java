import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * A bridge as a good Netty developer writes it: one event loop for both sockets, Netty's WebSocket and HTTP codecs, one post
 * in flight, and no more reading while a full batch waits. All state belongs to the event loop.
 */
public final class NettyBridge {

    private static final int BATCH = Integer.parseInt(System.getenv("BATCH"));
    private static final long WAIT_MS = Long.parseLong(System.getenv("WAIT_MS"));
    private static final long RETRY_MS = 1000;
    private static final boolean EPOLL = Epoll.isAvailable();
    private static final int LONGEST_FRAME = 16 << 20;

    private final URI sourceUri = URI.create(System.getenv("SOURCE"));
    private final URI sinkUri = URI.create(System.getenv("SINK"));
    private final EventLoopGroup loop = EPOLL ? new EpollEventLoopGroup(1) : new NioEventLoopGroup(1);
    private final Gzip gzip = Gzip.fromEnvironment();
    private final Queue<Batch> full = new ArrayDeque<>();
    private final Queue<Batch> spare = new ArrayDeque<>();

    private Channel source;
    private Channel sink;
    private Batch batch = new Batch();
    private ScheduledFuture<?> due;
    private Batch delivering;
    private FullHttpRequest request;
    private long position;

    private NettyBridge() throws IOException {}

    public static void main(String[] args) throws IOException, InterruptedException {
        new NettyBridge().run();
    }

    private void run() throws InterruptedException {
        sink = connect(sinkUri, new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                channel.pipeline().addLast(new HttpClientCodec(), new Answers());
            }
        });
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(sourceUri)
                .version(WebSocketVersion.V13)
                .customHeaders(new DefaultHttpHeaders())
                .maxFramePayloadLength(LONGEST_FRAME)
                .withUTF8Validator(false)
                .build();
        Channel closing = connect(sourceUri, new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                channel.pipeline()
                        .addLast(
                                new HttpClientCodec(),
                                new HttpObjectAggregator(8192),
                                new WebSocketClientProtocolHandler(config),
                                new WebSocketFrameAggregator(LONGEST_FRAME),
                                new Frames());
            }
        });
        closing.closeFuture().sync();
        System.err.println("the source has closed, delivered up to " + position);
        System.exit(1);
    }

    private Channel connect(URI uri, ChannelInitializer<SocketChannel> handlers) throws InterruptedException {
        return new Bootstrap()
                .group(loop)
                .channel(EPOLL ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(handlers)
                .connect(uri.getHost(), uri.getPort())
                .sync()
                .channel();
    }

    private void add(ByteBuf event) {
        if (batch.size() == 0) {
            due = source.eventLoop().schedule(this::seal, WAIT_MS, TimeUnit.MILLISECONDS);
        }
        int length = event.readableBytes();
        int place = batch.next(length);
        event.readBytes(batch.json(), place, length);
        batch.added(length);
        if (batch.size() == BATCH) {
            seal();
        }
    }

    private void seal() {
        due.cancel(false);
        batch.close();
        full.add(batch);
        batch = spare.isEmpty() ? new Batch() : spare.remove();
        if (delivering == null) {
            deliver();
        } else {
            source.config().setAutoRead(false);
        }
    }

    private void deliver() {
        delivering = full.poll();
        if (delivering == null) {
            source.config().setAutoRead(true);
            return;
        }
        ByteBuf body = sink.alloc().directBuffer(Gzip.mostFor(delivering.length()));
        ByteBuffer room = body.nioBuffer(0, body.capacity());
        gzip.compress(delivering.json(), delivering.length(), room);
        body.writerIndex(room.position());
        request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, sinkUri.getPath(), body);
        request.headers()
                .set(HttpHeaderNames.HOST, sinkUri.getAuthority())
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP)
                .set(HttpHeaderNames.CONTENT_LENGTH, request.content().readableBytes());
        post();
    }

    private void post() {
        sink.writeAndFlush(request.retainedDuplicate());
    }

    private void answered(HttpResponseStatus status) {
        if (status.codeClass() != HttpStatusClass.SUCCESS) {
            sink.eventLoop().schedule(this::post, RETRY_MS, TimeUnit.MILLISECONDS);
            return;
        }
        request.release();
        position = delivering.highestRve();
        delivering.clear();
        spare.add(delivering);
        deliver();
    }

    private static void fail(Throwable cause) {
        cause.printStackTrace();
        System.exit(1);
    }

    private final class Frames extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            source = context.channel();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            add(frame.content());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(cause);
        }
    }

    private final class Answers extends SimpleChannelInboundHandler<HttpObject> {

        private HttpResponseStatus status;

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (part instanceof HttpResponse response) {
                status = response.status();
            }
            if (part instanceof LastHttpContent) {
                answered(status);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            fail(new IOException("the sink has closed"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            fail(cause);
        }
    }
}
