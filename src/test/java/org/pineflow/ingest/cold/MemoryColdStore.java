package org.pineflow.ingest.cold;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.pineflow.ingest.store.ArchiveTask;
import org.pineflow.ingest.store.ColdObject;
import org.pineflow.ingest.store.StoredEvent;
import org.pineflow.ingest.store.TestEvents;

/**
 * Objects in memory, for properties that are tried hundreds of times. Gives its bytes as a slow network does: a few at a
 * time, and never knows of any that are there already.
 */
public final class MemoryColdStore implements ColdStore {

    final Map<String, byte[]> objects = new HashMap<>();
    long bytesRead;

    /** Puts events as an object of this id, as the archive does. */
    public ColdObject add(UUID object, List<StoredEvent> events) {
        try {
            Path file = Files.createTempFile("object", ".gz");
            Path manifestFile = Files.createTempFile("manifest", ".json");
            ArchiveTask task = new ArchiveTask(object, TestEvents.TYPE, TestEvents.BUCKET, events.size());
            ColdManifest manifest = write(task, file, events);
            Files.write(manifestFile, manifest.toJson());
            put(ColdKeys.object(task.type(), task.bucket(), object), file);
            put(ColdKeys.manifest(task.type(), task.bucket(), object), manifestFile);
            Files.delete(file);
            Files.delete(manifestFile);
            return manifest.coldObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ColdManifest write(ArchiveTask task, Path file, List<StoredEvent> events) throws IOException {
        try (ColdObjectWriter writer = new ColdObjectWriter(task, file, 1)) {
            for (StoredEvent event : events) {
                writer.add(event);
            }
            return writer.finish();
        }
    }

    @Override
    public void put(String key, Path file) {
        try {
            objects.put(key, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InputStream get(String key) {
        if (!objects.containsKey(key)) {
            throw new ColdStoreException("no " + key);
        }
        return slow(objects.get(key));
    }

    @Override
    public InputStream get(String key, long from, long to) {
        byte[] object = objects.get(key);
        bytesRead += to - from;
        return slow(Arrays.copyOfRange(object, (int) from, (int) Math.min(to, object.length)));
    }

    private static InputStream slow(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(length, 1000));
            }

            @Override
            public int available() {
                return 0;
            }
        };
    }
}
