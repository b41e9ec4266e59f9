package org.pineflow.ingest.request;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Map;

/** JSON put together of pieces that are JSON already, where there is a lot of it. Belongs to one thread. */
public final class JsonBuilder {

    private final GrowingBytes out = new GrowingBytes(0);

    /** The time that was added last, and where it is: many are added twice, or stand in one event after the other. */
    private Instant time = Instant.EPOCH;

    private int timeAt = -1;

    /** @param room how much there is at the start, in bytes; there will be more as needed */
    public JsonBuilder(int room) {
        out.grow(room);
    }

    /** A text in its quotes. */
    public static byte[] quoted(String text) {
        byte[] escaped = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        byte[] quoted = new byte[escaped.length + 2];
        quoted[0] = '"';
        System.arraycopy(escaped, 0, quoted, 1, escaped.length);
        quoted[quoted.length - 1] = '"';
        return quoted;
    }

    /** An object of texts. */
    public static byte[] object(Map<String, String> texts) {
        JsonBuilder json = new JsonBuilder(0).ascii("{");
        String before = "";
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            json.ascii(before).raw(quoted(entry.getKey())).ascii(":").raw(quoted(entry.getValue()));
            before = ",";
        }
        return json.ascii("}").whole();
    }

    /** Adds these bytes as they are. */
    public JsonBuilder raw(byte[] json) {
        room(json.length);
        System.arraycopy(json, 0, out.array(), out.size(), json.length);
        out.added(json.length);
        return this;
    }

    /** Adds these characters, all of them ASCII, as they are. */
    public JsonBuilder ascii(String json) {
        int length = json.length();
        room(length);
        byte[] array = out.array();
        int at = out.size();
        for (int i = 0; i < length; i++) {
            array[at + i] = (byte) json.charAt(i);
        }
        out.added(length);
        return this;
    }

    /** Adds a time as {@link EventTime#format} writes it, without quotes. */
    public JsonBuilder time(Instant added) {
        room(EventTime.LENGTH);
        if (timeAt >= 0 && added.equals(time)) {
            System.arraycopy(out.array(), timeAt, out.array(), out.size(), EventTime.LENGTH);
        } else if (!EventTime.put(added, out.array(), out.size())) {
            return ascii(EventTime.format(added));
        }
        time = added;
        timeAt = out.size();
        out.added(EventTime.LENGTH);
        return this;
    }

    /** How many bytes there are. */
    public int size() {
        return out.size();
    }

    /** All of it; not to be added to any more. */
    public byte[] whole() {
        return out.whole();
    }

    /** Writes all of it. */
    public void writeTo(OutputStream stream) throws IOException {
        stream.write(out.array(), 0, out.size());
    }

    /** Begins again, in the room there is. */
    public void clear() {
        out.clear();
        timeAt = -1;
    }

    private void room(int count) {
        out.grow(out.capacityFor(count));
    }
}
