package org.pineflow.ingest.cold;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.request.GrowingBytes;
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
        EventLineReader lines = new EventLineReader(type);
        GrowingBytes json = new GrowingBytes(ColdObjectWriter.MEMBER_BYTES);
        for (ColdManifest.Extent member : members) {
            read(inflate(object, member, json), member, lines, reader);
        }
    }

    /** The same with the help of a second thread, for whole objects. */
    static void readAhead(
            InputStream object, List<ColdManifest.Extent> members, EventTypeName type, Consumer<StoredEvent> reader)
            throws IOException {
        EventLineReader lines = new EventLineReader(type);
        try (MemberInflater inflater = new MemberInflater(object, members)) {
            for (ColdManifest.Extent member : members) {
                read(inflater.next(), member, lines, reader);
            }
        }
    }

    /**
     * Reads one member, and puts its JSON in the place of what is in {@code json}.
     *
     * @throws IOException when the stream is cut off or is no such member
     */
    static GrowingBytes inflate(InputStream object, ColdManifest.Extent member, GrowingBytes json) throws IOException {
        byte[] compressed = object.readNBytes(member.length());
        if (compressed.length < member.length()) {
            throw new IOException("it is cut off in the member at byte " + member.from());
        }
        json.clear();
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed), BUFFER)) {
            int length = 0;
            do {
                json.added(length);
                json.grow(json.capacityFor(1));
                length = in.read(json.array(), json.size(), json.capacity() - json.size());
            } while (length >= 0);
        }
        return json;
    }

    private static void read(
            GrowingBytes json, ColdManifest.Extent member, EventLineReader lines, Consumer<StoredEvent> reader)
            throws IOException {
        byte[] bytes = json.array();
        int from = 0;
        for (int end = LineBreaks.lineFeed(bytes, 0, json.size());
                end < json.size();
                end = LineBreaks.lineFeed(bytes, from, json.size())) {
            StoredEvent event = lines.read(bytes, from, end);
            if (from == 0 && !event.eventId().equals(member.first())) {
                throw new IOException("the member at byte " + member.from() + " begins with another event");
            }
            reader.accept(event);
            from = end + 1;
        }
        if (from == 0 || from < json.size()) {
            throw new IOException("the last line of the member at byte " + member.from() + " is not complete");
        }
    }
}
