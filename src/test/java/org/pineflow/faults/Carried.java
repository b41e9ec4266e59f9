package org.pineflow.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Optional;

/** The streams of the bridge under test: one for each way in which a restart reads what was missed. */
enum Carried {
    /** A firehose with {@code restart=poll}. Owed: the newest version of each record, and what it has read. */
    CUSTOMERS("customers", "customers", "pos.customers.edit", "fd1.customers.get_customers"),
    /** A firehose with {@code restart=replay}. Owed: what the server's history still has, and what it has read. */
    STOCK("stock", "stocklevels", "pos.stocklevels.edit", ""),
    /** A firehose with {@code restart=sequenced}. Owed: as with {@code replay}. */
    SALES("sales", "sales", "pos.sales.edit", ""),
    /** A poll. Owed: the newest version of each record. */
    PRODUCTS("products", "products", "", "fd1.products.get_products");

    private final String stream;
    private final String table;
    private final String event;
    private final String endpoint;

    Carried(String stream, String table, String event, String endpoint) {
        this.stream = stream;
        this.table = table;
        this.event = event;
        this.endpoint = endpoint;
    }

    static Optional<Carried> ofEvent(String event) {
        return Arrays.stream(values())
                .filter(one -> !one.event.isEmpty() && one.event.equals(event))
                .findFirst();
    }

    static Optional<Carried> ofEndpoint(String endpoint) {
        return Arrays.stream(values())
                .filter(one -> !one.endpoint.isEmpty() && one.endpoint.equals(endpoint))
                .findFirst();
    }

    static Optional<Carried> ofStream(String stream) {
        return Arrays.stream(values()).filter(one -> one.stream.equals(stream)).findFirst();
    }

    static Optional<Carried> ofTable(String table) {
        return Arrays.stream(values()).filter(one -> one.table.equals(table)).findFirst();
    }

    /** The name of the stream, and of its event type at the sink. */
    String stream() {
        return stream;
    }

    /** The simulator's table. */
    String table() {
        return table;
    }

    /** The firehose's event; empty for the poll. */
    String event() {
        return event;
    }

    /** What is polled; empty for a firehose without {@code pollEndpoint}. */
    String endpoint() {
        return endpoint;
    }

    /** The record's key in a row, as the simulator names it. */
    String key(JsonNode row) {
        return this == STOCK
                ? row.path("pid").asText() + "+" + row.path("locid").asText()
                : row.path("physkey").asText();
    }
}
