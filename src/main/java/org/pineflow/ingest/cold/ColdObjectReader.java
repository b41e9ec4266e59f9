package org.pineflow.ingest.cold;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.store.StoredEvent;

/**
 * Reads the events out of an object, or out of some members of one, member by member. Java's gzip reads several in a row
 * as well, but takes a pause of the stream, or a damaged member, for the end of them all.
 */
final class ColdObjectReader {

    private static final int BUFFER = 1 << 16;

    private ColdObjectReader() {}

    /**
     * Shows every event of some members in turn.
     *
     * @param object begins with the first of the members
     * @param members neighbours
     * @throws IOException when the stream is cut off or is not what the members consist of
     */
    static void read(
            InputStream object, List<ColdManifest.Extent> members, EventTypeName type, Consumer<StoredEvent> reader)
            throws IOException {
        for (ColdManifest.Extent member : members) {
            byte[] compressed = object.readNBytes(member.length());
            if (compressed.length < member.length()) {
                throw new IOException("it is cut off in the member at byte " + member.from());
            }
            read(compressed, member, type, reader);
        }
    }

    private static void read(
            byte[] compressed, ColdManifest.Extent member, EventTypeName type, Consumer<StoredEvent> reader)
            throws IOException {
        InputStream lines = new GZIPInputStream(new ByteArrayInputStream(compressed), BUFFER);
        ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
        byte[] bytes = new byte[BUFFER];
        boolean first = true;
        for (int length = lines.read(bytes); length >= 0; length = lines.read(bytes)) {
            int from = 0;
            for (int i = 0; i < length; i++) {
                if (bytes[i] == '\n') {
                    line.write(bytes, from, i - from);
                    StoredEvent event = EventLine.read(line.toByteArray(), type);
                    if (first && !event.eventId().equals(member.first())) {
                        throw new IOException("the member at byte " + member.from() + " begins with another event");
                    }
                    first = false;
                    reader.accept(event);
                    line.reset();
                    from = i + 1;
                }
            }
            line.write(bytes, from, length - from);
        }
        if (first || line.size() > 0) {
            throw new IOException("the last line of the member at byte " + member.from() + " is not complete");
        }
    }
}
