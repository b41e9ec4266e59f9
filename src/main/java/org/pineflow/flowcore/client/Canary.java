package org.pineflow.flowcore.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One event that is posted to see whether a sink takes events, and what it makes of long numbers. It holds a number of 19
 * digits twice, as a number and as a text; the number is odd, so that it cannot pass through a double unchanged.
 */
public final class Canary {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter BUCKET =
            DateTimeFormatter.ofPattern("yyyyMMddHH'0000'").withZone(ZoneOffset.UTC);
    private static final long NANOS = 1_000_000_000L;
    private static final long HUNDREDS_OF_NANOS = 10_000_000L;

    /** From 1582, where UUIDs count from, to 1970, in 100 ns. */
    private static final long UUID_EPOCH = 0x01b21dd213814000L;

    private static final int QUOTED = 200;

    private final String tenant;
    private final String dataCore;
    private final String flowType;
    private final String eventType;
    private final Target target;
    private final WebhookTransport transport;
    private final Login login;
    private final long number;
    private final Instant now;

    /**
     * What a sink answered.
     *
     * @param eventId of the event when it was taken; empty = it was not
     * @param trouble why not, for people, without secrets; else empty
     */
    public record Posted(Optional<String> eventId, String trouble) {}

    /** What came back when the event was read. */
    public enum Survival {
        /** Number and text are as they were sent. */
        INTACT,
        /** The number is another one. */
        NUMBER_CHANGED,
        /** The text is another one, or the event is. */
        EVENT_CHANGED,
        /** The event is not there yet. */
        NOT_THERE,
        /** It cannot be read here. */
        UNREADABLE
    }

    /**
     * @param survival what became of the event
     * @param detail the number that came back, or why nothing did; for people
     */
    public record ReadBack(Survival survival, String detail) {}

    /**
     * @param baseUrl of the sink
     * @param clock gives the number and the time in the event
     * @throws IllegalArgumentException when a name is missing or unfit
     */
    public Canary(
            String baseUrl,
            String tenant,
            String dataCore,
            String flowType,
            String eventType,
            WebhookTransport transport,
            Login login,
            Clock clock) {
        this.tenant = tenant;
        this.dataCore = dataCore;
        this.flowType = flowType;
        this.eventType = eventType;
        this.target = Target.of(baseUrl, "event", tenant, dataCore, flowType, eventType);
        this.transport = transport;
        this.login = login;
        this.now = clock.instant();
        this.number = (now.getEpochSecond() * NANOS + now.getNano()) | 1;
    }

    /** Posts the event, once. */
    public Posted post() throws InterruptedException {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json");
        headers.put("Idempotency-Key", "canary-" + number);
        try {
            WebhookAnswer answer = transport.send(new WebhookRequest(target.uri(), headers, event()));
            if (answer.status() / 100 != 2) {
                return new Posted(Optional.empty(), "it answered " + answer.status() + " " + quoted(answer));
            }
            String id = JSON.readTree(answer.body()).path("eventId").asText();
            return id.isEmpty()
                    ? new Posted(
                            Optional.empty(),
                            "it answered " + answer.status() + ", but with no eventId: is it an ingestion service?")
                    : new Posted(Optional.of(id), "");
        } catch (JsonProcessingException noJson) {
            return new Posted(Optional.empty(), "its answer is no JSON: is it an ingestion service?");
        } catch (IOException unreachable) {
            return new Posted(Optional.empty(), "it could not be posted to: " + unreachable.getMessage());
        }
    }

    private byte[] event() {
        return ("{\"pineflowCanary\":true,\"number\":" + number + ",\"text\":\"" + number + "\",\"sentAt\":\"" + now
                        + "\",\"note\":\"posted by pineflow check; not data\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the event back by name, as the event-source API has it.
     *
     * @param readUrl what {@code /events} is put behind, for example {@code https://host/api/v1}
     * @param eventId as {@link #post} returned it
     */
    public ReadBack read(String readUrl, String eventId) throws InterruptedException {
        try {
            WebhookAnswer answer = transport.send(new WebhookRequest(
                    readAddress(readUrl, eventId),
                    Map.of("Content-Type", "application/json", "Accept", "application/json"),
                    question(eventId)));
            if (answer.status() / 100 != 2) {
                return new ReadBack(Survival.UNREADABLE, "it answered " + answer.status() + " " + quoted(answer));
            }
            for (JsonNode event : JSON.readTree(answer.body()).path("events")) {
                if (event.path("eventId").asText().equals(eventId)) {
                    return compared(event.path("payload"));
                }
            }
            return new ReadBack(Survival.NOT_THERE, "the event is not among those it returns");
        } catch (JsonProcessingException noJson) {
            return new ReadBack(Survival.UNREADABLE, "its answer is no JSON");
        } catch (IOException unreachable) {
            return new ReadBack(Survival.UNREADABLE, unreachable.getMessage());
        } catch (IllegalArgumentException noAddress) {
            return new ReadBack(Survival.UNREADABLE, "it is no address");
        }
    }

    /** Where the key travels in the query there is no room for more: then the whole hour is read. */
    private URI readAddress(String readUrl, String eventId) {
        String events = readUrl.replaceAll("/+$", "") + "/events";
        return URI.create(
                login.authorization().isEmpty()
                        ? events
                        : events + "?pageSize=10&fromEventId=" + URLEncoder.encode(eventId, StandardCharsets.UTF_8));
    }

    private byte[] question(String eventId) throws JsonProcessingException {
        ObjectNode question = JSON.createObjectNode();
        question.put("tenant", tenant).put("dataCoreId", dataCore).put("flowType", flowType);
        question.putArray("eventTypes").add(eventType);
        question.put("timeBucket", BUCKET.format(timeOf(eventId)));
        return JSON.writeValueAsBytes(question);
    }

    /** Ids bear the time by which events are kept; another kind of id says nothing, and the time of sending must do. */
    private Instant timeOf(String eventId) {
        try {
            UUID id = UUID.fromString(eventId);
            long ticks = id.timestamp() - UUID_EPOCH;
            return Instant.ofEpochSecond(ticks / HUNDREDS_OF_NANOS);
        } catch (IllegalArgumentException | UnsupportedOperationException otherKind) {
            return now;
        }
    }

    private ReadBack compared(JsonNode payload) {
        JsonNode back = payload.path("number");
        if (!payload.path("text").asText().equals(Long.toString(number))) {
            return new ReadBack(Survival.EVENT_CHANGED, "the text of 19 digits is not the one that was sent");
        }
        boolean same = back.isIntegralNumber() && back.asText().equals(Long.toString(number));
        return same
                ? new ReadBack(Survival.INTACT, Long.toString(number))
                : new ReadBack(Survival.NUMBER_CHANGED, number + " came back as " + back);
    }

    private String quoted(WebhookAnswer answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8)
                .codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .limit(QUOTED)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.isBlank() ? "" : "(" + login.mask(text) + ")";
    }
}
