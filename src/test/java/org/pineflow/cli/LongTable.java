package org.pineflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import org.pineflow.fd1.FakeServer;

/**
 * A table of very many rows at an FD1 server that costs next to nothing: a poll is answered in chunks of 1,000 rows, made
 * from one template as the socket takes them. Row {@code i} has key {@code i} and an rve of its own, one for each 10
 * microseconds, so that rows come in the order of both.
 */
final class LongTable implements AutoCloseable {

    static final String ENDPOINT = "fd1.products.get_products_list";

    private static final int CHUNK = 1000;
    private static final long DAY = 2026_01_05_00_00_00_000_00L;
    private static final int PER_SECOND = 100_000;
    private static final int KEY_DIGITS = 9;
    private static final int RVE_DIGITS = 19;

    private final FakeServer server = new FakeServer((client, rq, packet) -> poll(client.channel(), rq, packet));
    private final byte[] row;
    private final int keyAt;
    private final int rveAt;
    private volatile long size;

    /** @param rowBytes of one row */
    LongTable(long size, int rowBytes) {
        this.size = size;
        String key = "{\"physkey\":\"";
        String rve = "\",\"rve\":";
        String head = key + "0".repeat(KEY_DIGITS) + rve + DAY + ",\"description\":\"";
        this.keyAt = key.length();
        this.rveAt = keyAt + KEY_DIGITS + rve.length();
        this.row = (head + "organic roast ".repeat(rowBytes).substring(0, rowBytes - head.length() - 2) + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    String url() {
        return server.url();
    }

    /** So many rows come behind those that there are. */
    void grow(long more) {
        size += more;
    }

    long size() {
        return size;
    }

    /** How often it was polled. */
    int polls() {
        return server.requests(ENDPOINT).size();
    }

    @Override
    public void close() {
        server.close();
    }

    /** The rve of row {@code i}: its time of day is real. */
    private static long rve(long i) {
        long second = i / PER_SECOND;
        long clock = (second / 3600 * 100 + second / 60 % 60) * 100 + second % 60;
        return DAY + clock * PER_SECOND + i % PER_SECOND;
    }

    private void poll(Channel channel, String rq, JsonNode packet) {
        String since = packet.path("q").path("_rve(gt)").asText();
        Answer answer = new Answer(channel, rq, since.isEmpty() ? 0 : firstAfter(Long.parseLong(since)), size);
        channel.pipeline().addLast(answer);
        answer.goOn();
    }

    private long firstAfter(long since) {
        long from = 0;
        long to = size;
        while (from < to) {
            long middle = (from + to) / 2;
            if (rve(middle) > since) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    /** One answer on its way: writes while the socket takes it. Belongs to the server's event loop. */
    private final class Answer extends ChannelInboundHandlerAdapter {

        private final Channel channel;
        private final String rq;
        private final long end;
        private long next;
        private int chunks;
        private boolean over;

        Answer(Channel channel, String rq, long first, long end) {
            this.channel = channel;
            this.rq = rq;
            this.next = first;
            this.end = end;
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            goOn();
        }

        /** Writing may itself change whether the socket takes more, and so call this again. */
        private void goOn() {
            while (!over && channel.isWritable()) {
                if (next < end) {
                    long first = next;
                    next = Math.min(end, first + CHUNK);
                    send(chunk(++chunks, first, next));
                } else {
                    over = true;
                    send(("{\"rp\":\"" + rq + "\",\"ch\":0,\"data\":{\"rows\":[]}}")
                            .getBytes(StandardCharsets.US_ASCII));
                    channel.pipeline().remove(this);
                }
            }
        }

        private void send(byte[] text) {
            channel.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(text)));
        }

        private byte[] chunk(int number, long from, long to) {
            byte[] head = ("{\"rp\":\"" + rq + "\",\"ch\":" + number + ",\"data\":{\"rows\":[")
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] tail = "]}}".getBytes(StandardCharsets.US_ASCII);
            byte[] text = new byte[head.length + (int) (to - from) * (row.length + 1) - 1 + tail.length];
            System.arraycopy(head, 0, text, 0, head.length);
            int at = head.length;
            for (long i = from; i < to; i++) {
                System.arraycopy(row, 0, text, at, row.length);
                digits(i, text, at + keyAt + KEY_DIGITS, KEY_DIGITS);
                digits(rve(i), text, at + rveAt + RVE_DIGITS, RVE_DIGITS);
                at += row.length;
                if (i < to - 1) {
                    text[at++] = ',';
                }
            }
            System.arraycopy(tail, 0, text, at, tail.length);
            return text;
        }
    }

    private static void digits(long value, byte[] out, int end, int count) {
        long rest = value;
        for (int at = end - 1; at >= end - count; at--) {
            out[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
