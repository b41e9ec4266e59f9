package org.pineflow.flowcore.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The transport of the JDK: HTTP/1.1 over kept connections. */
public final class JdkWebhookTransport implements WebhookTransport {

    private final HttpClient client;
    private final Login login;
    private final Duration requestTimeout;

    /**
     * Uses {@code client}, which must not follow redirects.
     *
     * @param requestTimeout from the first byte sent to the last byte of the answer
     */
    public JdkWebhookTransport(HttpClient client, Login login, Duration requestTimeout) {
        this.client = client;
        this.login = login;
        this.requestTimeout = requestTimeout;
    }

    @Override
    public WebhookAnswer send(WebhookRequest request) throws IOException, InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(login.address(request.address()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach(builder::setHeader);
        login.authorization().ifPresent(key -> builder.setHeader("Authorization", key));
        CompletableFuture<HttpResponse<BoundedBody.Content>> answer =
                client.sendAsync(builder.build(), info -> new BoundedBody(MAX_ANSWER_BYTES));
        try {
            // The client's own timeout ends with the headers of the answer; a body that trickles in would pass it.
            HttpResponse<BoundedBody.Content> response = answer.get(requestTimeout.toNanos(), TimeUnit.NANOSECONDS);
            return new WebhookAnswer(
                    response.statusCode(),
                    response.headers().firstValue("Retry-After"),
                    response.headers().firstValue("Date"),
                    response.body().bytes(),
                    response.body().truncated());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no answer within " + requestTimeout.toMillis() + " ms (requestTimeout)");
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw new IOException(login.mask(describe(e.getCause())));
        }
    }

    private static String describe(Throwable cause) {
        if (cause instanceof HttpTimeoutException) {
            return "no connection within connectTimeout";
        }
        if (cause instanceof ConnectException) {
            return "cannot connect" + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
        }
        if (String.valueOf(cause.getMessage()).contains("received no bytes")) {
            return "the connection was closed without an answer";
        }
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
