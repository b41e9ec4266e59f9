package org.pineflow.fd1.client;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All links of a process, with the threads that run them: {@code pineflow-fd1-1} and on, all daemons. Thread-safe. Close
 * it when no stream is running any more.
 */
public final class Fd1Links implements AutoCloseable {

    private static final long CLOSE_SECONDS = 5;

    private final EventLoopGroup group;
    private final ExecutorService lookups;
    private final HostLookup lookup;
    private final Map<Fd1Settings, NettyFd1Link> shared = new ConcurrentHashMap<>();

    /** @param threads how many event loops share the links, at least 1 */
    public Fd1Links(int threads) {
        this.group = new NioEventLoopGroup(threads, daemons("pineflow-fd1-"));
        this.lookups = Executors.newCachedThreadPool(daemons("pineflow-fd1-lookup-"));
        this.lookup = new HostLookup(lookups);
    }

    /**
     * A link for these settings. It connects when it gets its first listener and closes its socket with the last one,
     * so nothing has to be given back.
     *
     * @param share whether to use one link with everyone who shares and has equal settings; otherwise it is a new one
     * @throws IllegalArgumentException if the settings cannot work
     */
    public NettyFd1Link acquire(Fd1Settings settings, boolean share) {
        return share ? shared.computeIfAbsent(settings, this::create) : create(settings);
    }

    /** A new link with a socket of its own, whose connections are watched. */
    public Fd1Link acquireWatched(Fd1Settings settings, ConnectionObserver observer) {
        return create(settings, group.next(), observer);
    }

    /** A new link with a socket of its own, on the event loop of another link: their handlers may share state. */
    public Fd1Link acquireBeside(Fd1Link other, Fd1Settings settings) {
        return create(settings, other.eventLoop(), ConnectionObserver.NONE);
    }

    /** Closes all sockets and ends the threads; waits for that, unless called on one of them. */
    @Override
    public void close() {
        boolean onLoop = false;
        for (var executor : group) {
            onLoop |= executor.inEventLoop();
        }
        var closed = group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
        if (!onLoop) {
            closed.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
        lookups.shutdownNow();
    }

    private NettyFd1Link create(Fd1Settings settings) {
        return create(settings, group.next(), ConnectionObserver.NONE);
    }

    private NettyFd1Link create(Fd1Settings settings, EventLoop loop, ConnectionObserver observer) {
        return new NettyFd1Link(
                settings,
                loop,
                lookup,
                observer,
                // A generator of the event loop that draws, and not of the thread that is here.
                () -> ThreadLocalRandom.current().nextLong(),
                Clock.systemDefaultZone(),
                System::nanoTime);
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
