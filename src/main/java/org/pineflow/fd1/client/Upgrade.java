package org.pineflow.fd1.client;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * Turns a fresh connection into a WebSocket (RFC 6455, section 4.1) and afterwards tells the session of its end. No
 * extension and no sub-protocol is offered. State belongs to the channel's event loop.
 */
final class Upgrade extends ChannelInboundHandlerAdapter {

    private final String url;
    private final Scrubber scrubber;
    private final WebSocketSession session;
    private final WebSocketClientHandshaker13 handshaker;
    private boolean done;

    Upgrade(URI url, Fd1Settings settings, Scrubber scrubber, WebSocketSession session) {
        this.url = Addresses.shown(url);
        this.scrubber = scrubber;
        this.session = session;
        this.handshaker = new StreamingHandshaker(url, headers(url, settings), session);
    }

    /** Sends the upgrade request; under TLS it waits for the handshake. */
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        handshaker.handshake(ctx.channel()).addListener(sent -> {
            if (!sent.isSuccess()) {
                exceptionCaught(ctx, sent.cause());
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            // The body of a refusal says nothing that the status does not.
            if (!done && message instanceof HttpResponse response && !preliminary(response.status())) {
                done = true;
                answered(ctx, response);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        session.lost(new ServerClosedException(
                url + (done ? ": the connection was lost" : ": the server hung up instead of opening a WebSocket"),
                1006));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        session.lost(Failures.of(url, cause));
        ctx.close();
    }

    /** An answer that another one follows, such as 103 "Early Hints". */
    private static boolean preliminary(HttpResponseStatus status) {
        return status.code() / 100 == 1 && status.code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
    }

    private void answered(ChannelHandlerContext ctx, HttpResponse response) {
        if (response.decoderResult().isFailure()) {
            fail(ctx, "the server's answer is no HTTP: check scheme, host and port of the url");
            return;
        }
        if (response.status().code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
            fail(ctx, refusal(response));
            return;
        }
        // A sub-protocol was not asked for and means nothing here.
        response.headers().remove(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        try {
            // Only the head is looked at; frames may follow in the same read, so the decoder has to be there at once.
            handshaker.finishHandshake(
                    ctx.channel(),
                    new DefaultFullHttpResponse(
                            response.protocolVersion(),
                            response.status(),
                            Unpooled.EMPTY_BUFFER,
                            response.headers(),
                            EmptyHttpHeaders.INSTANCE));
        } catch (WebSocketHandshakeException broken) {
            fail(ctx, "the server's upgrade answer breaks RFC 6455: " + scrubber.clean(broken.getMessage()));
            return;
        }
        session.opened();
    }

    private void fail(ChannelHandlerContext ctx, String what) {
        session.lost(new Fd1Exception(url + ": " + what));
        ctx.close();
    }

    private String refusal(HttpResponse response) {
        int status = response.status().code();
        String what = "the server refused to open a WebSocket with HTTP status " + status;
        if (status == 401 || status == 403) {
            return what + ": it wants other credentials; some servers want an Authorization header, see upgradeHeaders";
        }
        if (status == 404 || status == 405 || status == 410) {
            return what + ": there is no WebSocket at this path, check the url";
        }
        if (status / 100 == 3) {
            return what + " and points elsewhere; redirects are not followed, set the url to the new address";
        }
        if (status == 429 || status / 100 == 5) {
            return what + ": the server is in trouble or overloaded; nothing to do if this goes away";
        }
        String type = String.valueOf(response.headers().get(HttpHeaderNames.CONTENT_TYPE));
        if (type.toLowerCase(Locale.ROOT).contains("html")) {
            return what + " and a web page: the url is not that of an FD1 WebSocket";
        }
        return what + ": check the url";
    }

    /**
     * The headers that are added to the upgrade request.
     *
     * @throws IllegalArgumentException if one cannot be sent; the message names it and does not show its value
     */
    static HttpHeaders headers(URI url, Fd1Settings settings) {
        HttpHeaders headers = new DefaultHttpHeaders();
        if (url.getUserInfo() != null) {
            byte[] user = url.getUserInfo().getBytes(StandardCharsets.UTF_8);
            headers.set(
                    HttpHeaderNames.AUTHORIZATION,
                    "Basic " + Base64.getEncoder().encodeToString(user));
        }
        settings.upgradeHeaders().forEach((name, value) -> {
            try {
                headers.set(name, value);
            } catch (IllegalArgumentException unsendable) {
                throw new IllegalArgumentException("upgradeHeaders: \"" + name.replaceAll("\\p{Cntrl}", "?")
                        + "\" has characters in its name or value that an HTTP header cannot have");
            }
        });
        return headers;
    }

    /** Puts our own decoder in place of Netty's, which would collect whole frames. */
    private static final class StreamingHandshaker extends WebSocketClientHandshaker13 {

        private final FrameListener listener;

        StreamingHandshaker(URI url, HttpHeaders headers, FrameListener listener) {
            super(url, WebSocketVersion.V13, null, false, headers, 0);
            this.listener = listener;
        }

        @Override
        protected WebSocketFrameDecoder newWebsocketDecoder() {
            return new StreamingFrameDecoder(listener);
        }
    }
}
