package org.pineflow.ingest.catalog;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the keys of a catalog, once its event types are known. */
final class KeyReader {

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern RATE = Pattern.compile("[1-9][0-9]{0,14}");

    private final Catalog types;
    private final Set<String> ids = new HashSet<>();
    private final List<ApiKey> keys = new ArrayList<>();

    /** @param types a catalog without keys */
    KeyReader(Catalog types) {
        this.types = types;
    }

    /** The keys that were read. */
    List<ApiKey> keys() {
        return keys;
    }

    /**
     * Reads one key.
     *
     * @throws CatalogException when it is none
     */
    void read(String tenant, YamlNode node) {
        YamlNode.Fields fields = fields(node);
        String id = fields.get("id").name();
        if (!ids.add(id)) {
            throw node.wrong("the key id '" + id + "' is there twice");
        }
        String sha256 = fields.get("sha256").text();
        if (!SHA_256.matcher(sha256).matches()) {
            throw fields.get("sha256")
                    .wrong("sha256 has to be the 64 hexadecimal digits that sha256sum prints for the key");
        }
        KeyLimits limits = new KeyLimits(
                fields.find("eventTypes").map(list -> eventTypes(tenant, list)),
                fields.find("may").map(KeyReader::rights).orElse(KeyLimits.NONE.rights()),
                fields.find("expires").map(KeyReader::time),
                fields.find("eventsPerSecond").map(KeyReader::rate),
                fields.find("bytesPerSecond").map(KeyReader::rate));
        String owner = fields.find("owner").map(YamlNode::name).orElse(id);
        keys.add(new ApiKey(tenant, id, owner, HexFormat.of().parseHex(sha256), limits));
    }

    static YamlNode.Fields fields(YamlNode node) {
        return node.fields(
                "id", "sha256", "owner", "eventTypes", "may", "expires", "eventsPerSecond", "bytesPerSecond");
    }

    private Set<EventTypeName> eventTypes(String tenant, YamlNode list) {
        Set<EventTypeName> limited = new HashSet<>();
        list.items().forEach(item -> limited.addAll(eventTypes(tenant, item, item.text())));
        return limited;
    }

    private List<EventTypeName> eventTypes(String tenant, YamlNode node, String text) {
        String[] parts = text.split("/", -1);
        List<String> dataCores = parts.length == 3
                ? List.of(parts[0])
                : types.tenant(tenant).stream()
                        .flatMap(known -> types.dataCores(known, Optional.empty()).stream())
                        .map(DataCore::name)
                        .toList();
        List<EventTypeName> found = parts.length < 2 || parts.length > 3
                ? List.of()
                : dataCores.stream()
                        .flatMap(dataCore ->
                                types.find(tenant, dataCore, parts[parts.length - 2], parts[parts.length - 1]).stream())
                        .toList();
        if (found.isEmpty()) {
            throw node.wrong("'" + text + "' is no event type of tenant " + tenant
                    + "; write flow type/event type, or data core/flow type/event type");
        }
        return found;
    }

    private static Set<KeyLimits.Right> rights(YamlNode list) {
        Set<KeyLimits.Right> rights = EnumSet.noneOf(KeyLimits.Right.class);
        for (YamlNode item : list.items()) {
            try {
                rights.add(KeyLimits.Right.valueOf(item.text().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw item.wrong("'" + item.text() + "' is nothing that a key may do; known are write, read");
            }
        }
        if (rights.isEmpty()) {
            throw list.wrong("a key that may do nothing is no key; known are write, read");
        }
        return rights;
    }

    private static Instant time(YamlNode node) {
        try {
            return Instant.parse(node.text());
        } catch (DateTimeParseException e) {
            throw node.wrong("'" + node.text() + "' is not a time like 2026-12-01T00:00:00Z");
        }
    }

    private static long rate(YamlNode node) {
        if (!RATE.matcher(node.text()).matches()) {
            throw node.wrong("'" + node.text() + "' is not a whole number above 0");
        }
        return Long.parseLong(node.text());
    }
}
