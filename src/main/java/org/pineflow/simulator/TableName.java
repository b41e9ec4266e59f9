package org.pineflow.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The tables of the chain and the firehose event of each. */
enum TableName {
    CUSTOMERS("customers", "pos.customers.edit", "cid"),
    PRODUCTS("products", "pos.products.edit", "pid"),
    STOCK_LEVELS("stocklevels", "pos.stocklevels.edit", ""),
    SALES("sales", "pos.sales.edit", "sid");

    private final String text;
    private final String event;
    private final String idField;

    TableName(String text, String event, String idField) {
        this.text = text;
        this.event = event;
        this.idField = idField;
    }

    String text() {
        return text;
    }

    String event() {
        return event;
    }

    /** The field with the integer id; empty when the table has none. */
    String idField() {
        return idField;
    }

    static Optional<TableName> find(String text) {
        return Arrays.stream(values()).filter(name -> name.text.equals(text)).findFirst();
    }

    static TableName of(String text) {
        return find(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no table '" + text + "'. Tables are " + String.join(", ", texts()) + "."));
    }

    static List<String> texts() {
        return Arrays.stream(values()).map(TableName::text).toList();
    }
}
