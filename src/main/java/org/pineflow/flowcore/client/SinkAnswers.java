package org.pineflow.flowcore.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads the answers that a sink gives on a connection, one after the other. Used by one thread. */
final class SinkAnswers implements AutoCloseable {

    /** Tells whether anything came that belongs to no answer yet. */
    private static final class Decoder extends HttpResponseDecoder {

        boolean holdsMore() {
            return actualReadableBytes() > 0;
        }
    }

    private final InputStream in;
    private final Decoder http = new Decoder();
    private final EmbeddedChannel decoder = new EmbeddedChannel(http);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[8192];
    private HttpResponse head;
    private boolean begun;
    private boolean kept;

    SinkAnswers(InputStream in) {
        this.in = in;
    }

    /** Whether anything of an answer has been read since the last whole one. */
    boolean hasBegun() {
        return begun;
    }

    /**
     * Whether the last answer was read to its end, and the connection is good for another request. A sink that said more than
     * it was asked must not be asked again there: the rest would be taken for the next answer.
     */
    boolean keepsConnection() {
        return kept && decoder.inboundMessages().isEmpty() && !http.holdsMore();
    }

    /** Whether something has come that was not read yet. */
    boolean hasCome() throws IOException {
        return in.available() > 0;
    }

    /**
     * Waits for the next answer, which may be an interim one (1xx).
     *
     * @throws IOException when the connection ends before it, or what comes is no HTTP
     */
    WebhookAnswer next() throws IOException {
        while (true) {
            for (Object part = decoder.readInbound(); part != null; part = decoder.readInbound()) {
                Optional<WebhookAnswer> answer = take(part);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
            int count = in.read(buffer);
            if (count >= 0) {
                begun = true;
                decoder.writeInbound(Unpooled.copiedBuffer(buffer, 0, count));
            } else if (!decoder.finish()) {
                throw new IOException("the connection was closed without an answer");
            }
        }
    }

    /**
     * Waits for the next answer that is no interim one.
     *
     * @throws IOException as {@link #next}
     */
    WebhookAnswer last() throws IOException {
        WebhookAnswer answer = next();
        while (answer.isInterim()) {
            answer = next();
        }
        return answer;
    }

    @Override
    public void close() {
        decoder.finishAndReleaseAll();
    }

    private Optional<WebhookAnswer> take(Object part) throws IOException {
        try {
            // Behind an upgrade that nobody asked for come bytes as they are.
            if (!(part instanceof HttpObject object) || object.decoderResult().isFailure()) {
                throw new IOException("the answer is no HTTP");
            }
            if (part instanceof HttpResponse response) {
                head = response;
                kept = false;
                body.reset();
            }
            if (part instanceof HttpContent content) {
                ByteBuf bytes = content.content();
                int length = Math.min(bytes.readableBytes(), WebhookTransport.MAX_ANSWER_BYTES - body.size());
                bytes.readBytes(body, length);
                boolean more = bytes.isReadable();
                boolean last = part instanceof LastHttpContent;
                if (!more && !last) {
                    return Optional.empty();
                }
                WebhookAnswer answer = answer(more);
                if (answer.isInterim()) {
                    return Optional.of(answer);
                }
                begun = false;
                kept = last && HttpUtil.isKeepAlive(head);
                return Optional.of(answer);
            }
            return Optional.empty();
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    private WebhookAnswer answer(boolean truncated) {
        return new WebhookAnswer(
                head.status().code(),
                Optional.ofNullable(head.headers().get("Retry-After")),
                Optional.ofNullable(head.headers().get("Date")),
                body.toByteArray(),
                truncated);
    }
}
