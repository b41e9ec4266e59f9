package org.pineflow.ingest.file;

import java.util.Optional;
import java.util.Set;
import org.pineflow.ingest.read.EventLog;
import org.pineflow.ingest.read.EventPage;
import org.pineflow.ingest.store.EventRange;
import org.pineflow.ingest.store.PageLimits;
import org.pineflow.ingest.store.StoredEvent;
import org.pineflow.ingest.store.StoredFile;

/**
 * Puts files together again from their parts, hot or cold, a few at a time. Nothing of a file is given away before all of
 * it was found and its size and SHA-256 are right, so that no damaged file looks like a whole one. Safe for use by several
 * threads.
 */
public final class FileReconstruction {

    /** About 6 MiB of parts. */
    private static final PageLimits PAGE = new PageLimits(8, 6 << 20);

    private final EventLog log;
    private final Spool spool;

    public FileReconstruction(EventLog log, Spool spool) {
        this.log = log;
        this.spool = spool;
    }

    /**
     * The whole file; the caller closes it.
     *
     * @throws DamagedFileException when the parts that are there do not make the file
     * @throws org.pineflow.ingest.store.EventStoreException when the store cannot be read, or the spool written
     * @throws org.pineflow.ingest.cold.ColdStoreException when the cold store cannot be read
     */
    public SpooledFile reconstruct(StoredFile stored) {
        try (SpoolWriter writer = spool.create()) {
            int parts = collect(stored, writer);
            if (parts != stored.parts()) {
                throw new DamagedFileException(
                        stored, "of " + stored.parts() + " parts only the first " + parts + " are there");
            }
            SpooledFile file = writer.finish();
            if (file.size() != stored.entry().size()
                    || !file.sha256().equals(stored.entry().sha256())) {
                file.close();
                throw new DamagedFileException(stored, "its parts have another size or SHA-256 than the file had");
            }
            return file;
        }
    }

    /** How many parts were found in order. Between them there may be events of others. */
    private int collect(StoredFile stored, SpoolWriter writer) {
        int found = 0;
        EventRange range = range(stored, Optional.empty());
        while (found < stored.parts()) {
            EventPage page = log.page(Set.of(stored.type()), stored.bucket(), range, PAGE);
            for (StoredEvent event : page.events()) {
                Optional<FilePart> next = FilePart.of(event.payload());
                if (next.isPresent() && isNext(next.get(), stored, found)) {
                    writer.write(next.get().data(), 0, next.get().data().length);
                    found++;
                }
            }
            if (!page.more() || page.events().isEmpty()) {
                return found;
            }
            range = range(stored, Optional.of(page.events().get(page.events().size() - 1)));
        }
        return found;
    }

    private static EventRange range(StoredFile stored, Optional<StoredEvent> after) {
        return new EventRange(
                Optional.of(stored.first()),
                after.map(StoredEvent::eventId),
                Optional.of(stored.last()),
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private static boolean isNext(FilePart part, StoredFile stored, int found) {
        return part.number() == found + 1
                && part.totalParts() == stored.parts()
                && part.fileId().equals(stored.entry().fileId())
                && part.checksum().equals(stored.entry().sha256());
    }
}
