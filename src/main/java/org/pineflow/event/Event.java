package org.pineflow.event;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One version of a record: the JSON object as it was received (plus the stamps of the stream, if any), its key and its
 * rve. A light view into its {@link EventBatch}; immutable.
 */
public final class Event {

    private final EventBatch batch;
    private final int index;

    Event(EventBatch batch, int index) {
        this.batch = batch;
        this.index = index;
    }

    /** The JSON object, UTF-8; a copy. */
    public byte[] toBytes() {
        return Arrays.copyOfRange(batch.bytes(), batch.from(index), batch.to(index));
    }

    /** Writes the JSON object, UTF-8. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(batch.bytes(), batch.from(index), length());
    }

    /** The JSON object as a stream; nothing is copied. */
    public InputStream toInputStream() {
        return new ByteArrayInputStream(batch.bytes(), batch.from(index), length());
    }

    /** Length of the JSON object in bytes. */
    public int length() {
        return batch.eventLength(index);
    }

    /** The text of the record's key, empty when the row has none. */
    public String key() {
        return batch.key(index);
    }

    /** The 19-digit change counter {@code YYYYMMDDHHMMSScccNN}, 0 when the row has none. */
    public long rve() {
        return batch.rve(index);
    }

    /** Whether the record came out of the source's history and not live. */
    public boolean replayed() {
        return batch.replayed(index);
    }

    /** Whether a newer version of the same record has been delivered before; only seen where stale rows are kept. */
    public boolean stale() {
        return batch.stale(index);
    }

    /** Identity of the event's content: a hash of the bytes as they were received, without stamps. */
    public Hash128 contentHash() {
        return batch.contentHash(index);
    }

    /** This event as a batch of its own, with the origin of the batch it came in. */
    public EventBatch alone() {
        return batch.select(index);
    }

    /** The JSON object as text. */
    @Override
    @JsonValue
    @JsonRawValue
    public String toString() {
        return new String(batch.bytes(), batch.from(index), length(), StandardCharsets.UTF_8);
    }
}
