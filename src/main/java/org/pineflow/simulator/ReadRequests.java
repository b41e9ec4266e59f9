package org.pineflow.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.pineflow.simulator.fault.Occasion;

/** Answers the endpoints that read tables. {@code get_levels} and {@code get_sales} are invented names. */
final class ReadRequests {

    private static final Map<String, TableName> ENDPOINTS = Map.of(
            "customers.get_customers", TableName.CUSTOMERS,
            "products.get_products", TableName.PRODUCTS,
            "products.get_products_list", TableName.PRODUCTS,
            "stock.get_levels", TableName.STOCK_LEVELS,
            "sales.get_sales", TableName.SALES);

    private final ServerState server;
    private final Connection connection;

    ReadRequests(ServerState server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    /**
     * Answers a read.
     *
     * @param endpoint the address without {@code fd1.}
     * @throws RequestRefused when there is no such endpoint, or its arguments are not understood
     */
    void open(String rq, String endpoint, JsonNode packet, Envelope envelope, Dialect dialect) {
        TableName table = table(endpoint, packet);
        Filter filter = Filter.of(packet.path("q"), dialect.get(DialectOption.RVE_FILTERS))
                .and(Filter.ofKey(packet.path("k"), table));
        Optional<Projection> projection = Projection.of(packet.path("qo"));
        long limit = limit(packet);
        boolean chunked = packet.path("mo").asText().equals("chunk");
        if (chunked && dialect.get(DialectOption.CHUNKS) == Dialect.Support.REJECTED) {
            throw new RequestRefused(RequestRefused.BAD_REQUEST, "this endpoint has no chunks");
        }
        if (connection.isOpen(rq)) {
            throw new RequestRefused(RequestRefused.BAD_REQUEST, "a request with this rq is still open");
        }
        Subject subject = new Subject(rq, endpoint);
        if (connection.isStruck(subject.request(Occasion.READ))) {
            return;
        }
        Selection selection =
                new Selection(snapshot(table, dialect), dialect.get(DialectOption.DELETED), filter, projection, limit);
        if (chunked && dialect.get(DialectOption.CHUNKS) == Dialect.Support.HONOURED) {
            connection.open(subject, new ChunkedRead(selection, envelope, dialect, subject));
        } else {
            int mostRows = chunked ? Integer.MAX_VALUE - 1 : dialect.get(DialectOption.RESPONSE_ROWS);
            connection.open(subject, new SimpleRead(selection, mostRows, envelope, dialect, subject));
        }
    }

    private static TableName table(String endpoint, JsonNode packet) {
        if (!endpoint.equals("data")) {
            return Optional.ofNullable(ENDPOINTS.get(endpoint))
                    .orElseThrow(() -> new RequestRefused(
                            RequestRefused.UNKNOWN_ENDPOINT, "there is no endpoint 'fd1." + endpoint + "'"));
        }
        String name = packet.path("v").path("table").asText();
        return TableName.find(name.replaceFirst("^(logical|physical)\\.", ""))
                .orElseThrow(() -> new RequestRefused(
                        RequestRefused.BAD_REQUEST,
                        "there is no table '" + name + "'; tables are logical. and one of "
                                + String.join(", ", TableName.texts())));
    }

    private static long limit(JsonNode packet) {
        JsonNode limit = packet.path("v").path("limit");
        if (limit.isMissingNode() || limit.isNull()) {
            return Long.MAX_VALUE;
        }
        if (!limit.isIntegralNumber() || limit.longValue() < 0) {
            throw new RequestRefused(RequestRefused.BAD_REQUEST, "v.limit is not a whole number from 0");
        }
        return limit.longValue();
    }

    private Version[] snapshot(TableName table, Dialect dialect) {
        Version[] versions = server.chain().versions(table);
        switch (dialect.get(DialectOption.ROWS)) {
            case TABLE -> {}
            case RVE -> Arrays.sort(versions, Comparator.comparingLong(Version::rve));
            case SHUFFLED -> Collections.shuffle(Arrays.asList(versions), new Random(versions.length));
        }
        return versions;
    }
}
