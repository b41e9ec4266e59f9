package org.pineflow.flowcore.client;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * HTTP/1.1 over kept connections, each used by the thread that sends: a batch costs one write, one read and no hand-over
 * to other threads. {@link java.net.http.HttpClient} costs more than compressing the batch does.
 */
public final class SocketWebhookTransport implements WebhookTransport {

    /** A connection that rests is kept for so long: firewalls forget those that rest for minutes, and tell nobody. */
    private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Connections that rest, to one sink. */
    private static final int MOST_RESTING = 32;

    private final SinkRoute route;
    private final Login login;
    private final Duration requestTimeout;
    private final ConcurrentMap<String, BlockingDeque<SinkSocket>> resting = new ConcurrentHashMap<>();

    /** @param requestTimeout from the first byte sent to the last byte of the answer */
    public SocketWebhookTransport(SinkRoute route, Login login, Duration requestTimeout) {
        this.route = route;
        this.login = login;
        this.requestTimeout = requestTimeout;
    }

    @Override
    public WebhookAnswer send(WebhookRequest request) throws IOException, InterruptedException {
        URI address = login.address(request.address());
        byte[] head = new RequestHead(route, login, address, request.headers())
                .header("Content-Length", Integer.toString(request.body().length))
                .bytes();
        BlockingDeque<SinkSocket> kept = resting.computeIfAbsent(
                address.getScheme() + "://" + address.getRawAuthority(),
                sink -> new LinkedBlockingDeque<>(MOST_RESTING));
        boolean repeated = false;
        while (true) {
            Optional<SinkSocket> rested = repeated ? Optional.empty() : fresh(kept);
            SinkSocket socket = rested.isPresent() ? rested.get() : new SinkSocket();
            boolean over = false;
            try {
                WebhookAnswer answer = exchange(socket, rested.isEmpty(), address, head, request.body());
                over = !socket.isKept();
                if (!over) {
                    socket.rest(System.nanoTime());
                    over = !kept.offerFirst(socket);
                }
                return answer;
            } catch (Stale closedMeanwhile) {
                over = true;
                repeated = true;
            } catch (IOException | InterruptedException | RuntimeException e) {
                over = true;
                throw e;
            } finally {
                if (over) {
                    socket.discard();
                }
            }
        }
    }

    /** The sink closed a kept connection before it saw the request. */
    private static final class Stale extends Exception {

        private static final long serialVersionUID = 1L;
    }

    private static Optional<SinkSocket> fresh(BlockingDeque<SinkSocket> kept) {
        for (SinkSocket socket = kept.pollFirst(); socket != null; socket = kept.pollFirst()) {
            if (socket.isFresh(System.nanoTime(), LONGEST_REST_NANOS)) {
                return Optional.of(socket);
            }
            socket.discard();
        }
        return Optional.empty();
    }

    private WebhookAnswer exchange(SinkSocket socket, boolean isNew, URI address, byte[] head, byte[] body)
            throws IOException, InterruptedException, Stale {
        CompletableFuture<Void> timer = new CompletableFuture<>();
        AtomicBoolean tooLate = new AtomicBoolean();
        timer.orTimeout(requestTimeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((done, late) -> {
            if (late != null) {
                tooLate.set(true);
                socket.close();
            }
        });
        try {
            if (isNew) {
                socket.connect(route, address);
            }
            return socket.exchange(head, body);
        } catch (IOException e) {
            if (e instanceof ClosedByInterruptException || Thread.interrupted()) {
                throw new InterruptedException("interrupted while sending");
            }
            if (tooLate.get()) {
                throw new IOException("no answer within " + requestTimeout.toMillis() + " ms (requestTimeout)");
            }
            if (socket.isUsed() && !socket.hasAnswerBegun()) {
                throw new Stale();
            }
            throw new IOException(login.mask(describe(e)));
        } finally {
            timer.complete(null);
        }
    }

    private static String describe(IOException cause) {
        boolean ours = cause.getClass().equals(IOException.class) && cause.getMessage() != null;
        return ours ? cause.getMessage() : ConnectionTrouble.describe(cause);
    }
}
