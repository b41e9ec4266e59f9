package org.pineflow.ingest.connection;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;

/**
 * Answers what is no HTTP, or too long for it, or comes while the service is not there, and closes the connection: nobody
 * knows where the next request begins.
 */
final class UnreadableRequest implements Handler<HttpServerRequest> {

    private final ConnectionLimits limits;

    UnreadableRequest(ConnectionLimits limits) {
        this.limits = limits;
    }

    @Override
    public void handle(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof OpeningHours.ClosedException) {
            request.response().putHeader("Retry-After", "5");
            answer(request, 503, "SERVICE_UNAVAILABLE", "Service Unavailable", "the service is starting or stopping");
        } else if (cause instanceof TooLongHttpLineException) {
            answer(
                    request,
                    414,
                    "URI_TOO_LONG",
                    "URI Too Long",
                    "the request line is longer than " + limits.maxRequestLineBytes() + " bytes");
        } else if (cause instanceof TooLongHttpHeaderException) {
            answer(
                    request,
                    431,
                    "REQUEST_HEADER_FIELDS_TOO_LARGE",
                    "Request Header Fields Too Large",
                    "the headers are longer than " + limits.maxHeaderBytes() + " bytes together");
        } else {
            answer(request, 400, "BAD_REQUEST", "Bad Request", "this is no valid HTTP request");
        }
    }

    private static void answer(HttpServerRequest request, int status, String code, String phrase, String message) {
        String body =
                """
                {"success":false,"statusCode":%1$d,"status":%1$d,"code":"%2$s","error":"%3$s","message":"%4$s"}"""
                        .formatted(status, code, phrase, message);
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Connection", "close")
                .end(body)
                .onComplete(answered -> request.connection().close());
    }
}
