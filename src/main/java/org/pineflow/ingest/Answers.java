package org.pineflow.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.pineflow.ingest.request.ContentCoding;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.store.Receipt;

/**
 * The answers, always JSON. Their fields are all that any of the official clients looks for: a success never has
 * {@code error} and {@code message}, an error always has both. A message leaves with no other headers than an answer's,
 * because platform-http sends every header of the message.
 */
final class Answers {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RETRY_AFTER_SECONDS = "5";

    private Answers() {}

    static void accepted(Message message, ReceivedRequest received, Receipt receipt) {
        List<String> ids = receipt.eventIds().stream().map(UUID::toString).toList();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("success", true);
        body.put("received", true);
        received.submission().file().ifPresent(file -> {
            body.put("checksum", file.sha256());
            body.put("hashType", "SHA256");
            body.put("fileId", file.fileId());
        });
        if (received.batch()) {
            body.put("eventIds", ids);
        } else {
            body.put("eventType", received.submission().type().eventType());
            body.put("flowType", received.submission().type().flowType());
            body.put("eventId", ids.get(0));
        }
        json(message, 200, text(body).getBytes(StandardCharsets.UTF_8));
    }

    static void refused(Message message, RequestRefusedException refused) {
        json(message, refused.status().code(), refusal(refused).getBytes(StandardCharsets.UTF_8));
    }

    /** The body of an error, for an answer that does not go by way of a message. */
    static String refusal(RequestRefusedException refused) {
        RequestRefusedException.Status status = refused.status();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("success", false);
        body.put("statusCode", status.code());
        body.put("status", status.code());
        body.put("code", status.name());
        body.put("error", status.phrase());
        body.put("message", refused.getMessage());
        if (!refused.faults().isEmpty()) {
            body.put("index", refused.faults().get(0).index());
            body.put("errors", refused.faults());
            body.put("errorCount", refused.faultCount());
        }
        return text(body);
    }

    /** The headers that go with an error beside its body. */
    static Map<String, String> headers(RequestRefusedException refused) {
        return switch (refused.status()) {
            case UNAUTHORIZED -> Map.of("WWW-Authenticate", "ApiKey realm=\"ingestion\"");
            case METHOD_NOT_ALLOWED -> Map.of("Allow", "POST");
            case UNSUPPORTED_MEDIA_TYPE -> Map.of("Accept-Encoding", ContentCoding.ACCEPTED);
            case TOO_MANY_REQUESTS ->
                Map.of("Retry-After", refused.retryAfter().map(Answers::seconds).orElse(RETRY_AFTER_SECONDS));
            case SERVICE_UNAVAILABLE -> Map.of("Retry-After", RETRY_AFTER_SECONDS);
            default -> Map.of();
        };
    }

    /** Rounded up: earlier it would be refused again. */
    private static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
    }

    /** @param body JSON; not copied */
    static void json(Message message, int status, byte[] body) {
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setBody(ByteBuffer.wrap(body));
    }

    private static String text(Map<String, Object> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer of texts and numbers is always JSON", e);
        }
    }
}
