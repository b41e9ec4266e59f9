package org.pineflow.ingest.cold;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.store.ColdObject;
import org.pineflow.ingest.store.TimeBucket;

/**
 * What stands beside an object, as JSON: the names its key does not have, its count and content hash, and where in it to
 * begin to read. An object is one gzip file of several members; each can be inflated by itself.
 *
 * @param version of this form
 * @param events how many lines the object has
 * @param bytes the object's length
 * @param sha256 of the object's bytes, in hexadecimal digits
 * @param first the id of the first event, by time
 * @param last the id of the last one
 * @param members in the order they stand in the object
 */
public record ColdManifest(
        int version,
        String object,
        String tenant,
        String dataCore,
        String flowType,
        String eventType,
        String timeBucket,
        long events,
        long bytes,
        String sha256,
        String first,
        String last,
        List<Member> members) {

    static final int VERSION = 1;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * A gzip member of an object.
     *
     * @param offset where it begins, in bytes from the begin of the object
     * @param first the id of the first event in it
     */
    public record Member(long offset, String first) {}

    /**
     * Where a member is.
     *
     * @param from its first byte
     * @param to the byte after its last
     * @param first the id of the first event in it
     */
    record Extent(long from, long to, UUID first) {

        int length() {
            return Math.toIntExact(to - from);
        }
    }

    public ColdManifest {
        members = List.copyOf(members);
    }

    /** What the hot store notes about the object. */
    ColdObject coldObject() {
        return new ColdObject(
                UUID.fromString(object),
                new EventTypeName(tenant, UUID.fromString(dataCore), flowType, eventType),
                TimeBucket.parse(timeBucket).orElseThrow(),
                events,
                bytes,
                sha256,
                UUID.fromString(first),
                UUID.fromString(last));
    }

    /** Where every member is, in the order they stand in the object. */
    List<Extent> extents() {
        List<Extent> extents = new ArrayList<>(members.size());
        for (int i = 0; i < members.size(); i++) {
            long to = i + 1 < members.size() ? members.get(i + 1).offset() : bytes;
            Member member = members.get(i);
            extents.add(new Extent(member.offset(), to, UUID.fromString(member.first())));
        }
        return extents;
    }

    byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest of texts and numbers is always JSON", e);
        }
    }

    /** @throws IOException when {@code json} is no manifest of a version that is known here */
    static ColdManifest fromJson(byte[] json) throws IOException {
        ColdManifest manifest = JSON.readValue(json, ColdManifest.class);
        if (manifest.version != VERSION) {
            throw new IOException("a manifest of version " + manifest.version + "; this program reads " + VERSION);
        }
        manifest.check();
        return manifest;
    }

    private void check() throws IOException {
        try {
            coldObject();
            for (Extent extent : extents()) {
                if (extent.from() < 0 || extent.length() <= 0) {
                    throw new IOException("a member that begins at byte " + extent.from() + " and does not end later");
                }
            }
        } catch (IllegalArgumentException | ArithmeticException | NoSuchElementException | NullPointerException e) {
            throw new IOException("a manifest that lacks something, or has an id or a bucket that is none", e);
        }
    }
}
