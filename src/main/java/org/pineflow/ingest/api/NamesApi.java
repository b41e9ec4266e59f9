package org.pineflow.ingest.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.pineflow.ingest.catalog.ApiKey;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.catalog.DataCore;
import org.pineflow.ingest.catalog.EventType;
import org.pineflow.ingest.catalog.FlowType;
import org.pineflow.ingest.catalog.Tenant;

/**
 * What is called what, and has which id: what clients ask before they read. A key sees its own tenant alone. The fields
 * are those that the clients' schemas require; what the catalog does not know is empty.
 */
final class NamesApi {

    /** The catalog does not note when it was written; clients want a time. */
    private static final String SOME_TIME = "1970-01-01T00:00:00.000Z";

    private final Catalog catalog;
    private final ApiKey key;

    NamesApi(Catalog catalog, ApiKey key) {
        this.catalog = catalog;
        this.key = key;
    }

    Optional<Tenant> tenant(String name) {
        return catalog.tenant(name).filter(this::isMine);
    }

    Optional<Tenant> tenant(UUID id) {
        return catalog.tenant(id).filter(this::isMine);
    }

    /** The data cores of the key's tenant, where that is the one asked for. */
    List<Map<String, Object>> dataCores(Optional<String> tenantId, Optional<String> tenant, Optional<String> name) {
        return catalog.tenant(key.tenant()).stream()
                .filter(mine ->
                        tenantId.map(mine.id().toString()::equalsIgnoreCase).orElse(true))
                .filter(mine -> tenant.map(mine.name()::equals).orElse(true))
                .flatMap(mine -> catalog.dataCores(mine, name).stream())
                .map(this::json)
                .toList();
    }

    Optional<Map<String, Object>> dataCore(UUID id) {
        return catalog.dataCore(id).filter(this::isMine).map(this::json);
    }

    List<Map<String, Object>> flowTypes(UUID dataCore, Optional<String> name) {
        return catalog.flowTypes(dataCore, name).stream()
                .filter(type -> isMine(type.dataCore()))
                .map(NamesApi::json)
                .toList();
    }

    Optional<Map<String, Object>> flowType(UUID id) {
        return catalog.flowType(id).filter(type -> isMine(type.dataCore())).map(NamesApi::json);
    }

    List<Map<String, Object>> eventTypes(UUID flowType, Optional<String> name) {
        return catalog.eventTypes(flowType, name).stream()
                .filter(this::isMine)
                .map(NamesApi::json)
                .toList();
    }

    Optional<Map<String, Object>> eventType(UUID id) {
        return catalog.eventType(id).filter(this::isMine).map(NamesApi::json);
    }

    private boolean isMine(Tenant tenant) {
        return tenant.name().equals(key.tenant());
    }

    private boolean isMine(DataCore dataCore) {
        return isMine(dataCore.tenant());
    }

    private boolean isMine(EventType type) {
        return key.mayRead(type.fullName()) || key.mayWrite(type.fullName());
    }

    static Map<String, Object> json(Tenant tenant) {
        Map<String, Object> json = named(tenant.id(), tenant.name());
        json.put("displayName", tenant.name());
        json.put("websiteUrl", "");
        json.put("isDedicated", false);
        json.put("dedicated", null);
        json.put("sensitiveDataEnabled", false);
        return json;
    }

    private Map<String, Object> json(DataCore dataCore) {
        Map<String, Object> json = named(dataCore.id(), dataCore.name());
        json.put("tenantId", dataCore.tenant().id());
        json.put("tenant", dataCore.tenant().name());
        json.put("accessControl", "private");
        json.put("deleteProtection", false);
        json.put("isDeleting", false);
        json.put("isFlowcoreManaged", false);
        json.put("access", List.of("read", "fetch", "ingest"));
        return json;
    }

    private static Map<String, Object> json(FlowType type) {
        Map<String, Object> json = named(type.id(), type.name());
        json.put("tenantId", type.dataCore().tenant().id());
        json.put("dataCoreId", type.dataCore().id());
        json.put("isDeleting", false);
        return json;
    }

    private static Map<String, Object> json(EventType type) {
        Map<String, Object> json = named(type.id(), type.name());
        json.put("tenantId", type.flowType().dataCore().tenant().id());
        json.put("dataCoreId", type.flowType().dataCore().id());
        json.put("flowTypeId", type.flowType().id());
        json.put("isTruncating", false);
        json.put("isDeleting", false);
        json.put("createdAt", SOME_TIME);
        json.put("updatedAt", null);
        return json;
    }

    private static Map<String, Object> named(UUID id, String name) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("name", name);
        json.put("description", "");
        return json;
    }
}
