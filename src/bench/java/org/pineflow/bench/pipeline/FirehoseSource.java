package org.pineflow.bench.pipeline;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends the events of a benchmark over a WebSocket, as fast as the peer reads them or so many a second. A peer that speaks
 * FD1 gets them when it has opened its firehoses on the one socket, event {@code i} on firehose {@code i % streams}; one
 * that connects to {@code /raw} gets them at once. The frames are the same.
 *
 * <p>Prints {@code PORT n} when it listens, {@code START nanos} (of {@link System#nanoTime}) before the first event and
 * {@code SENT} after the last. Event {@code i} of a paced source is due at {@code START + i / rate}.
 *
 * <p>Usage: {@code FirehoseSource EVENTS SIZE RATE STREAMS}, with rate 0 for full speed.
 */
public final class FirehoseSource {

    private static final Pattern RQ = Pattern.compile("\"rq\"\\s*:\\s*\"([^\"]+)\"");
    private static final int BLOCK = 256 * 1024;
    private static final int FRAME_HEAD = 10;
    private static final long TICK_NANOS = 1_000_000;

    private final long count;
    private final long rate;
    private final int streams;
    private final Events events;

    private FirehoseSource(long count, int size, long rate, int streams) {
        this.count = count;
        this.rate = rate;
        this.streams = streams;
        this.events = new Events(size);
    }

    /** See above. */
    public static void main(String[] args) throws IOException {
        FirehoseSource source = new FirehoseSource(
                Long.parseLong(args[0]), Integer.parseInt(args[1]), Long.parseLong(args[2]), Integer.parseInt(args[3]));
        UpgradedPeer.listen(source::serve);
    }

    private void serve(UpgradedPeer peer) throws IOException {
        byte[][] heads = new byte[streams][];
        if (peer.path().equals("/raw")) {
            heads[0] = Events.packetHead("fh-1");
        } else {
            for (int opened = 0; opened < streams; ) {
                String request = peer.message();
                Matcher rq = RQ.matcher(request);
                if (request.contains("open_firehose") && rq.find()) {
                    heads[opened++] = Events.packetHead(rq.group(1));
                }
            }
        }
        send(peer, heads);
        peer.drain();
    }

    private void send(UpgradedPeer peer, byte[][] heads) throws IOException {
        byte[] block = new byte[BLOCK];
        long start = System.nanoTime();
        System.out.println("START " + start);
        long next = 0;
        while (next < count) {
            long due = rate == 0 ? count : Math.min(count, (System.nanoTime() - start) * rate / 1_000_000_000 + 1);
            int length = 0;
            while (next < due && length + FRAME_HEAD + packet(next, heads) <= BLOCK) {
                length = write(next++, heads, block, length);
            }
            if (length > 0) {
                peer.out().write(block, 0, length);
            }
            if (rate > 0 && next >= due) {
                LockSupport.parkNanos(TICK_NANOS);
            }
        }
        System.out.println("SENT");
    }

    private int packet(long i, byte[][] heads) {
        return heads[(int) (i % heads.length)].length + events.length(i) + 1;
    }

    private int write(long i, byte[][] heads, byte[] block, int at) {
        byte[] head = heads[(int) (i % heads.length)];
        int payload = UpgradedPeer.frame(packet(i, heads), block, at);
        System.arraycopy(head, 0, block, payload, head.length);
        int end = events.write(i, block, payload + head.length);
        block[end] = '}';
        return end + 1;
    }
}
