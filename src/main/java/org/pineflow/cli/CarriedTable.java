package org.pineflow.cli;

import java.util.Arrays;
import java.util.Optional;

/** Which table of the simulator each stream of the shipped routes carries, and to which event type. */
enum CarriedTable {
    CUSTOMERS("customers", "customers", "customer.0", "customer.changed.0"),
    PRODUCTS("products", "products", "product.0", "product.changed.0"),
    STOCK_LEVELS("stock-levels", "stocklevels", "stock.0", "stock.level-changed.0"),
    SALES("sales", "sales", "sale.0", "sale.changed.0");

    private final String stream;
    private final String table;
    private final String flowType;
    private final String eventType;

    CarriedTable(String stream, String table, String flowType, String eventType) {
        this.stream = stream;
        this.table = table;
        this.flowType = flowType;
        this.eventType = eventType;
    }

    /** The table of a stream; empty for a stream that is none of the shipped ones. */
    static Optional<CarriedTable> of(String stream) {
        return Arrays.stream(values())
                .filter(carried -> carried.stream.equals(stream))
                .findFirst();
    }

    String table() {
        return table;
    }

    String flowType() {
        return flowType;
    }

    String eventType() {
        return eventType;
    }
}
