package org.pineflow.bench.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers FD1 polls over a WebSocket with the events of a benchmark as rows, in chunks of 1,000, as fast as the peer reads
 * them: those after the rve that is asked from.
 *
 * <p>Prints {@code PORT n} when it listens, {@code START nanos} (of {@link System#nanoTime}) before the first row of an
 * answer that begins with event 0, and {@code SENT} after each answer.
 *
 * <p>Usage: {@code PollSource EVENTS SIZE}.
 */
public final class PollSource {

    private static final Pattern RQ = Pattern.compile("\"rq\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern SINCE = Pattern.compile("\"_rve\\(gt\\)\"\\s*:\\s*\"?([0-9]{19})");
    private static final int CHUNK = 1000;
    private static final int FRAME_HEAD = 10;

    private final long count;
    private final Events events;

    private PollSource(long count, int size) {
        this.count = count;
        this.events = new Events(size);
    }

    /** See above. */
    public static void main(String[] args) throws IOException {
        PollSource source = new PollSource(Long.parseLong(args[0]), Integer.parseInt(args[1]));
        UpgradedPeer.listen(source::serve);
    }

    private void serve(UpgradedPeer peer) throws IOException {
        while (true) {
            String request = peer.message();
            Matcher rq = RQ.matcher(request);
            if (request.contains("\"chunk\"") && rq.find()) {
                Matcher since = SINCE.matcher(request);
                answer(peer, rq.group(1), since.find() ? Events.number(Long.parseLong(since.group(1))) + 1 : 0);
            }
        }
    }

    private void answer(UpgradedPeer peer, String rq, long first) throws IOException {
        if (first <= 0) {
            System.out.println("START " + System.nanoTime());
        }
        byte[] block = new byte[0];
        int chunk = 0;
        for (long from = Math.max(0, first); from < count; from += CHUNK) {
            long to = Math.min(count, from + CHUNK);
            block = send(peer, head(rq, ++chunk), from, to, block);
        }
        send(peer, head(rq, 0), 0, 0, block);
        System.out.println("SENT");
    }

    private static byte[] head(String rq, int chunk) {
        return ("{\"rp\":\"" + rq + "\",\"ch\":" + chunk + ",\"data\":{\"rows\":[").getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends rows {@code from} to {@code to}, exclusive, by way of the block, or of a larger one: which is returned. */
    private byte[] send(UpgradedPeer peer, byte[] head, long from, long to, byte[] block) throws IOException {
        byte[] tail = "]}}".getBytes(StandardCharsets.US_ASCII);
        int length = head.length + (int) Math.max(0, to - from - 1) + tail.length;
        for (long i = from; i < to; i++) {
            length += events.length(i);
        }
        byte[] out = block.length >= length + FRAME_HEAD ? block : new byte[2 * (length + FRAME_HEAD)];
        int at = UpgradedPeer.frame(length, out, 0);
        System.arraycopy(head, 0, out, at, head.length);
        at += head.length;
        for (long i = from; i < to; i++) {
            if (i > from) {
                out[at++] = ',';
            }
            at = events.write(i, out, at);
        }
        System.arraycopy(tail, 0, out, at, tail.length);
        peer.out().write(out, 0, at + tail.length);
        return out;
    }
}
