package org.pineflow.ingest.cold;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.store.StoredEvent;

/** Reads the events out of an object, or out of some members of one, as a stream. */
final class ColdObjectReader {

    private static final int BUFFER = 1 << 16;

    private ColdObjectReader() {}

    /**
     * Shows every event of the stream in turn.
     *
     * @throws IOException when the stream is cut off or is not what an object consists of
     */
    static void read(InputStream object, EventTypeName type, Consumer<StoredEvent> reader) throws IOException {
        InputStream lines = new GZIPInputStream(new BufferedInputStream(object, BUFFER), BUFFER);
        ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
        byte[] bytes = new byte[BUFFER];
        for (int length = lines.read(bytes); length >= 0; length = lines.read(bytes)) {
            int from = 0;
            for (int i = 0; i < length; i++) {
                if (bytes[i] == '\n') {
                    line.write(bytes, from, i - from);
                    reader.accept(EventLine.read(line.toByteArray(), type));
                    line.reset();
                    from = i + 1;
                }
            }
            line.write(bytes, from, length - from);
        }
        if (line.size() > 0) {
            throw new IOException("the last line is not complete");
        }
    }

    static List<StoredEvent> read(InputStream object, EventTypeName type) throws IOException {
        List<StoredEvent> events = new ArrayList<>();
        read(object, type, events::add);
        return events;
    }
}
