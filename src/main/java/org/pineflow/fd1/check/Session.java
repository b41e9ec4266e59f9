package org.pineflow.fd1.check;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.pineflow.fd1.client.ConnectionObserver;
import org.pineflow.fd1.client.Fd1Connection;
import org.pineflow.fd1.client.Fd1Exception;
import org.pineflow.fd1.client.Fd1Link;
import org.pineflow.fd1.client.Fd1LinkListener;
import org.pineflow.fd1.client.Fd1Links;
import org.pineflow.fd1.client.Fd1LoginException;
import org.pineflow.fd1.client.Fd1Settings;

/**
 * A logged-in connection on a socket of its own, for as long as it is needed. Confined to the link's event loop, but for
 * {@link #await} and {@link #onLoop}.
 */
final class Session implements Fd1LinkListener, AutoCloseable {

    private final Fd1Link link;
    private final int addresses;
    private final CompletableFuture<Opened> opened = new CompletableFuture<>();
    private Optional<Fd1Connection> connection = Optional.empty();
    private String trouble = "it is not open yet";
    private int failures;

    /**
     * What became of the connection.
     *
     * @param url of the server, when there is a connection; else empty
     * @param trouble why there is none
     * @param refused whether the server refused the login
     */
    record Opened(String url, String trouble, boolean refused) {

        boolean isOpen() {
            return !url.isEmpty();
        }
    }

    private Session(Fd1Link link, int addresses) {
        this.link = link;
        this.addresses = addresses;
    }

    /** Begins to connect; every address of the settings is tried once. */
    static Session open(Fd1Links links, Fd1Settings server, ConnectionObserver observer) {
        Session session = new Session(
                links.acquireWatched(server, observer), server.urls().size());
        session.link.add(session);
        return session;
    }

    /** Waits until it is known whether there is a connection. */
    Opened await(Duration longest) throws InterruptedException {
        return Waiting.on(
                opened,
                longest,
                () -> new Opened(
                        "",
                        "no connection and login came about within " + Words.seconds(longest)
                                + ", and no reason was given",
                        false));
    }

    /** The connection of this moment; on the event loop. */
    Optional<Fd1Connection> connection() {
        return connection;
    }

    /** Why there is no connection; on the event loop. */
    String trouble() {
        return trouble;
    }

    /** Runs something on the event loop, unless that has ended. */
    void onLoop(Runnable task) {
        try {
            link.eventLoop().execute(task);
        } catch (RejectedExecutionException ended) {
            // Whoever waits does not wait for ever.
        }
    }

    @Override
    public void connected(Fd1Connection ready) {
        connection = Optional.of(ready);
        opened.complete(new Opened(ready.url(), "", false));
    }

    @Override
    public void disconnected(Fd1Connection gone, Fd1Exception cause) {
        connection = Optional.empty();
        trouble = cause.getMessage();
    }

    @Override
    public void unreachable(Fd1Exception cause) {
        trouble = withoutNextTry(cause);
        boolean refused = cause instanceof Fd1LoginException;
        if (++failures >= addresses) {
            opened.complete(new Opened("", trouble, refused));
        }
    }

    /** The link says when it tries again; nobody waits for that here. */
    private static String withoutNextTry(Fd1Exception cause) {
        return cause.getMessage().replaceFirst(" \\(trying \\S+ in \\d+ ms\\)$", "");
    }

    @Override
    public void close() {
        link.remove(this);
    }
}
