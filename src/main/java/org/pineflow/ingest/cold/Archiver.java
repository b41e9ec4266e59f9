package org.pineflow.ingest.cold;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.pineflow.ingest.store.ArchiveLedger;
import org.pineflow.ingest.store.ArchiveTask;
import org.pineflow.ingest.store.ColdObject;
import org.pineflow.ingest.store.EventRange;
import org.pineflow.ingest.store.StoredEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events from the hot store into the cold one: writes an object, reads it back, and notes it in the ledger only
 * when every event was found in it. A crash anywhere means that the same object is made again. Belongs to one thread.
 */
public final class Archiver {

    private static final Logger LOG = LoggerFactory.getLogger(Archiver.class);

    private final ArchiveLedger ledger;
    private final ColdStore store;
    private final Path folder;
    private final int level;

    /**
     * @param folder for the object that is being made; what is left there of a crash is overwritten
     * @param level of the compression, 1 to 9
     */
    public Archiver(ArchiveLedger ledger, ColdStore store, Path folder, int level) {
        this.ledger = ledger;
        this.store = store;
        this.folder = folder;
        this.level = level;
    }

    /**
     * Makes the object of a task and notes it.
     *
     * @throws ColdStoreException when that cannot be done now; the task is still to be done then
     * @throws org.pineflow.ingest.store.EventStoreException when the hot store cannot be read or written
     */
    public ColdObject archive(ArchiveTask task) {
        Path object = folder.resolve("archive.ndjson.gz");
        Path manifest = folder.resolve("archive.json");
        try {
            Files.createDirectories(folder);
            ColdManifest written = write(task, object);
            checkWhole(task, written);
            Files.write(manifest, written.toJson());
            store.put(ColdKeys.object(task.type(), task.bucket(), task.object()), object);
            store.put(ColdKeys.manifest(task.type(), task.bucket(), task.object()), manifest);
            verify(task, written);
            ledger.confirm(task, written.coldObject());
            return written.coldObject();
        } catch (IOException e) {
            throw new ColdStoreException(
                    "cannot make an object of the cold store in " + folder + ": " + e.getMessage(), e);
        } finally {
            delete(object);
            delete(manifest);
        }
    }

    /** What stays is overwritten at the next time. */
    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("cannot delete {}: {}", file, e.getMessage());
        }
    }

    /** Before anything is put: it would take the place of the object of an earlier time, which may be a good one. */
    private static void checkWhole(ArchiveTask task, ColdManifest written) {
        if (written.events() != task.events()) {
            throw new ColdStoreException("the hot store has " + written.events() + " events of the " + task.events()
                    + " that belong into the object " + task.object() + "; it is not made");
        }
    }

    private ColdManifest write(ArchiveTask task, Path file) throws IOException {
        try (ColdObjectWriter writer = new ColdObjectWriter(task, file, level)) {
            ledger.read(task, event -> add(writer, event));
            return writer.finish();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void add(ColdObjectWriter writer, StoredEvent event) {
        try {
            writer.add(event);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads object and manifest as anybody would later, and counts. */
    private void verify(ArchiveTask task, ColdManifest written) throws IOException {
        String key = ColdKeys.manifest(task.type(), task.bucket(), task.object());
        try (InputStream in = store.get(key)) {
            if (!ColdManifest.fromJson(in.readAllBytes()).equals(written)) {
                throw new ColdStoreException("the manifest " + key + " reads back as another one");
            }
        }
        Count count = new Count(task);
        String object = ColdKeys.object(task.type(), task.bucket(), task.object());
        MessageDigest sha256 = sha256();
        try (InputStream in = new DigestInputStream(store.get(object), sha256)) {
            ColdObjectReader.readAhead(in, written.extents(), task.type(), count::add);
            in.transferTo(OutputStream.nullOutputStream());
        }
        boolean sameBytes = HexFormat.of().formatHex(sha256.digest()).equals(written.sha256());
        if (!sameBytes || count.events != task.events() || count.events != written.events()) {
            throw new ColdStoreException("the object " + object + " reads back with " + count.events + " events of "
                    + task.events() + (sameBytes ? "" : " and other bytes"));
        }
    }

    /** The events of a task, each later than the one before. */
    private static final class Count {

        private final ArchiveTask task;
        private long events;
        private UUID last = new UUID(0x1000, 0);

        Count(ArchiveTask task) {
            this.task = task;
        }

        void add(StoredEvent event) {
            if (EventRange.ORDER.compare(last, event.eventId()) >= 0
                    || !event.bucket().equals(task.bucket())) {
                throw new ColdStoreException(
                        "the object " + task.object() + " reads back out of order at event " + event.eventId());
            }
            last = event.eventId();
            events++;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
