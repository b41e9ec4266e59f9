package org.pineflow.fd1.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link on Netty. All state is owned by the event loop, but for the number of listeners and the counters, which any
 * thread may read.
 */
public final class NettyFd1Link implements Fd1Link {

    private static final Logger LOG = LoggerFactory.getLogger(NettyFd1Link.class);

    private final Fd1Settings settings;
    private final EventLoop eventLoop;
    private final LinkContext context;
    private final WebSocketOpener opener;
    private final Backoff backoff;

    private final List<Fd1LinkListener> listeners = new ArrayList<>();
    private volatile int listenerCount;
    private NettyFd1Connection connection;
    private boolean ready;
    private ScheduledFuture<?> retry;
    private int nextUrl;
    private long notBefore;

    /**
     * A link that does nothing until it has a listener.
     *
     * @param eventLoop owns the link
     * @param lookup looks up host names
     * @param observer watches the connections
     * @param jitter draws the waits before connecting again
     * @param clock the time of day and zone that a login tells
     * @param nanoTime as {@link System#nanoTime}
     * @throws IllegalArgumentException if a header of the settings cannot be sent
     */
    NettyFd1Link(
            Fd1Settings settings,
            EventLoop eventLoop,
            HostLookup lookup,
            ConnectionObserver observer,
            RandomGenerator jitter,
            Clock clock,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.eventLoop = eventLoop;
        this.context = LinkContext.of(settings, observer, clock, nanoTime);
        this.opener = new WebSocketOpener(eventLoop, settings, context.scrubber(), lookup);
        settings.urls().forEach(url -> Upgrade.headers(url, settings));
        this.notBefore = nanoTime.getAsLong();
        this.backoff = new Backoff(settings.reconnectDelay(), settings.reconnectMaxDelay(), jitter);
    }

    @Override
    public EventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    public void add(Fd1LinkListener listener) {
        onEventLoop(() -> {
            listeners.add(listener);
            listenerCount = listeners.size();
            if (ready) {
                tell(listener, l -> l.connected(connection));
            } else if (connection == null && retry == null) {
                connectWhenDue();
            }
        });
    }

    @Override
    public void remove(Fd1LinkListener listener) {
        if (eventLoop.isShutdown()) {
            return;
        }
        onEventLoop(() -> {
            listeners.remove(listener);
            listenerCount = listeners.size();
            if (listeners.isEmpty()) {
                disconnect();
            }
        });
    }

    @Override
    public int listeners() {
        return listenerCount;
    }

    /** How many packets of other protocols came ({@code pt}), since the link was made. */
    public long foreignPackets() {
        return context.strays().foreignCount();
    }

    /** How many packets came that belong to no request, since the link was made. */
    public long unknownPackets() {
        return context.strays().unknownCount();
    }

    private void connect() {
        retry = null;
        URI url = settings.urls().get(nextUrl);
        nextUrl = (nextUrl + 1) % settings.urls().size();
        connection = new NettyFd1Connection(url, context, eventLoop, new Events());
        opener.open(url, connection.session());
    }

    private void disconnect() {
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
        if (connection != null) {
            NettyFd1Connection unwanted = connection;
            connection = null;
            ready = false;
            unwanted.close(new Fd1Exception(unwanted.url() + ": closed, because no stream needs it any longer"));
        }
    }

    /** A stream that leaves and comes back must not cut a pause short. */
    private void connectWhenDue() {
        long left = notBefore - context.nanoTime().getAsLong();
        if (left <= 0) {
            connect();
        } else {
            retry = eventLoop.schedule(this::connect, left, TimeUnit.NANOSECONDS);
        }
    }

    private String next(long wait) {
        String url = Addresses.shown(settings.urls().get(nextUrl));
        return " (trying " + url + " in " + TimeUnit.NANOSECONDS.toMillis(wait) + " ms)";
    }

    private static Fd1Exception unreachable(Fd1Exception cause, String message) {
        return cause instanceof Fd1LoginException ? new Fd1LoginException(message) : new Fd1Exception(message, cause);
    }

    private void tellAll(Consumer<Fd1LinkListener> message) {
        for (Fd1LinkListener listener : List.copyOf(listeners)) {
            if (listeners.contains(listener)) {
                tell(listener, message);
            }
        }
    }

    /** A fault of one listener must not keep the others from hearing. */
    private void tell(Fd1LinkListener listener, Consumer<Fd1LinkListener> message) {
        try {
            message.accept(listener);
        } catch (RuntimeException fault) {
            LOG.error("a fault of ours while telling of a connection to {}", settings, fault);
        }
    }

    private void onEventLoop(Runnable action) {
        if (eventLoop.inEventLoop()) {
            action.run();
        } else {
            eventLoop.execute(action);
        }
    }

    /** What the connections tell; those that are not wanted any longer are not listened to. */
    private final class Events implements ConnectionListener {

        @Override
        public void ready(NettyFd1Connection opened) {
            if (opened != connection) {
                return;
            }
            ready = true;
            LOG.info("{}: connected", opened.url());
            tellAll(listener -> listener.connected(opened));
        }

        @Override
        public void ended(NettyFd1Connection gone, Fd1Exception cause, Ending ending) {
            if (gone != connection) {
                return;
            }
            boolean wasReady = ready;
            connection = null;
            ready = false;
            if (ending == Ending.LIVED) {
                backoff.reset();
            }
            long wait = ending == Ending.REFUSED ? backoff.longest() : backoff.next();
            notBefore = context.nanoTime().getAsLong() + wait;
            if (!eventLoop.isShuttingDown()) {
                retry = eventLoop.schedule(NettyFd1Link.this::connect, wait, TimeUnit.NANOSECONDS);
                LOG.warn("{}{}", cause.getMessage(), next(wait));
            }
            if (wasReady) {
                tellAll(listener -> listener.disconnected(gone, cause));
            } else {
                Fd1Exception told = unreachable(cause, cause.getMessage() + next(wait));
                tellAll(listener -> listener.unreachable(told));
            }
        }

        /** A server on the list of settings is the next to be tried; others are not trusted. */
        @Override
        public void offered(URI url) {
            for (int i = 0; i < settings.urls().size(); i++) {
                if (Addresses.shown(settings.urls().get(i)).equals(Addresses.shown(url))) {
                    nextUrl = i;
                    return;
                }
            }
            LOG.info("another server was offered that is not among alternateUrls, so it is not used");
        }
    }
}
