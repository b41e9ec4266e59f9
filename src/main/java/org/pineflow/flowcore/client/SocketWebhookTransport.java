package org.pineflow.flowcore.client;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Optional;

/**
 * HTTP/1.1 over kept connections, each used by the thread that sends: a batch costs one write, one read and no hand-over
 * to other threads. {@link java.net.http.HttpClient} costs more than compressing the batch does.
 */
public final class SocketWebhookTransport implements WebhookTransport {

    private final SinkRoute route;
    private final Login login;
    private final Duration requestTimeout;
    private final RestingSockets resting;

    /**
     * @param requestTimeout from the first byte sent to the last byte of the answer
     * @param resting where connections rest between requests
     */
    public SocketWebhookTransport(SinkRoute route, Login login, Duration requestTimeout, RestingSockets resting) {
        this.route = route;
        this.login = login;
        this.requestTimeout = requestTimeout;
        this.resting = resting;
    }

    @Override
    public WebhookAnswer send(WebhookRequest request) throws IOException, InterruptedException {
        URI address = login.address(request.address());
        RequestHead head = new RequestHead(login, address, request.headers())
                .header("Content-Length", Integer.toString(request.body().length));
        RestingSockets.Way way = new RestingSockets.Way(route, address.getScheme() + "://" + address.getRawAuthority());
        boolean repeated = false;
        while (true) {
            Optional<SinkSocket> rested = repeated ? Optional.empty() : resting.take(way);
            SinkSocket socket = rested.isPresent() ? rested.get() : new SinkSocket(requestTimeout);
            boolean over = false;
            try {
                WebhookAnswer answer = exchange(socket, rested.isEmpty(), address, head, request.body());
                over = !socket.isKept();
                if (!over) {
                    resting.rest(way, socket);
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

    private WebhookAnswer exchange(SinkSocket socket, boolean isNew, URI address, RequestHead head, byte[] body)
            throws IOException, InterruptedException, Stale {
        AnswerWatch watch = socket.watch();
        watch.begin();
        try {
            if (isNew) {
                socket.connect(route, address);
            }
            return socket.exchange(address, head, body);
        } catch (IOException e) {
            if (e instanceof ClosedByInterruptException || Thread.interrupted()) {
                throw new InterruptedException("interrupted while sending");
            }
            if (watch.wasTooLate()) {
                throw new IOException("no answer within " + requestTimeout.toMillis() + " ms (requestTimeout)");
            }
            if (socket.isUsed() && !socket.hasAnswerBegun()) {
                throw new Stale();
            }
            throw new IOException(login.mask(describe(e)));
        } finally {
            watch.end();
        }
    }

    private static String describe(IOException cause) {
        boolean ours = cause.getClass().equals(IOException.class) && cause.getMessage() != null;
        return ours ? cause.getMessage() : ConnectionTrouble.describe(cause);
    }
}
