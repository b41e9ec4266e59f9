package org.pineflow.ingest.cold;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.store.StoredEvent;

/**
 * Reads lines that {@link EventLineWriter} wrote, one after the other: looks where it puts each field, and at the payload
 * not at all. Metadata that differ from those of the line before, and anything that is not where it ought to be, it leaves
 * to {@link EventLine}. Belongs to one thread.
 */
final class EventLineReader {

    private static final int ID = 36;
    private static final int TIME = 24;
    private static final byte[] BEFORE_ID = ascii("{\"eventId\":\"");
    private static final byte[] BEFORE_EVENT_TIME = ascii("\",\"eventTime\":\"");
    private static final byte[] BEFORE_VALID_TIME = ascii("\",\"validTime\":\"");
    private static final byte[] BEFORE_INGESTED_AT = ascii("\",\"ingestedAt\":\"");
    private static final byte[] BEFORE_GIVEN = ascii("\",\"given\":[");
    private static final byte[] BEFORE_PAYLOAD = ascii("},\"payload\":");

    private static final int EVENT_TIME_AT = BEFORE_ID.length + ID + BEFORE_EVENT_TIME.length;
    private static final int VALID_TIME_AT = EVENT_TIME_AT + TIME + BEFORE_VALID_TIME.length;
    private static final int INGESTED_AT = VALID_TIME_AT + TIME + BEFORE_INGESTED_AT.length;
    private static final int GIVEN_AT = INGESTED_AT + TIME + BEFORE_GIVEN.length;

    private final EventTypeName type;

    /** From after {@code "given":[} to before the payload, of the last line whose metadata had to be read. */
    private byte[] middle = {};

    private Map<String, String> metadata = Map.of();
    private boolean eventTimeGiven;
    private boolean validTimeGiven;
    private byte[] ingestedText = {};
    private Instant ingested = Instant.EPOCH;

    EventLineReader(EventTypeName type) {
        this.type = type;
    }

    /**
     * The event of the line from {@code from} to before {@code to}, which is without its end.
     *
     * @throws IOException when it is none
     */
    StoredEvent read(byte[] bytes, int from, int to) throws IOException {
        if (!isRegular(bytes, from, to)) {
            return readAnyForm(bytes, from, to);
        }
        try {
            UUID id = UUID.fromString(text(bytes, from + BEFORE_ID.length, ID));
            return new StoredEvent(
                    id,
                    type,
                    Arrays.copyOfRange(bytes, from + GIVEN_AT + middle.length, to - 1),
                    eventTimeGiven ? Optional.of(time(bytes, from + EVENT_TIME_AT)) : Optional.empty(),
                    validTimeGiven ? Optional.of(time(bytes, from + VALID_TIME_AT)) : Optional.empty(),
                    ingestedAt(bytes, from + INGESTED_AT),
                    metadata);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("a line with an id or a time that is none", e);
        }
    }

    private boolean isRegular(byte[] bytes, int from, int to) {
        return middle.length > 0
                && to - from > GIVEN_AT + middle.length + 1
                && bytes[to - 1] == '}'
                && is(BEFORE_ID, bytes, from)
                && is(BEFORE_EVENT_TIME, bytes, from + EVENT_TIME_AT - BEFORE_EVENT_TIME.length)
                && is(BEFORE_VALID_TIME, bytes, from + VALID_TIME_AT - BEFORE_VALID_TIME.length)
                && is(BEFORE_INGESTED_AT, bytes, from + INGESTED_AT - BEFORE_INGESTED_AT.length)
                && is(BEFORE_GIVEN, bytes, from + GIVEN_AT - BEFORE_GIVEN.length)
                && is(middle, bytes, from + GIVEN_AT);
    }

    private StoredEvent readAnyForm(byte[] bytes, int from, int to) throws IOException {
        StoredEvent event = EventLine.read(Arrays.copyOfRange(bytes, from, to), type);
        int end = endOfMiddle(bytes, from + GIVEN_AT, to);
        if (end > 0 && is(BEFORE_GIVEN, bytes, from + GIVEN_AT - BEFORE_GIVEN.length)) {
            middle = Arrays.copyOfRange(bytes, from + GIVEN_AT, end);
            metadata = Collections.unmodifiableMap(event.sentMetadata());
            eventTimeGiven = event.givenEventTime().isPresent();
            validTimeGiven = event.givenValidTime().isPresent();
        }
        return event;
    }

    /** After the first of these in a line the payload begins: a text in the metadata cannot hold it, as its quotes are escaped. */
    private static int endOfMiddle(byte[] bytes, int from, int to) {
        for (int at = from; at < to - BEFORE_PAYLOAD.length; at++) {
            if (bytes[at] == '}' && is(BEFORE_PAYLOAD, bytes, at)) {
                return at + BEFORE_PAYLOAD.length;
            }
        }
        return -1;
    }

    private Instant ingestedAt(byte[] bytes, int at) {
        if (!is(ingestedText, bytes, at) || ingestedText.length == 0) {
            ingested = time(bytes, at);
            ingestedText = Arrays.copyOfRange(bytes, at, at + TIME);
        }
        return ingested;
    }

    private static Instant time(byte[] bytes, int at) {
        return Instant.parse(text(bytes, at, TIME));
    }

    private static boolean is(byte[] wanted, byte[] bytes, int at) {
        return at + wanted.length <= bytes.length
                && Arrays.equals(wanted, 0, wanted.length, bytes, at, at + wanted.length);
    }

    private static String text(byte[] bytes, int at, int length) {
        return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
