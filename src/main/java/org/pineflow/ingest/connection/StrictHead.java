package org.pineflow.ingest.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Marks requests as unreadable that Netty lets pass: those whose target is no path or has a broken escape, or without
 * exactly one valid {@code Host}, for which vertx-web has an unhandled exception and a stack trace in the log; and those
 * with another transfer coding than {@code chunked}, whose end a server before this one may see elsewhere. What follows
 * such a request is dropped, however much it looks like the next one. Belongs to the connection's event loop.
 */
final class StrictHead extends ChannelInboundHandlerAdapter {

    /** A path, alone or behind a host: of visible characters, and percent escapes that are whole. */
    private static final Pattern TARGET = Pattern.compile("(?:https?://[^/?#]++)?/(?:[!-$&-~]++|%[0-9a-fA-F]{2})*+");

    private boolean refused;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request && request.decoderResult().isSuccess() && !isStrict(request)) {
            refused = true;
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("no strict HTTP/1.1")));
        }
        super.channelRead(context, message);
    }

    private static boolean isStrict(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return TARGET.matcher(request.uri()).matches()
                && hosts.size() == 1
                && HostAndPort.parseAuthority(hosts.get(0), -1) != null
                && (codings.isEmpty()
                        || codings.size() == 1
                                && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(
                                        codings.get(0).trim()));
    }
}
