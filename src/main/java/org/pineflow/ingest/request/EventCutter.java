package org.pineflow.ingest.request;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/**
 * Cuts the events out of a request's body as byte ranges: what is stored is what was sent, digit by digit, escapes of
 * lone surrogates and keys that are there twice included. Takes all of a body or nothing. Safe for use by several
 * threads.
 *
 * <p>Where a header names a field for the event time (or valid time), a top-level field of that name gives it; an event
 * without the field, or with {@code null} in it, has the time of the request. A field that holds anything but a time, or
 * is there twice, refuses the request, so that nothing silently becomes "now".
 */
public final class EventCutter {

    private static final int MAX_DIGITS = 1000;

    private final EventLimits limits;
    private final JsonFactory singles;
    private final JsonFactory batches;

    public EventCutter(EventLimits limits) {
        this.limits = limits;
        this.singles = json(limits.maxDepth());
        this.batches = json(limits.maxDepth() + 1);
    }

    /**
     * The event that is the whole body.
     *
     * @param times what the request says of its events' times
     * @throws RequestRefusedException 400 when the body is not one JSON object, or too long or too deep
     */
    public NewEvent single(byte[] body, EventTimes times) {
        return parse(singles, body, parser -> {
            Optional<NewEvent> event = event(body, parser, times, message -> {
                throw RequestRefusedException.badRequest(message);
            });
            end(parser);
            return event.orElseThrow();
        });
    }

    /**
     * The events of a body that is a JSON array, in order. An empty array has none.
     *
     * @param times what the request says of its events' times
     * @throws RequestRefusedException 400 when the body is not a JSON array of objects, or some of them are too long or
     *     have no good time: it names these; 413 when there are too many
     */
    public List<NewEvent> batch(byte[] body, EventTimes times) {
        return parse(batches, body, parser -> {
            if (parser.currentToken() != JsonToken.START_ARRAY) {
                throw RequestRefusedException.badRequest("the body has to be a JSON array of events");
            }
            List<NewEvent> events = new ArrayList<>();
            EventFaults faults = new EventFaults();
            for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
                if (index == limits.maxBatchEvents()) {
                    throw new RequestRefusedException(
                            Status.CONTENT_TOO_LARGE,
                            "a batch may have at most " + limits.maxBatchEvents() + " events");
                }
                int here = index;
                event(body, parser, times, message -> faults.add(here, message)).ifPresent(events::add);
            }
            end(parser);
            faults.refuseIfAny();
            return events;
        });
    }

    private interface Reading<T> {
        T from(JsonParser parser) throws IOException;
    }

    private <T> T parse(JsonFactory json, byte[] body, Reading<T> reading) {
        StrictUtf8.check(body);
        try (JsonParser parser = json.createParser(body)) {
            if (parser.nextToken() == null) {
                throw RequestRefusedException.badRequest("the body is empty");
            }
            return reading.from(parser);
        } catch (StreamConstraintsException e) {
            throw RequestRefusedException.badRequest("the JSON has an event deeper than " + limits.maxDepth()
                    + " levels, a number of more than " + MAX_DIGITS + " digits, or a far too long name");
        } catch (JsonProcessingException e) {
            throw RequestRefusedException.badRequest("the body is not valid JSON" + at(e.getLocation()));
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory are always there", e);
        }
    }

    /** Reads one element to its end, and tells {@code fault} what is wrong with it. */
    private Optional<NewEvent> event(byte[] body, JsonParser parser, EventTimes times, Consumer<String> fault)
            throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            fault.accept("an event has to be a JSON object");
            return Optional.empty();
        }
        int from = offset(parser.currentTokenLocation());
        TimeField eventTime = new TimeField(times.eventTimeKey());
        TimeField validTime = new TimeField(times.validTimeKey());
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            eventTime.look(name, parser);
            validTime.look(name, parser);
            parser.skipChildren();
        }
        int to = offset(parser.currentLocation());
        Optional<String> wrong = tooLong(to - from).or(eventTime::fault).or(validTime::fault);
        if (wrong.isPresent()) {
            fault.accept(wrong.get());
            return Optional.empty();
        }
        return Optional.of(new NewEvent(
                Arrays.copyOfRange(body, from, to),
                eventTime.time().or(times::eventTime),
                validTime.time().or(times::validTime)));
    }

    private Optional<String> tooLong(int length) {
        return length > limits.maxEventBytes()
                ? Optional.of("Event size exceeds maximum limit of " + limits.maxEventBytes() + " bytes")
                : Optional.empty();
    }

    private static void end(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw RequestRefusedException.badRequest("there is more after the end of the JSON");
        }
    }

    private static String at(JsonLocation location) {
        return location == null || location.getByteOffset() < 0 ? "" : " at byte " + location.getByteOffset();
    }

    private static int offset(JsonLocation location) {
        return (int) location.getByteOffset();
    }

    private static JsonFactory json(int maxDepth) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxNumberLength(MAX_DIGITS)
                        .build())
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();
    }
}
