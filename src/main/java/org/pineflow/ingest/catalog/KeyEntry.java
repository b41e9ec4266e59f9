package org.pineflow.ingest.catalog;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key as it stands in the catalog's file. Immutable.
 *
 * @param sha256 the key's hash, in hexadecimal digits
 * @param owner of the key; empty = the id is the owner's, too
 * @param eventTypes as the file writes them; empty = not limited
 * @param may as the file writes it; empty = everything
 */
public record KeyEntry(
        String id,
        String sha256,
        Optional<String> owner,
        List<String> eventTypes,
        List<String> may,
        Optional<Instant> expires,
        Optional<Long> eventsPerSecond,
        Optional<Long> bytesPerSecond) {

    public KeyEntry {
        eventTypes = List.copyOf(eventTypes);
        may = List.copyOf(may);
    }

    /** A key without limits. */
    public static KeyEntry of(NewKey key) {
        return new KeyEntry(
                key.id(),
                key.sha256(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** For a key of the file, which has been read and found good. */
    static KeyEntry of(YamlNode node) {
        YamlNode.Fields fields = KeyReader.fields(node);
        return new KeyEntry(
                fields.get("id").text(),
                fields.get("sha256").text(),
                fields.find("owner").map(YamlNode::text),
                texts(fields, "eventTypes"),
                texts(fields, "may"),
                fields.find("expires").map(YamlNode::text).map(Instant::parse),
                fields.find("eventsPerSecond").map(YamlNode::text).map(Long::valueOf),
                fields.find("bytesPerSecond").map(YamlNode::text).map(Long::valueOf));
    }

    private static List<String> texts(YamlNode.Fields fields, String name) {
        return fields.find(name)
                .map(list -> list.items().stream().map(YamlNode::text).toList())
                .orElse(List.of());
    }

    /** The rights of this one for another key, which has the same owner. */
    public KeyEntry forKey(NewKey key) {
        return new KeyEntry(
                key.id(),
                key.sha256(),
                owner.or(() -> Optional.of(id)),
                eventTypes,
                may,
                expires,
                eventsPerSecond,
                bytesPerSecond);
    }

    /** This, limited to an event type, as the file writes it. */
    public KeyEntry limitedTo(String eventType) {
        return new KeyEntry(id, sha256, owner, List.of(eventType), may, expires, eventsPerSecond, bytesPerSecond);
    }

    /** This, expiring at another time. */
    public KeyEntry expiring(Instant end) {
        return new KeyEntry(id, sha256, owner, eventTypes, may, Optional.of(end), eventsPerSecond, bytesPerSecond);
    }

    /** This at another pace; where none is given the pace stays. */
    public KeyEntry at(Optional<Long> events, Optional<Long> bytes) {
        return new KeyEntry(
                id,
                sha256,
                owner,
                eventTypes,
                may,
                expires,
                events.or(() -> eventsPerSecond),
                bytes.or(() -> bytesPerSecond));
    }

    /** The fields of the file, in order. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", id);
        fields.put("sha256", sha256);
        owner.ifPresent(name -> fields.put("owner", name));
        if (!eventTypes.isEmpty()) {
            fields.put("eventTypes", eventTypes);
        }
        if (!may.isEmpty()) {
            fields.put("may", may);
        }
        expires.ifPresent(end -> fields.put("expires", end.toString()));
        eventsPerSecond.ifPresent(most -> fields.put("eventsPerSecond", most.toString()));
        bytesPerSecond.ifPresent(most -> fields.put("bytesPerSecond", most.toString()));
        return fields;
    }
}
