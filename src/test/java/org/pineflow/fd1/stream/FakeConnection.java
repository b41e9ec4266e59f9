package org.pineflow.fd1.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.PacketHandler;
import org.pineflow.fd1.client.RequestPacket;

/** A connection whose other end is the test. Its reading clock follows the test's time while it is read. */
final class FakeConnection implements Fd1Connection {

    final List<RequestPacket> sent = new ArrayList<>();
    final Map<String, PacketHandler> handlers = new HashMap<>();
    final List<String> cancelled = new ArrayList<>();
    final Map<String, Long> late = new HashMap<>();
    boolean reading = true;
    boolean answersPings = true;
    long lastFrame;
    int pings;

    private final ManualTime time;
    private long read;
    private long since;

    FakeConnection(ManualTime time) {
        this.time = time;
        this.since = time.nanos();
    }

    /** The handler of the request sent last. */
    PacketHandler last() {
        return handlers.get("" + sent.size());
    }

    @Override
    public String url() {
        return Streams.URL;
    }

    @Override
    public String send(RequestPacket request, PacketHandler handler) {
        sent.add(request);
        handlers.put("" + sent.size(), handler);
        return "" + sent.size();
    }

    @Override
    public void cancel(String rq) {
        cancelled.add(rq);
        forget(rq);
    }

    @Override
    public void forget(String rq) {
        handlers.remove(rq);
    }

    @Override
    public long lateFrames(String rq) {
        return late.getOrDefault(rq, 0L);
    }

    @Override
    public void setReading(boolean on) {
        read = readingNanos();
        since = time.nanos();
        reading = on;
    }

    @Override
    public long readingNanos() {
        return reading ? read + time.nanos() - since : read;
    }

    @Override
    public long lastFrameNanos() {
        return lastFrame;
    }

    @Override
    public void ping() {
        pings++;
        if (answersPings) {
            lastFrame = Math.max(lastFrame + 1, readingNanos());
        }
    }

    @Override
    public void close(Fd1Exception reason) {
        throw new UnsupportedOperationException();
    }
}
