package org.pineflow.ingest.cold;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.pineflow.ingest.request.JsonBuilder;
import org.pineflow.ingest.store.ArchiveTask;
import org.pineflow.ingest.store.StoredEvent;

/**
 * Writes the events of a task into a file, line by line, and notes what its manifest has to say. The same events make
 * the same bytes. Belongs to one thread.
 */
final class ColdObjectWriter implements Closeable {

    /** A new member begins after this much JSON, in bytes: little enough to find one event quickly. */
    static final int MEMBER_BYTES = 256 << 10;

    private static final int MEMBER_ROOM = MEMBER_BYTES + 4096;

    private final ArchiveTask task;
    private final MemberCompressor compressor;
    private final MessageDigest sha256;
    private final OutputStream out;
    private final EventLineWriter lines = new EventLineWriter();
    private JsonBuilder member = new JsonBuilder(MEMBER_ROOM);
    private final List<ColdManifest.Member> members = new ArrayList<>();
    private long length;
    private long events;
    private Optional<UUID> first = Optional.empty();
    private Optional<UUID> last = Optional.empty();
    private Optional<UUID> firstOfMember = Optional.empty();

    /** @param level of the compression, 1 to 9 */
    ColdObjectWriter(ArchiveTask task, Path file, int level) throws IOException {
        this.task = task;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        this.out = new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), sha256);
        this.compressor = new MemberCompressor(level);
    }

    void add(StoredEvent event) throws IOException {
        lines.write(event, member);
        firstOfMember = firstOfMember.or(() -> Optional.of(event.eventId()));
        first = first.or(() -> Optional.of(event.eventId()));
        last = Optional.of(event.eventId());
        events++;
        if (member.size() >= MEMBER_BYTES) {
            endMember();
        }
    }

    /** Ends the file and tells what is in it. */
    ColdManifest finish() throws IOException {
        endMember();
        for (Optional<MemberCompressor.Member> done = compressor.next(); done.isPresent(); done = compressor.next()) {
            write(done.get());
        }
        out.flush();
        return new ColdManifest(
                ColdManifest.VERSION,
                task.object().toString(),
                task.type().tenant(),
                task.type().dataCore().toString(),
                task.type().flowType(),
                task.type().eventType(),
                task.bucket().toString(),
                events,
                length,
                HexFormat.of().formatHex(sha256.digest()),
                first.map(UUID::toString).orElse(""),
                last.map(UUID::toString).orElse(""),
                members);
    }

    private void endMember() throws IOException {
        if (firstOfMember.isEmpty()) {
            return;
        }
        compressor.add(member, firstOfMember.get());
        member = new JsonBuilder(MEMBER_ROOM);
        firstOfMember = Optional.empty();
        Optional<MemberCompressor.Member> done = compressor.nextIfMany();
        if (done.isPresent()) {
            write(done.get());
        }
    }

    private void write(MemberCompressor.Member done) throws IOException {
        members.add(new ColdManifest.Member(length, done.first().toString()));
        out.write(done.gzip());
        length += done.gzip().length;
    }

    @Override
    public void close() throws IOException {
        compressor.close();
        out.close();
    }
}
