package org.pineflow.fd1.stream;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Fd1Link;
import org.pineflow.fd1.client.Fd1LinkListener;
import org.pineflow.fd1.client.PacketHandler;
import org.pineflow.fd1.client.RequestPacket;

/** A link that counts how often its sockets were left unread, and does all else as the link behind it. */
final class RestCounter implements Fd1Link {

    private final Fd1Link link;
    private final AtomicInteger rests = new AtomicInteger();
    private final Map<Fd1LinkListener, Fd1LinkListener> listeners = new ConcurrentHashMap<>();

    RestCounter(Fd1Link link) {
        this.link = link;
    }

    int rests() {
        return rests.get();
    }

    @Override
    public EventLoop eventLoop() {
        return link.eventLoop();
    }

    @Override
    public void add(Fd1LinkListener listener) {
        link.add(listeners.computeIfAbsent(listener, Listening::new));
    }

    @Override
    public void remove(Fd1LinkListener listener) {
        link.remove(listeners.getOrDefault(listener, listener));
    }

    @Override
    public int listeners() {
        return link.listeners();
    }

    private final class Listening implements Fd1LinkListener {

        private final Fd1LinkListener listener;

        Listening(Fd1LinkListener listener) {
            this.listener = listener;
        }

        @Override
        public void connected(Fd1Connection connection) {
            listener.connected(new Counting(connection));
        }

        @Override
        public void disconnected(Fd1Connection connection, Fd1Exception cause) {
            listener.disconnected(new Counting(connection), cause);
        }

        @Override
        public void unreachable(Fd1Exception cause) {
            listener.unreachable(cause);
        }
    }

    private final class Counting implements Fd1Connection {

        private final Fd1Connection connection;

        Counting(Fd1Connection connection) {
            this.connection = connection;
        }

        @Override
        public void setReading(boolean reading) {
            if (!reading) {
                rests.incrementAndGet();
            }
            connection.setReading(reading);
        }

        @Override
        public String url() {
            return connection.url();
        }

        @Override
        public String send(RequestPacket request, PacketHandler handler) {
            return connection.send(request, handler);
        }

        @Override
        public void cancel(String rq) {
            connection.cancel(rq);
        }

        @Override
        public void forget(String rq) {
            connection.forget(rq);
        }

        @Override
        public long lateFrames(String rq) {
            return connection.lateFrames(rq);
        }

        @Override
        public long readingNanos() {
            return connection.readingNanos();
        }

        @Override
        public long lastFrameNanos() {
            return connection.lastFrameNanos();
        }

        @Override
        public void ping() {
            connection.ping();
        }

        @Override
        public void close(Fd1Exception reason) {
            connection.close(reason);
        }
    }
}
