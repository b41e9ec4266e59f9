package org.pineflow.ingest.catalog;

import java.util.List;
import java.util.Optional;

/**
 * Where in its text the parts of a catalog stand. The text has been read as a catalog before, so that every field is where
 * it has to be.
 */
record CatalogPlaces(YamlNode root) {

    static CatalogPlaces of(String yaml, String file) {
        return new CatalogPlaces(CatalogReader.compose(yaml, file));
    }

    /**
     * Where a key stands.
     *
     * @param index in the list of keys
     */
    record KeyPlace(YamlNode tenant, YamlNode key, int index) {}

    YamlNode tenant(String name) {
        return item(root, "tenants", name);
    }

    YamlNode dataCore(DataCore dataCore) {
        return item(tenant(dataCore.tenant().name()), "dataCores", dataCore.name());
    }

    YamlNode flowType(FlowType flowType) {
        return item(dataCore(flowType.dataCore()), "flowTypes", flowType.name());
    }

    /** Where the key of this id stands, empty when there is none. */
    Optional<KeyPlace> key(String id) {
        for (YamlNode tenant : root.fields().get("tenants").items()) {
            List<YamlNode> keys =
                    tenant.fields().find("keys").map(YamlNode::items).orElse(List.of());
            for (int i = 0; i < keys.size(); i++) {
                if (keys.get(i).fields().get("id").text().equals(id)) {
                    return Optional.of(new KeyPlace(tenant, keys.get(i), i));
                }
            }
        }
        return Optional.empty();
    }

    private static YamlNode item(YamlNode owner, String list, String name) {
        return owner.fields().get(list).items().stream()
                .filter(item -> item.fields().get("name").text().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
