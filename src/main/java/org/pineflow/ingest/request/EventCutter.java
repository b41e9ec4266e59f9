package org.pineflow.ingest.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/**
 * Cuts the events out of a request's body as byte ranges: what is stored is what was sent, digit by digit. Takes all of
 * a body or nothing.
 *
 * <p>Where a header names a field for the event time (or valid time), a top-level field of that name gives it; an event
 * without the field, or with {@code null} in it, has the time of the request. A field that holds anything but a time
 * refuses the request, so that nothing silently becomes "now".
 */
public final class EventCutter {

    /** Deeper JSON, and numbers with more digits than this, are refused. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(500)
                    .maxNumberLength(1000)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** The index of an event that is in no batch. */
    private static final int ALONE = -1;

    private final EventTimes times;
    private final int maxEventBytes;
    private final int maxEvents;

    /**
     * @param maxEventBytes the longest event that is taken, in bytes of JSON
     * @param maxEvents the most events that are taken in one batch
     */
    public EventCutter(EventTimes times, int maxEventBytes, int maxEvents) {
        this.times = times;
        this.maxEventBytes = maxEventBytes;
        this.maxEvents = maxEvents;
    }

    /**
     * The event that is the whole body.
     *
     * @throws RequestRefusedException 400 when the body is not one JSON object, or too long
     */
    public NewEvent single(byte[] body) {
        return parse(body, parser -> {
            NewEvent event = event(body, parser, ALONE);
            end(parser);
            return event;
        });
    }

    /**
     * The events of a body that is a JSON array, in order. An empty array has none.
     *
     * @throws RequestRefusedException 400 when the body is not a JSON array of objects, or one of them is too long; 413
     *     when there are too many
     */
    public List<NewEvent> batch(byte[] body) {
        return parse(body, parser -> {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw RequestRefusedException.badRequest("the body has to be a JSON array of events");
            }
            List<NewEvent> events = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (events.size() == maxEvents) {
                    throw new RequestRefusedException(
                            Status.CONTENT_TOO_LARGE, "a batch may have at most " + maxEvents + " events");
                }
                events.add(event(body, parser, events.size()));
            }
            end(parser);
            return events;
        });
    }

    private interface Reading<T> {
        T from(JsonParser parser) throws IOException;
    }

    private <T> T parse(byte[] body, Reading<T> reading) {
        StrictUtf8.check(body);
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() == null) {
                throw RequestRefusedException.badRequest("the body is empty");
            }
            return reading.from(parser);
        } catch (StreamConstraintsException e) {
            throw RequestRefusedException.badRequest("the body is JSON that is too deep or has too long a number");
        } catch (IOException e) {
            throw RequestRefusedException.badRequest("the body is not valid JSON");
        }
    }

    private NewEvent event(byte[] body, JsonParser parser, int index) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw refused("an event has to be a JSON object", index);
        }
        int from = offset(parser.currentTokenLocation());
        Optional<Instant> eventTime = Optional.empty();
        Optional<Instant> validTime = Optional.empty();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            if (isKey(times.eventTimeKey(), name)) {
                eventTime = time(name, parser, index);
            }
            if (isKey(times.validTimeKey(), name)) {
                validTime = time(name, parser, index);
            }
            parser.skipChildren();
        }
        int to = offset(parser.currentLocation());
        if (to - from > maxEventBytes) {
            throw refused("Event size exceeds maximum limit of " + maxEventBytes + " bytes", index);
        }
        return new NewEvent(
                Arrays.copyOfRange(body, from, to), eventTime.or(times::eventTime), validTime.or(times::validTime));
    }

    private static boolean isKey(Optional<String> key, String name) {
        return key.isPresent() && key.get().equals(name);
    }

    private static Optional<Instant> time(String field, JsonParser parser, int index) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        Optional<Instant> time =
                parser.currentToken() == JsonToken.VALUE_STRING ? EventTime.parse(parser.getText()) : Optional.empty();
        if (time.isEmpty()) {
            throw refused("the field '" + field + "' has to be a time like 2024-01-15T10:30:00.000Z", index);
        }
        return time;
    }

    private static void end(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw RequestRefusedException.badRequest("there is more after the end of the JSON");
        }
    }

    private static int offset(JsonLocation location) {
        return (int) location.getByteOffset();
    }

    private static RequestRefusedException refused(String message, int index) {
        return index == ALONE
                ? RequestRefusedException.badRequest(message)
                : new RequestRefusedException(Status.BAD_REQUEST, message, index);
    }
}
