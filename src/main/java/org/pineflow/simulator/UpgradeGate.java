package org.pineflow.simulator;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Locale;

/** Lets WebSocket upgrades to the FD1 path through, with the header the dialect asks for; answers 404 or 401 else. */
final class UpgradeGate extends SimpleChannelInboundHandler<FullHttpRequest> {

    static final String PATH = "/fd1/open_websocket";

    private final ServerState server;

    UpgradeGate(ServerState server) {
        super(false);
        this.server = server;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (!new QueryStringDecoder(request.uri()).path().equals(PATH)) {
            refuse(context, request, HttpResponseStatus.NOT_FOUND);
        } else if (!hasKey(request)) {
            refuse(context, request, HttpResponseStatus.UNAUTHORIZED);
        } else {
            context.fireChannelRead(request);
        }
    }

    private boolean hasKey(FullHttpRequest request) {
        Dialect.UpgradeHeader header = server.dialect().get(DialectOption.UPGRADE_HEADER);
        if (header == Dialect.UpgradeHeader.NONE) {
            return true;
        }
        String value =
                request.headers().get(header.name().toLowerCase(Locale.ROOT).replace('_', '-'), "");
        return value.replaceFirst("^Bearer ", "").equals(server.settings().apiKey());
    }

    private static void refuse(ChannelHandlerContext context, FullHttpRequest request, HttpResponseStatus status) {
        request.release();
        DefaultFullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }
}
