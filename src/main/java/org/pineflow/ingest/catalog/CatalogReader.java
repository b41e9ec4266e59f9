package org.pineflow.ingest.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a catalog from its YAML file. The form of the file is described at the head of the shipped one. */
public final class CatalogReader {

    private final Map<String, Tenant> tenants = new LinkedHashMap<>();
    private final List<DataCore> dataCores = new ArrayList<>();
    private final List<FlowType> flowTypes = new ArrayList<>();
    private final List<EventType> eventTypes = new ArrayList<>();
    private final Set<UUID> ids = new HashSet<>();
    private final Set<List<String>> names = new HashSet<>();

    private CatalogReader() {}

    /**
     * Reads {@code file}.
     *
     * @throws CatalogException when the file cannot be read or is not a catalog; the message names file and line
     */
    public static Catalog read(Path file) {
        return parse(text(file), file.toString());
    }

    /**
     * The text of {@code file}.
     *
     * @throws CatalogException when it cannot be read
     */
    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static CatalogException unreadable(Path file, IOException reason) {
        return new CatalogException(
                "cannot read the catalog " + file.toAbsolutePath() + " ("
                        + reason.getClass().getSimpleName() + "); set pineflow.ingest.catalog to a readable UTF-8 file",
                reason);
    }

    /**
     * Reads the text of a catalog.
     *
     * @param name of the file it is from, for messages
     * @throws CatalogException when it is not a catalog; the message names file and line
     */
    public static Catalog parse(String yaml, String name) {
        try {
            return new CatalogReader().catalog(compose(yaml, name));
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> " line " + (mark.getLine() + 1))
                    .orElse("");
            throw new CatalogException("the catalog " + name + line + " is not YAML: " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new CatalogException("the catalog " + name + " is not YAML: " + e.getMessage(), e);
        }
    }

    /** The root of the YAML. */
    static YamlNode compose(String yaml, String name) {
        return new Compose(LoadSettings.builder().setLabel(name).build())
                .composeString(yaml)
                .map(node -> new YamlNode(node, name))
                .orElseThrow(() -> new CatalogException("the catalog " + name + " is empty"));
    }

    private Catalog catalog(YamlNode root) {
        List<YamlNode> nodes = root.fields("tenants").get("tenants").items();
        nodes.forEach(this::tenant);
        KeyReader keys = new KeyReader(with(List.of()));
        for (YamlNode node : nodes) {
            YamlNode.Fields fields = tenantFields(node);
            String tenant = fields.get("name").name();
            fields.find("keys").ifPresent(list -> list.items().forEach(key -> keys.read(tenant, key)));
        }
        return with(keys.keys());
    }

    private Catalog with(List<ApiKey> keys) {
        return new Catalog(keys, tenants.values(), dataCores, flowTypes, eventTypes);
    }

    private static YamlNode.Fields tenantFields(YamlNode node) {
        return node.fields("name", "id", "keys", "dataCores");
    }

    private void tenant(YamlNode node) {
        YamlNode.Fields fields = tenantFields(node);
        String name = fields.get("name").name();
        if (tenants.containsKey(name)) {
            throw node.wrong("the tenant " + name + " is there twice");
        }
        Tenant tenant = new Tenant(idOf(fields, "tenant/" + name), name);
        tenants.put(name, tenant);
        fields.get("dataCores").items().forEach(dataCore -> dataCore(tenant, dataCore));
    }

    private void dataCore(Tenant tenant, YamlNode node) {
        YamlNode.Fields fields = node.fields("name", "id", "flowTypes");
        UUID id = fields.get("id").id();
        unique(fields.get("id"), id);
        String name = fields.get("name").name();
        for (String inPaths : new HashSet<>(List.of(name, id.toString()))) {
            unique(node, "data core", tenant.name(), inPaths);
        }
        DataCore dataCore = new DataCore(id, name, tenant);
        dataCores.add(dataCore);
        fields.get("flowTypes").items().forEach(flowType -> flowType(dataCore, flowType));
    }

    private void flowType(DataCore dataCore, YamlNode node) {
        YamlNode.Fields fields = node.fields("name", "id", "eventTypes");
        String name = fields.get("name").name();
        unique(node, "flow type", dataCore.id().toString(), name);
        FlowType flowType = new FlowType(idOf(fields, "flow-type/" + dataCore.id() + "/" + name), name, dataCore);
        flowTypes.add(flowType);
        fields.get("eventTypes").items().forEach(eventType -> eventType(flowType, eventType));
    }

    private void eventType(FlowType flowType, YamlNode node) {
        Optional<YamlNode.Fields> fields = node.isMapping() ? Optional.of(node.fields("name", "id")) : Optional.empty();
        String name = fields.map(given -> given.get("name")).orElse(node).name();
        String flow = flowType.dataCore().id() + "/" + flowType.name();
        unique(node, "event type", flow, name);
        String fullName = "event-type/" + flow + "/" + name;
        UUID id = fields.map(given -> idOf(given, fullName)).orElseGet(() -> unique(node, named(fullName)));
        eventTypes.add(new EventType(id, name, flowType));
    }

    /** The id that is given, or one that stays the same as long as the name does. */
    private UUID idOf(YamlNode.Fields fields, String fullName) {
        return fields.find("id")
                .map(given -> unique(given, given.id()))
                .orElseGet(() -> unique(fields.owner(), named(fullName)));
    }

    private static UUID named(String fullName) {
        return UUID.nameUUIDFromBytes(fullName.getBytes(StandardCharsets.UTF_8));
    }

    private UUID unique(YamlNode node, UUID id) {
        if (!ids.add(id)) {
            throw node.wrong("the id " + id + " is there twice");
        }
        return id;
    }

    private void unique(YamlNode node, String kind, String parent, String name) {
        if (!names.add(List.of(kind, parent, name))) {
            throw node.wrong("the " + kind + " " + parent + "/" + name + " is there twice");
        }
    }
}
