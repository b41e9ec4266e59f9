package org.pineflow.flowcore.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Carries files, each over a connection and by a thread of its own, and hears what the sink says before it has everything.
 * {@link java.net.http.HttpClient} does not: it listens only when the whole body is sent, and on Java 17 it waits for ever
 * when {@code Expect: 100-continue} is refused.
 */
public final class StreamingFileTransport implements FileTransport {

    /** How long a sink may think about {@code Expect} before the file is sent unasked, as RFC 9110 wants it. */
    private static final int LONGEST_THOUGHT_MS = 5000;

    private final SinkRoute route;
    private final Login login;
    private final Duration requestTimeout;

    /** @param requestTimeout from the last byte that the sink took to the last byte of the answer */
    public StreamingFileTransport(SinkRoute route, Login login, Duration requestTimeout) {
        this.route = route;
        this.login = login;
        this.requestTimeout = requestTimeout;
    }

    @Override
    public WebhookAnswer send(FileRequest request, FileTransmission bytes) throws IOException, InterruptedException {
        try (Socket socket = new Socket()) {
            FutureTask<WebhookAnswer> exchange = new FutureTask<>(() -> exchange(socket, request, bytes));
            Thread worker = new Thread(exchange, "flowcore-file");
            worker.setDaemon(true);
            worker.start();
            return await(exchange, bytes);
        } catch (ExecutionException e) {
            throw new IOException(login.mask(ConnectionTrouble.describe(e.getCause())));
        }
    }

    private WebhookAnswer await(FutureTask<WebhookAnswer> exchange, FileTransmission bytes)
            throws IOException, InterruptedException, ExecutionException {
        long left = requestTimeout.toNanos();
        while (left > 0) {
            try {
                return exchange.get(left, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                left = bytes.movedAt() + requestTimeout.toNanos() - System.nanoTime();
            }
        }
        throw new IOException("no answer within " + requestTimeout.toMillis() + " ms (requestTimeout)");
    }

    private WebhookAnswer exchange(Socket unconnected, FileRequest request, FileTransmission bytes) throws IOException {
        Optional<InetSocketAddress> through = route.proxyFor(request.address());
        try (Socket socket = route.connect(unconnected, request.address(), through);
                SinkAnswers answers = new SinkAnswers(socket.getInputStream());
                InputStream body = bytes.body()) {
            OutputStream out = socket.getOutputStream();
            out.write(head(request, bytes.length(), through));
            if (request.expectContinue()) {
                Optional<WebhookAnswer> refusal = refusal(socket, answers);
                if (refusal.isPresent()) {
                    return refusal.get();
                }
            }
            Optional<WebhookAnswer> early = new BodySender(socket, answers).send(body);
            return early.isPresent() ? early.get() : answers.last();
        }
    }

    /** What the sink says to the question whether it would take the file; empty when it has nothing against it. */
    private static Optional<WebhookAnswer> refusal(Socket socket, SinkAnswers answers) throws IOException {
        socket.setSoTimeout(LONGEST_THOUGHT_MS);
        try {
            WebhookAnswer answer = answers.next();
            return answer.isInterim() ? Optional.empty() : Optional.of(answer);
        } catch (SocketTimeoutException silence) {
            return Optional.empty();
        } finally {
            socket.setSoTimeout(0);
        }
    }

    private byte[] head(FileRequest request, long length, Optional<InetSocketAddress> through) {
        URI address = login.address(request.address());
        RequestHead head = new RequestHead(login, address, request.headers())
                .header("Content-Length", Long.toString(length))
                .header("Connection", "close");
        if (request.expectContinue()) {
            head.header("Expect", "100-continue");
        }
        return head.bytes(SinkRoute.requestTarget(address, through));
    }
}
