package org.pineflow.ingest.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which tenants, data cores, flow types and event types there are, and which keys may write and read them. Lists are in
 * the order of the file. Immutable; {@link CatalogReader} makes one of a file.
 */
public final class Catalog {

    private final List<ApiKey> keys;
    private final Map<String, Tenant> tenants = new LinkedHashMap<>();
    private final Map<UUID, DataCore> dataCores = new LinkedHashMap<>();
    private final Map<Place, DataCore> dataCoresByPlace = new LinkedHashMap<>();
    private final Map<UUID, FlowType> flowTypes = new LinkedHashMap<>();
    private final Map<UUID, EventType> eventTypes = new LinkedHashMap<>();
    private final Map<EventTypeName, EventType> eventTypesByName = new LinkedHashMap<>();

    /** A data core as a request names it: by its name, or by its id in lower case. */
    private record Place(String tenant, String dataCore) {}

    /** Whatever these lists refer to has to be in them, and no id twice: the reader looks after it. */
    Catalog(
            List<ApiKey> keys,
            Collection<Tenant> tenants,
            Collection<DataCore> dataCores,
            Collection<FlowType> flowTypes,
            Collection<EventType> eventTypes) {
        this.keys = List.copyOf(keys);
        tenants.forEach(tenant -> this.tenants.put(tenant.name(), tenant));
        for (DataCore dataCore : dataCores) {
            this.dataCores.put(dataCore.id(), dataCore);
            String tenant = dataCore.tenant().name();
            this.dataCoresByPlace.put(new Place(tenant, dataCore.name()), dataCore);
            this.dataCoresByPlace.put(new Place(tenant, dataCore.id().toString()), dataCore);
        }
        flowTypes.forEach(type -> this.flowTypes.put(type.id(), type));
        for (EventType type : eventTypes) {
            this.eventTypes.put(type.id(), type);
            this.eventTypesByName.put(type.fullName(), type);
        }
    }

    /**
     * The key with this secret, if there is one that has not expired. Looks at every key of the catalog, so that the time
     * tells nothing about which ones there are.
     *
     * @param id the key's id where the request gives it, and then it has to be the right one
     */
    public Optional<ApiKey> authenticate(Optional<String> id, String secret, Instant now) {
        byte[] hash = ApiKey.hash(secret);
        ApiKey found = null;
        for (ApiKey key : keys) {
            boolean same = key.hasHash(hash) & id.map(key.id()::equals).orElse(true) & !key.isExpired(now);
            found = same ? key : found;
        }
        return Optional.ofNullable(found);
    }

    /** What this catalog says of a key that an earlier one had; empty when it is a key no more. */
    public Optional<ApiKey> inForce(ApiKey earlier, Instant now) {
        return keys.stream()
                .filter(key -> key.isSame(earlier) && !key.isExpired(now))
                .findFirst();
    }

    /** The event type of this name, empty when there is none. The data core is given by name or id. */
    public Optional<EventTypeName> find(String tenant, String dataCore, String flowType, String eventType) {
        return dataCore(tenant, dataCore)
                .map(found -> new EventTypeName(tenant, found.id(), flowType, eventType))
                .filter(eventTypesByName::containsKey);
    }

    /** All tenants. */
    public List<Tenant> tenants() {
        return List.copyOf(tenants.values());
    }

    /** The tenant of this name, empty when there is none. */
    public Optional<Tenant> tenant(String name) {
        return Optional.ofNullable(tenants.get(name));
    }

    /** The tenant with this id, empty when there is none. */
    public Optional<Tenant> tenant(UUID id) {
        return tenants.values().stream()
                .filter(tenant -> tenant.id().equals(id))
                .findFirst();
    }

    /** The data cores of a tenant; those of this name where one is given, and that is one or none. */
    public List<DataCore> dataCores(Tenant tenant, Optional<String> name) {
        return dataCores.values().stream()
                .filter(dataCore -> dataCore.tenant().equals(tenant))
                .filter(dataCore -> name.map(dataCore.name()::equals).orElse(true))
                .toList();
    }

    /** The data core with this id, empty when there is none. */
    public Optional<DataCore> dataCore(UUID id) {
        return Optional.ofNullable(dataCores.get(id));
    }

    /** The data core with this name or id in this tenant, empty when there is none. A name goes before an id. */
    public Optional<DataCore> dataCore(String tenant, String nameOrId) {
        return Optional.ofNullable(dataCoresByPlace.get(new Place(tenant, nameOrId)))
                .or(() -> Optional.ofNullable(
                                dataCoresByPlace.get(new Place(tenant, nameOrId.toLowerCase(Locale.ROOT))))
                        .filter(byId -> byId.id().toString().equalsIgnoreCase(nameOrId)));
    }

    /** The flow types of a data core; those of this name where one is given, and that is one or none. */
    public List<FlowType> flowTypes(UUID dataCore, Optional<String> name) {
        return flowTypes.values().stream()
                .filter(type -> type.dataCore().id().equals(dataCore))
                .filter(type -> name.map(type.name()::equals).orElse(true))
                .toList();
    }

    /** The flow type with this id, empty when there is none. */
    public Optional<FlowType> flowType(UUID id) {
        return Optional.ofNullable(flowTypes.get(id));
    }

    /** The event types of a flow type; those of this name where one is given, and that is one or none. */
    public List<EventType> eventTypes(UUID flowType, Optional<String> name) {
        return eventTypes.values().stream()
                .filter(type -> type.flowType().id().equals(flowType))
                .filter(type -> name.map(type.name()::equals).orElse(true))
                .toList();
    }

    /** The event type with this id, empty when there is none. */
    public Optional<EventType> eventType(UUID id) {
        return Optional.ofNullable(eventTypes.get(id));
    }

    /** The event type of this full name, empty when there is none. */
    public Optional<EventType> eventType(EventTypeName name) {
        return Optional.ofNullable(eventTypesByName.get(name));
    }

    /** The names of all event types, in alphabetical order. */
    public List<EventTypeName> eventTypes() {
        return eventTypesByName.keySet().stream()
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
    }

    /** The keys, also those that have expired. */
    public List<ApiKey> keys() {
        return keys;
    }

    /** How many keys there are; with none, nobody can write. */
    public int keyCount() {
        return keys.size();
    }

    /** All that the catalog says, for comparison. */
    Set<Object> facts() {
        Set<Object> facts = new HashSet<>(tenants.values());
        facts.addAll(dataCores.values());
        facts.addAll(flowTypes.values());
        facts.addAll(eventTypes.values());
        keys.forEach(key -> facts.add(key.facts()));
        return facts;
    }

    /**
     * This catalog with one more key, which may do everything in its tenant: for a key that is made when the process
     * starts and never written down.
     *
     * @throws CatalogException when there is no such tenant, or the id is taken
     */
    public Catalog withKey(String tenant, String id, String secret) {
        if (!tenants.containsKey(tenant)) {
            throw new CatalogException("the catalog has no tenant '" + tenant + "'; it has " + tenants.keySet());
        }
        if (keys.stream().anyMatch(key -> key.id().equals(id))) {
            throw new CatalogException("the catalog has a key '" + id + "' already; choose another id");
        }
        List<ApiKey> more = new ArrayList<>(keys);
        more.add(new ApiKey(tenant, id, id, ApiKey.hash(secret), KeyLimits.NONE));
        return new Catalog(more, tenants.values(), dataCores.values(), flowTypes.values(), eventTypes.values());
    }
}
