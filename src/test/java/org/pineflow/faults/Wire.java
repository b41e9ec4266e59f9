package org.pineflow.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/**
 * The network between the bridge and the FD1 server: TCP on both sides, and an understanding of what passes, so that it can
 * go wrong at a chosen moment. Threads of its own carry the bytes, two a connection; all else is safe for threads.
 */
final class Wire implements AutoCloseable {

    private final ServerSocket listening;
    private final URI server;
    private final WireListener listener;
    private final IntSupplier run;
    private final Set<WireConnection> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition lifted = lock.newCondition();
    private boolean silent;
    private volatile boolean slow;
    private volatile int refusal;

    /**
     * @param run tells which life of the bridge a connection belongs to
     */
    Wire(URI server, WireListener listener, IntSupplier run) {
        this.server = server;
        this.listener = listener;
        this.run = run;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::listen);
    }

    /** Where the bridge finds the server. */
    String url() {
        return "ws://127.0.0.1:" + listening.getLocalPort() + server.getPath();
    }

    /** Closes every connection, with a reset or in good order. */
    void cut(boolean reset) {
        open.forEach(connection -> connection.close(reset));
    }

    /** Nothing passes any more, either way, and nothing is closed. */
    void silence() {
        lock.lock();
        try {
            silent = true;
        } finally {
            lock.unlock();
        }
    }

    /** What the server sends passes a few bytes at a time. */
    void slow() {
        slow = true;
    }

    /** Upgrades are answered with this HTTP status. */
    void refuse(int status) {
        refusal = status;
    }

    /** All is well again. */
    void heal() {
        slow = false;
        refusal = 0;
        lock.lock();
        try {
            silent = false;
            lifted.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        heal();
        cut(false);
    }

    /** Returns when bytes may pass. */
    void pass() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (silent) {
                lifted.await();
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isSlow() {
        return slow;
    }

    /** The status that upgrades are answered with; 0 = they pass. */
    int refusal() {
        return refusal;
    }

    void ended(WireConnection connection) {
        open.remove(connection);
    }

    private void listen() {
        while (!listening.isClosed()) {
            try {
                Socket bridge = listening.accept();
                bridge.setTcpNoDelay(true);
                Socket far = new Socket(server.getHost(), server.getPort());
                far.setTcpNoDelay(true);
                WireConnection connection = new WireConnection(this, bridge, far, run.getAsInt(), listener);
                open.add(connection);
                start(connection::carryRequests);
                start(connection::carryAnswers);
            } catch (IOException e) {
                // Closed, or the server is: the bridge will try again.
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        thread.start();
    }
}
