package org.pineflow.ingest.catalog;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The text of a catalog, and what can be changed in it. The text is the user's: comments, order and form stay. Each change
 * is read again, and refused when it did anything but what it was meant to. Immutable.
 */
public final class CatalogText {

    private final String yaml;
    private final String file;
    private final Catalog catalog;

    private CatalogText(String yaml, String file, Catalog catalog) {
        this.yaml = yaml;
        this.file = file;
        this.catalog = catalog;
    }

    /**
     * Reads the text of a catalog.
     *
     * @param file it is from, for messages
     * @throws CatalogException when it is not a catalog; the message names file and line
     */
    public static CatalogText of(String yaml, String file) {
        return new CatalogText(yaml, file, CatalogReader.parse(yaml, file));
    }

    /** What it says. */
    public Catalog catalog() {
        return catalog;
    }

    /** The text. */
    @Override
    public String toString() {
        return yaml;
    }

    /** Whether a text can be the name of a tenant, data core, flow type or event type. */
    public static boolean isName(String text) {
        return YamlNode.isName(text);
    }

    /** The key of this id as it stands there, empty when there is none. */
    public Optional<KeyEntry> key(String id) {
        return places().key(id).map(place -> KeyEntry.of(place.key()));
    }

    /**
     * With this event type, and with its tenant, data core and flow type where they are missing.
     *
     * @param dataCore name or id
     * @param newDataCore the id of the data core when it is new and {@code dataCore} is no id
     * @throws CatalogEditException when the text has a form in which it cannot be changed; the message has the lines
     * @throws CatalogException when {@code dataCore} is the id of another tenant's
     */
    public CatalogText withEventType(
            String tenant, String dataCore, String flowType, String eventType, UUID newDataCore) {
        UUID coreId = YamlNode.isId(dataCore) ? UUID.fromString(dataCore) : newDataCore;
        Map<String, Object> flow = new LinkedHashMap<>();
        flow.put("name", flowType);
        flow.put("eventTypes", List.of(eventType));
        Map<String, Object> core = new LinkedHashMap<>();
        core.put("name", dataCore);
        core.put("id", coreId.toString());
        core.put("flowTypes", List.of(flow));
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("name", tenant);
        whole.put("keys", List.of());
        whole.put("dataCores", List.of(core));

        Optional<DataCore> knownCore = catalog.dataCore(tenant, dataCore);
        Optional<FlowType> knownFlow = knownCore.flatMap(known ->
                catalog.flowTypes(known.id(), Optional.of(flowType)).stream().findFirst());
        CatalogPlaces places = places();
        if (catalog.find(tenant, dataCore, flowType, eventType).isPresent()) {
            return this;
        } else if (knownCore.isEmpty() && catalog.dataCore(coreId).isPresent()) {
            throw new CatalogException("the data core " + coreId + " is of another tenant in the catalog " + file);
        } else if (knownFlow.isPresent()) {
            YamlNode owner = places.flowType(knownFlow.get());
            return added(owner, "eventTypes", eventType, 1, "flow type " + flowType + ", to its eventTypes");
        } else if (knownCore.isPresent()) {
            YamlNode owner = places.dataCore(knownCore.get());
            return added(owner, "flowTypes", flow, 2, "data core " + dataCore + ", to its flowTypes");
        } else if (catalog.tenant(tenant).isPresent()) {
            return added(places.tenant(tenant), "dataCores", core, 3, "tenant " + tenant + ", to its dataCores");
        }
        return added(places.root(), "tenants", whole, 4, "tenants");
    }

    /**
     * With one more key of a tenant.
     *
     * @throws CatalogEditException when the text has a form in which it cannot be changed; the message has the lines
     */
    public CatalogText withKey(String tenant, KeyEntry key) {
        YamlNode owner = places().tenant(tenant);
        String where = "tenant " + tenant + ", to its keys";
        if (owner.fields().find("keys").isPresent()) {
            return added(owner, "keys", key.fields(), 1, where);
        }
        List<Map<String, Object>> keys = List.of(key.fields());
        return changed(
                new YamlText(yaml).addField(mapping(owner), "keys", keys),
                after -> isAddition(after, 1),
                "add to " + where,
                YamlPiece.fieldLines("keys", keys));
    }

    /**
     * With another end of a key's life.
     *
     * @throws CatalogEditException when the text has a form in which it cannot be changed; the message has the line
     */
    public CatalogText withExpiry(String keyId, Instant expires) {
        YamlNode key = places().key(keyId).orElseThrow().key();
        YamlText text = new YamlText(yaml);
        String changed = KeyReader.fields(key)
                .find("expires")
                .map(old -> text.set(old.node(), expires.toString()))
                .orElseGet(() -> text.addField(mapping(key), "expires", expires.toString()));
        return changed(
                changed,
                after -> isSameBut(keyId, after) && key(after, keyId).expires().equals(Optional.of(expires)),
                "in key " + keyId + ", set",
                List.of("expires: " + expires));
    }

    /**
     * Without a key.
     *
     * @throws CatalogEditException when the text has a form in which it cannot be changed; the message says what to do
     */
    public CatalogText withoutKey(String keyId) {
        CatalogPlaces.KeyPlace place = places().key(keyId).orElseThrow();
        MappingNode tenant = mapping(place.tenant());
        SequenceNode keys = (SequenceNode) place.tenant().fields().get("keys").node();
        NodeTuple field = tenant.getValue().stream()
                .filter(tuple -> tuple.getValueNode() == keys)
                .findFirst()
                .orElseThrow();
        return changed(
                new YamlText(yaml).remove(field.getKeyNode(), keys, place.index()),
                after -> isSameBut(keyId, after) && after.keyCount() == catalog.keyCount() - 1,
                "take out key " + keyId,
                List.of());
    }

    private CatalogText added(YamlNode owner, String list, Object item, int facts, String where) {
        YamlNode field = owner.fields().get(list);
        YamlPiece piece = new YamlPiece(item);
        return changed(
                new YamlText(yaml).append(mapping(owner), (SequenceNode) field.node(), piece),
                after -> isAddition(after, facts),
                "add to " + where,
                piece.itemLines());
    }

    private CatalogText changed(String newYaml, Predicate<Catalog> asMeant, String what, List<String> lines) {
        try {
            CatalogText after = of(newYaml, file);
            if (asMeant.test(after.catalog)) {
                return after;
            }
        } catch (CatalogException e) {
            throw new CatalogEditException(file, what, lines, e);
        }
        throw new CatalogEditException(file, what, lines, null);
    }

    private boolean isAddition(Catalog after, int facts) {
        Set<Object> now = after.facts();
        return now.containsAll(catalog.facts()) && now.size() == catalog.facts().size() + facts;
    }

    private boolean isSameBut(String keyId, Catalog after) {
        return without(keyId, after).equals(without(keyId, catalog));
    }

    private static Set<Object> without(String keyId, Catalog catalog) {
        Set<Object> facts = new HashSet<>(catalog.facts());
        facts.removeIf(fact -> fact instanceof ApiKey.Facts key && key.id().equals(keyId));
        return facts;
    }

    private static ApiKey key(Catalog catalog, String id) {
        return catalog.keys().stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private CatalogPlaces places() {
        return CatalogPlaces.of(yaml, file);
    }

    private static MappingNode mapping(YamlNode node) {
        return (MappingNode) node.node();
    }
}
