package org.pineflow.fd1.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A link with one listener and whatever requests a test sends, all of whose calls are put in one queue. */
final class TestClient implements AutoCloseable, Fd1LinkListener {

    /** Anything that the client's code called. */
    sealed interface Event {}

    record Connected(Fd1Connection connection) implements Event {}

    record Disconnected(Fd1Connection connection, Fd1Exception cause) implements Event {}

    record Unreachable(Fd1Exception cause) implements Event {}

    record Got(String name, List<String> rows) implements Event {}

    record GotUnreadable(String name, Unreadable input) implements Event {}

    record RequestLost(String name, Fd1Exception cause) implements Event {}

    private final Fd1Links links;
    private final NettyFd1Link link;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<Integer> rowCounts = new CopyOnWriteArrayList<>();

    TestClient(TestSettings settings) {
        this.links = new Fd1Links(1);
        this.link = links.acquire(settings.build(), true);
        link.add(this);
    }

    /** The rows of a packet as text. */
    static List<String> rows(Packet packet) {
        return IntStream.range(0, packet.rowCount())
                .mapToObj(row -> {
                    int from = packet.rowFrom(row);
                    return new String(packet.bytes(), from, packet.rowTo(row) - from, StandardCharsets.UTF_8);
                })
                .toList();
    }

    /** How many rows each packet had that was handled. */
    List<Integer> rowCounts() {
        return rowCounts;
    }

    NettyFd1Link link() {
        return link;
    }

    /** The next event, which must be of this type. */
    <T extends Event> T next(Class<T> type) throws InterruptedException {
        Event event = events.poll(30, TimeUnit.SECONDS);
        if (!type.isInstance(event)) {
            throw new AssertionError("expected " + type.getSimpleName() + ", but got " + event);
        }
        return type.cast(event);
    }

    Fd1Connection connected() throws InterruptedException {
        return next(Connected.class).connection();
    }

    /** Whether nothing else happened, once the event loop has done all it had to do. */
    boolean quiet() throws Exception {
        onLoop(() -> null);
        return events.isEmpty();
    }

    /** Sends a request whose handler puts all it gets in the queue, under this name. */
    String send(Fd1Connection connection, String name, String json) throws Exception {
        ObjectNode packet = (ObjectNode) Json.MAPPER.readTree(json);
        return onLoop(() -> connection.send(new RequestPacket(packet), handler(name)));
    }

    String openFirehose(Fd1Connection connection, String name) throws Exception {
        return send(connection, name, "{\"a\":\"fd1.firehose.open_firehose\",\"v\":{\"event\":\"" + name + "\"}}");
    }

    <T> T onLoop(Callable<T> action) throws Exception {
        return link.eventLoop().submit(action).get(30, TimeUnit.SECONDS);
    }

    PacketHandler handler(String name) {
        return new PacketHandler() {
            @Override
            public void packet(Packet packet) {
                rowCounts.add(packet.rowCount());
                if (packet.isRun()) {
                    rows(packet).forEach(row -> events.add(new Got(name, List.of(row))));
                } else {
                    events.add(new Got(name, rows(packet)));
                }
            }

            @Override
            public void unreadable(Unreadable input) {
                events.add(new GotUnreadable(name, input));
            }

            @Override
            public void disconnected(Fd1Exception cause) {
                events.add(new RequestLost(name, cause));
            }
        };
    }

    @Override
    public void connected(Fd1Connection connection) {
        events.add(new Connected(connection));
    }

    @Override
    public void disconnected(Fd1Connection connection, Fd1Exception cause) {
        events.add(new Disconnected(connection, cause));
    }

    @Override
    public void unreachable(Fd1Exception cause) {
        events.add(new Unreachable(cause));
    }

    @Override
    public void close() {
        links.close();
    }
}
