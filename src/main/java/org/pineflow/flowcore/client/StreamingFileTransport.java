package org.pineflow.flowcore.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
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

    private static final int BUFFER = 1 << 16;

    /** How long a sink may think about {@code Expect} before the file is sent unasked, as RFC 9110 wants it. */
    private static final int LONGEST_THOUGHT_MS = 5000;

    /** How long is waited for the answer of a sink that takes no more bytes. */
    private static final int LAST_WORD_MS = 1000;

    private final FileRoute route;
    private final Login login;
    private final Duration requestTimeout;

    /** @param requestTimeout from the last byte that the sink took to the last byte of the answer */
    public StreamingFileTransport(FileRoute route, Login login, Duration requestTimeout) {
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
            throw new IOException(login.mask(describe(e.getCause())));
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
        try (Socket socket = route.connect(unconnected, request.address());
                FileAnswers answers = new FileAnswers(socket.getInputStream());
                InputStream body = bytes.body()) {
            OutputStream out = socket.getOutputStream();
            out.write(head(request, bytes.length()));
            if (request.expectContinue()) {
                Optional<WebhookAnswer> refusal = refusal(socket, answers);
                if (refusal.isPresent()) {
                    return refusal.get();
                }
            }
            Optional<WebhookAnswer> early = send(body, out, answers, socket);
            return early.isPresent() ? early.get() : last(answers);
        }
    }

    /** What the sink says to the question whether it would take the file; empty when it has nothing against it. */
    private static Optional<WebhookAnswer> refusal(Socket socket, FileAnswers answers) throws IOException {
        socket.setSoTimeout(LONGEST_THOUGHT_MS);
        try {
            WebhookAnswer answer = answers.next();
            return isInterim(answer) ? Optional.empty() : Optional.of(answer);
        } catch (SocketTimeoutException silence) {
            return Optional.empty();
        } finally {
            socket.setSoTimeout(0);
        }
    }

    /** Sends the body; an answer that comes before its end ends it. */
    private static Optional<WebhookAnswer> send(InputStream body, OutputStream out, FileAnswers answers, Socket socket)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            try {
                out.write(buffer, 0, count);
            } catch (IOException cut) {
                return Optional.of(lastWord(socket, answers, cut));
            }
            if (answers.hasCome()) {
                WebhookAnswer answer = answers.next();
                if (!isInterim(answer)) {
                    return Optional.of(answer);
                }
            }
        }
        return Optional.empty();
    }

    /** A sink that has closed the connection may have said why before. */
    private static WebhookAnswer lastWord(Socket socket, FileAnswers answers, IOException cut) throws IOException {
        try {
            socket.setSoTimeout(LAST_WORD_MS);
            return last(answers);
        } catch (IOException nothing) {
            cut.addSuppressed(nothing);
            throw cut;
        }
    }

    private static WebhookAnswer last(FileAnswers answers) throws IOException {
        WebhookAnswer answer = answers.next();
        while (isInterim(answer)) {
            answer = answers.next();
        }
        return answer;
    }

    private static boolean isInterim(WebhookAnswer answer) {
        return answer.status() < 200;
    }

    private byte[] head(FileRequest request, long length) {
        URI address = login.address(request.address());
        StringBuilder head = new StringBuilder("POST " + route.requestTarget(address) + " HTTP/1.1\r\n");
        header(head, "Host", address.getRawAuthority());
        request.headers().forEach((name, value) -> header(head, name, value));
        login.authorization().ifPresent(key -> header(head, "Authorization", key));
        header(head, "Content-Length", Long.toString(length));
        header(head, "Connection", "close");
        if (request.expectContinue()) {
            header(head, "Expect", "100-continue");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void header(StringBuilder head, String name, String value) {
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("the header " + name + " holds what is no printable ASCII");
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static String describe(Throwable cause) {
        String text = cause.getMessage();
        if (cause instanceof SocketTimeoutException) {
            return "no connection within connectTimeout";
        }
        if (cause instanceof UnknownHostException) {
            return "cannot connect: there is no host " + text;
        }
        if (cause instanceof ConnectException) {
            return "cannot connect" + (text == null ? "" : ": " + text);
        }
        return text == null
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ": " + text;
    }
}
