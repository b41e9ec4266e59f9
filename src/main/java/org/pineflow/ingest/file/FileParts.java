package org.pineflow.ingest.file;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.pineflow.ingest.request.NewEvent;
import org.pineflow.ingest.store.EventSource;
import org.pineflow.ingest.store.FileEntry;

/**
 * The parts of a file as events, made one by one. Each has at most {@link #PART_BYTES} of the file and the checksum of the
 * whole; an empty file has one part. Safe for use by several threads, as long as the file is not closed.
 */
public final class FileParts implements EventSource {

    /** How much of a file is in one part, in bytes before base64: what Flowcore calls 512 KB. */
    public static final int PART_BYTES = 524_288;

    private final SpooledFile file;
    private final String head;
    private final String tail;
    private final Optional<Instant> eventTime;
    private final Optional<Instant> validTime;

    /**
     * @param eventTime of all parts
     * @param validTime likewise
     */
    public FileParts(
            SpooledFile file,
            FileEntry entry,
            ExtraFields extra,
            Optional<Instant> eventTime,
            Optional<Instant> validTime) {
        this.file = file;
        this.eventTime = eventTime;
        this.validTime = validTime;
        this.head = "{\"fileName\":" + ExtraFields.quoted(entry.name()) + ",\"fileSize\":" + entry.size()
                + ",\"fileType\":" + ExtraFields.quoted(entry.type()) + ",\"part\":";
        this.tail = "\",\"checksum\":\"" + entry.sha256() + "\",\"hashType\":\"SHA256\",\"fileId\":"
                + ExtraFields.quoted(entry.fileId()) + extra.json() + "}";
    }

    /** How many parts a file of {@code size} bytes has. */
    public static int count(long size) {
        return (int) Math.max(1, (size + PART_BYTES - 1) / PART_BYTES);
    }

    @Override
    public int count() {
        return count(file.size());
    }

    @Override
    public Iterator<NewEvent> iterator() {
        return new Iterator<>() {
            private int made;

            @Override
            public boolean hasNext() {
                return made < count();
            }

            @Override
            public NewEvent next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return part(made++);
            }
        };
    }

    @Override
    public List<Optional<Instant>> times() {
        return Collections.nCopies(count(), validTime.or(() -> eventTime));
    }

    private NewEvent part(int index) {
        byte[] data = Base64.getEncoder().encode(file.read((long) index * PART_BYTES, PART_BYTES));
        byte[] before =
                (head + (index + 1) + ",\"totalParts\":" + count() + ",\"data\":\"").getBytes(StandardCharsets.UTF_8);
        byte[] after = tail.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[before.length + data.length + after.length];
        System.arraycopy(before, 0, payload, 0, before.length);
        System.arraycopy(data, 0, payload, before.length, data.length);
        System.arraycopy(after, 0, payload, before.length + data.length, after.length);
        return new NewEvent(payload, eventTime, validTime);
    }
}
