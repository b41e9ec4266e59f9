package org.pineflow.ingest.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.catalog.Tenant;
import org.pineflow.ingest.read.EventLog;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/** Answers the requests of the reading API, each with JSON. Safe for use by several threads. */
public final class ReadingApi {

    private static final String ROOT = "/api/v1/";

    private final Supplier<Catalog> catalog;
    private final EventsApi events;

    /**
     * @param catalog asked for every request, as it may change
     * @param pageBytes a page of events ends when their payloads are this long
     */
    public ReadingApi(Supplier<Catalog> catalog, EventLog log, long pageBytes) {
        this.catalog = catalog;
        this.events = new EventsApi(log, pageBytes);
    }

    /**
     * The JSON that answers a request.
     *
     * @throws RequestRefusedException 404 when there is no such thing for this key, 422 when a parameter has a wrong
     *     form, 400 when the body is no JSON object
     * @throws org.pineflow.ingest.store.EventStoreException when the hot store cannot be read
     * @throws org.pineflow.ingest.cold.ColdStoreException when the cold store cannot be read
     */
    public byte[] answer(ReadRequest request) {
        if (!request.path().startsWith(ROOT)) {
            throw notFound();
        }
        String[] path = request.path().substring(ROOT.length()).split("/", -1);
        String resource = request.method() + " " + path[0];
        return switch (resource) {
            case "GET time-buckets", "POST time-buckets", "GET events", "POST events" -> read(request, path);
            case "GET tenants", "GET data-cores", "GET flow-types", "GET event-types" ->
                EventsApi.json(name(request, path).orElseThrow(ReadingApi::notFound));
            default -> throw notFound();
        };
    }

    private byte[] read(ReadRequest request, String[] path) {
        Catalog now = catalog.get();
        if (request.method().equals("GET") && path.length == 1) {
            Set<EventTypeName> types = WantedTypes.byId(now, request.key(), request.query());
            return path[0].equals("events")
                    ? events(types, request.query(), request.query())
                    : events.buckets(types, request.query());
        }
        boolean events = path[0].equals("events") && path.length == 1;
        boolean buckets = path[0].equals("time-buckets") && path.length == 2 && path[1].equals("by-names");
        if (!request.method().equals("POST") || !events && !buckets) {
            throw notFound();
        }
        Parameters body = WantedTypes.body(request.body());
        Set<EventTypeName> types = WantedTypes.byName(now, request.key(), body);
        return events ? events(types, body, request.query()) : this.events.buckets(types, body);
    }

    private byte[] events(Set<EventTypeName> types, Parameters where, Parameters asked) {
        return events.events(
                types, where.bucket("timeBucket").orElseThrow(() -> Parameters.wrong("timeBucket", "given")), asked);
    }

    /** A list; with an id the one thing; and with {@code /exists} whether there is one. */
    private Optional<?> name(ReadRequest request, String[] path) {
        NamesApi names = new NamesApi(catalog.get(), request.key());
        if (path[0].equals("tenants")) {
            return tenant(names, path);
        }
        if (path.length == 1) {
            return Optional.of(list(names, path[0], request.query()));
        }
        boolean exists = path.length == 3 && path[2].equals("exists");
        if (path.length > 2 && !exists) {
            return Optional.empty();
        }
        Optional<?> one = one(names, path[0], Parameters.uuid("id", decode(path[1])));
        return exists ? Optional.of(Map.of("exists", one.isPresent())) : one;
    }

    private static List<?> list(NamesApi names, String kind, Parameters query) {
        Optional<String> name = query.text("name");
        return switch (kind) {
            case "data-cores" -> names.dataCores(query.text("tenantId"), query.text("tenant"), name);
            case "flow-types" -> names.flowTypes(Parameters.uuid("dataCoreId", query.required("dataCoreId")), name);
            default -> names.eventTypes(Parameters.uuid("flowTypeId", query.required("flowTypeId")), name);
        };
    }

    private static Optional<?> one(NamesApi names, String kind, UUID id) {
        return switch (kind) {
            case "data-cores" -> names.dataCore(id);
            case "flow-types" -> names.flowType(id);
            default -> names.eventType(id);
        };
    }

    /** {@code tenants/by-name/NAME}, {@code tenants/by-id/ID}, each with {@code /instance}; {@code translate-name-to-id/NAME}. */
    private static Optional<?> tenant(NamesApi names, String[] path) {
        if (path.length < 3 || path.length > 4) {
            return Optional.empty();
        }
        String given = decode(path[2]);
        Optional<Tenant> tenant =
                path[1].equals("by-id") ? names.tenant(Parameters.uuid("tenant", given)) : names.tenant(given);
        return switch (path[1] + (path.length == 4 ? "/" + path[3] : "")) {
            case "by-name", "by-id" -> tenant.map(NamesApi::json);
            case "by-name/instance", "by-id/instance" -> tenant.map(found -> noInstance());
            case "translate-name-to-id" -> tenant.map(found -> Map.of("id", found.id(), "name", found.name()));
            default -> Optional.empty();
        };
    }

    /** Nobody has a service of its own here: clients stay at the address they have. */
    private static Map<String, Object> noInstance() {
        Map<String, Object> json = new HashMap<>();
        json.put("isDedicated", false);
        json.put("instance", null);
        return json;
    }

    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw notFound();
        }
    }

    private static RequestRefusedException notFound() {
        return new RequestRefusedException(Status.NOT_FOUND, "there is no such thing to read for this key");
    }
}
