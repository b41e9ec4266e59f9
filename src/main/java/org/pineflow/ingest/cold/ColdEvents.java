package org.pineflow.ingest.cold;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.pineflow.ingest.store.ColdObject;
import org.pineflow.ingest.store.EventRange;
import org.pineflow.ingest.store.StoredEvent;

/**
 * Reads events out of the cold store. Fetches no more of an object than the members that can hold what is wanted, a few
 * at a time. Safe for use by several threads.
 */
public final class ColdEvents {

    /** How many members are fetched and held at once: about 2 MiB of JSON. */
    private static final int MEMBERS_AT_ONCE = 8;

    private static final int REMEMBERED_MANIFESTS = 64;

    private final ColdStore store;

    /** Manifests never change. Guarded by itself. */
    private final Map<UUID, ColdManifest> manifests = new LinkedHashMap<>(REMEMBERED_MANIFESTS, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, ColdManifest> eldest) {
            return size() > REMEMBERED_MANIFESTS;
        }
    };

    public ColdEvents(ColdStore store) {
        this.store = store;
    }

    /**
     * The events of an object that are wanted, in the order of the range. Reads as it goes on; next and hasNext throw
     * {@link ColdStoreException} when it cannot. Belongs to one thread.
     */
    public Iterator<StoredEvent> read(ColdObject object, EventRange range) {
        List<Run> runs = runs(object, manifest(object), range);
        if (range.descending()) {
            Collections.reverse(runs);
        }
        return new Walk(object, range, runs.iterator());
    }

    /** Neighbouring members. */
    private record Run(List<ColdManifest.Extent> members) {

        long from() {
            return members.get(0).from();
        }

        long to() {
            return members.get(members.size() - 1).to();
        }
    }

    private static List<Run> runs(ColdObject object, ColdManifest manifest, EventRange range) {
        List<ColdManifest.Extent> members = manifest.extents();
        List<Run> runs = new ArrayList<>();
        for (int at = 0; at < members.size(); at += MEMBERS_AT_ONCE) {
            int next = Math.min(members.size(), at + MEMBERS_AT_ONCE);
            UUID end =
                    next == members.size() ? object.last() : members.get(next).first();
            if (range.mayWant(members.get(at).first(), end)) {
                runs.add(new Run(members.subList(at, next)));
            }
        }
        return runs;
    }

    private ColdManifest manifest(ColdObject object) {
        synchronized (manifests) {
            ColdManifest known = manifests.get(object.id());
            if (known != null) {
                return known;
            }
        }
        String key = ColdKeys.manifest(object.type(), object.bucket(), object.id());
        try (InputStream in = store.get(key)) {
            ColdManifest manifest = ColdManifest.fromJson(in.readAllBytes());
            if (!manifest.coldObject().equals(object)) {
                throw new ColdStoreException("the manifest " + key + " is of another object");
            }
            synchronized (manifests) {
                manifests.put(object.id(), manifest);
            }
            return manifest;
        } catch (IOException e) {
            throw new ColdStoreException("cannot read the manifest " + key + ": " + e.getMessage(), e);
        }
    }

    private final class Walk implements Iterator<StoredEvent> {

        private final ColdObject object;
        private final EventRange range;
        private final Iterator<Run> runs;
        private Iterator<StoredEvent> fetched = Collections.emptyIterator();

        Walk(ColdObject object, EventRange range, Iterator<Run> runs) {
            this.object = object;
            this.range = range;
            this.runs = runs;
        }

        @Override
        public boolean hasNext() {
            while (!fetched.hasNext() && runs.hasNext()) {
                fetched = fetch(runs.next()).iterator();
            }
            return fetched.hasNext();
        }

        @Override
        public StoredEvent next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return fetched.next();
        }

        private List<StoredEvent> fetch(Run run) {
            String key = ColdKeys.object(object.type(), object.bucket(), object.id());
            try (InputStream in = store.get(key, run.from(), run.to())) {
                List<StoredEvent> events = new ArrayList<>();
                ColdObjectReader.read(in, run.members(), object.type(), event -> {
                    if (range.wants(event)) {
                        events.add(event);
                    }
                });
                if (range.descending()) {
                    Collections.reverse(events);
                }
                return events;
            } catch (IOException e) {
                throw new ColdStoreException("cannot read the object " + key + ": " + e.getMessage(), e);
            }
        }
    }
}
