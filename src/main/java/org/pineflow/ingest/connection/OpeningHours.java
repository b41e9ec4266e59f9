package org.pineflow.ingest.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Marks requests for the service while it is not yet or no longer there: a server takes connections before Camel's routes
 * are added to it, and after they are gone, and would answer 404, at which clients give up. Belongs to the connection's
 * event loop.
 */
final class OpeningHours extends ChannelInboundHandlerAdapter {

    /** What a marked request failed with. */
    static final class ClosedException extends Exception {

        private static final long serialVersionUID = 1L;
    }

    /** Others' paths, as those of the health checks, are others' business. */
    private static final Pattern OURS = Pattern.compile("(?:https?://[^/?#]++)?/(?:event|events|file|api/v1)/.*");

    private final BooleanSupplier open;

    OpeningHours(BooleanSupplier open) {
        this.open = open;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof HttpRequest request
                && request.decoderResult().isSuccess()
                && !open.getAsBoolean()
                && OURS.matcher(request.uri()).matches()) {
            request.setDecoderResult(DecoderResult.failure(new ClosedException()));
        }
        super.channelRead(context, message);
    }
}
