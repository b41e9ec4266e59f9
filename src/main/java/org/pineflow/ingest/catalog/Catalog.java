package org.pineflow.ingest.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which event types there are, and which keys may write them. Immutable; {@link CatalogReader} makes one of a file. */
public final class Catalog {

    private final List<ApiKey> keys;
    private final Map<Path, EventTypeName> eventTypes;

    /** An event type as a request names it: the data core by its name, or by its id in lower case. */
    record Path(String tenant, String dataCore, String flowType, String eventType) {}

    Catalog(List<ApiKey> keys, Map<Path, EventTypeName> eventTypes) {
        this.keys = List.copyOf(keys);
        this.eventTypes = Map.copyOf(eventTypes);
    }

    /**
     * The key with this secret, if there is one. Looks at every key of the catalog, so that the time tells nothing about
     * which ones there are.
     *
     * @param id the key's id where the request gives it, and then it has to be the right one
     */
    public Optional<ApiKey> authenticate(Optional<String> id, String secret) {
        byte[] hash = ApiKey.hash(secret);
        ApiKey found = null;
        for (ApiKey key : keys) {
            boolean same = key.hasHash(hash) & id.map(key.id()::equals).orElse(true);
            found = same ? key : found;
        }
        return Optional.ofNullable(found);
    }

    /** The event type of this name, empty when there is none. The data core is given by name or id. */
    public Optional<EventTypeName> find(String tenant, String dataCore, String flowType, String eventType) {
        EventTypeName byName = eventTypes.get(new Path(tenant, dataCore, flowType, eventType));
        if (byName != null) {
            return Optional.of(byName);
        }
        String id = dataCore.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(eventTypes.get(new Path(tenant, id, flowType, eventType)))
                .filter(byId -> byId.dataCore().toString().equals(id));
    }

    /** All event types, in alphabetical order. */
    public List<EventTypeName> eventTypes() {
        return eventTypes.values().stream()
                .distinct()
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .toList();
    }

    /** How many keys there are; with none, nobody can write. */
    public int keyCount() {
        return keys.size();
    }

    /**
     * This catalog with one more key: for a key that is made when the process starts and never written down.
     *
     * @throws CatalogException when there is no such tenant, or the id is taken
     */
    public Catalog withKey(String tenant, String id, String secret) {
        Set<String> tenants = new TreeSet<>();
        eventTypes.values().forEach(type -> tenants.add(type.tenant()));
        if (!tenants.contains(tenant)) {
            throw new CatalogException("the catalog has no tenant '" + tenant + "'; it has " + tenants);
        }
        if (keys.stream().anyMatch(key -> key.id().equals(id))) {
            throw new CatalogException("the catalog has a key '" + id + "' already; choose another id");
        }
        List<ApiKey> more = new ArrayList<>(keys);
        more.add(new ApiKey(tenant, id, ApiKey.hash(secret)));
        return new Catalog(more, new HashMap<>(eventTypes));
    }
}
