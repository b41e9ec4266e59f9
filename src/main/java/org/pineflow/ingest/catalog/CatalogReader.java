package org.pineflow.ingest.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a catalog from its YAML file. The form of the file is described at the head of the shipped one. */
public final class CatalogReader {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final List<ApiKey> keys = new ArrayList<>();
    private final Set<String> keyIds = new HashSet<>();
    private final Map<Catalog.Path, EventTypeName> eventTypes = new HashMap<>();

    private CatalogReader() {}

    /**
     * Reads {@code file}.
     *
     * @throws CatalogException when the file cannot be read or is not a catalog; the message names file and line
     */
    public static Catalog read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new CatalogException(
                    "cannot read the catalog " + file.toAbsolutePath() + " ("
                            + e.getClass().getSimpleName() + "); set pineflow.ingest.catalog to a readable UTF-8 file",
                    e);
        }
        return parse(text, file.toString());
    }

    static Catalog parse(String yaml, String name) {
        CatalogReader reader = new CatalogReader();
        try {
            new Compose(LoadSettings.builder().setLabel(name).build())
                    .composeString(yaml)
                    .map(node -> new YamlNode(node, name))
                    .orElseThrow(() -> new CatalogException("the catalog " + name + " is empty"))
                    .fields("tenants")
                    .get("tenants")
                    .items()
                    .forEach(reader::tenant);
        } catch (YamlEngineException e) {
            throw new CatalogException("the catalog " + name + " is not YAML: " + e.getMessage(), e);
        }
        return new Catalog(reader.keys, reader.eventTypes);
    }

    private void tenant(YamlNode node) {
        YamlNode.Fields fields = node.fields("name", "keys", "dataCores");
        String tenant = name(fields.get("name"));
        fields.find("keys").ifPresent(list -> list.items().forEach(key -> key(tenant, key)));
        fields.get("dataCores").items().forEach(dataCore -> dataCore(tenant, dataCore));
    }

    private void key(String tenant, YamlNode node) {
        YamlNode.Fields fields = node.fields("id", "sha256");
        String id = name(fields.get("id"));
        if (!keyIds.add(id)) {
            throw node.wrong("the key id '" + id + "' is there twice");
        }
        String sha256 = fields.get("sha256").text();
        if (!SHA_256.matcher(sha256).matches()) {
            throw fields.get("sha256")
                    .wrong("sha256 has to be the 64 hexadecimal digits that sha256sum prints for the key");
        }
        keys.add(new ApiKey(tenant, id, HexFormat.of().parseHex(sha256)));
    }

    private void dataCore(String tenant, YamlNode node) {
        YamlNode.Fields fields = node.fields("name", "id", "flowTypes");
        String name = name(fields.get("name"));
        UUID id = id(fields.get("id"));
        for (YamlNode flowType : fields.get("flowTypes").items()) {
            YamlNode.Fields flow = flowType.fields("name", "eventTypes");
            String flowName = name(flow.get("name"));
            for (YamlNode eventType : flow.get("eventTypes").items()) {
                EventTypeName full = new EventTypeName(tenant, id, flowName, name(eventType));
                for (String dataCore : List.of(name, id.toString())) {
                    Catalog.Path path = new Catalog.Path(tenant, dataCore, flowName, full.eventType());
                    if (eventTypes.put(path, full) != null) {
                        throw eventType.wrong("the event type " + full + " is there twice");
                    }
                }
            }
        }
    }

    private static UUID id(YamlNode node) {
        try {
            UUID id = UUID.fromString(node.text());
            if (id.toString().equalsIgnoreCase(node.text())) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw node.wrong("'" + node.text() + "' is not a UUID");
        }
        throw node.wrong("'" + node.text() + "' is not a whole UUID");
    }

    private static String name(YamlNode node) {
        String name = node.text();
        if (!NAME.matcher(name).matches()) {
            throw node.wrong("'" + name + "' is not a name: letters, digits, '.', '_' and '-', at most 128");
        }
        return name;
    }
}
