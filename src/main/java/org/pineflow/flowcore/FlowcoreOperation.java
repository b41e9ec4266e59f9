package org.pineflow.flowcore;

import java.util.Set;

/** What an endpoint sends. */
public enum FlowcoreOperation {
    /** One event a request. */
    event(Set.of("maxBatchEvents", "maxBatchBytes")),
    /** A JSON array of events a request. */
    events(Set.of());

    private final Set<String> foreignOptions;

    FlowcoreOperation(Set<String> foreignOptions) {
        this.foreignOptions = foreignOptions;
    }

    /**
     * The operation of this name.
     *
     * @param options that the endpoint was given
     * @throws IllegalArgumentException when there is none, or an option is not one of its own
     */
    static FlowcoreOperation of(String name, Set<String> options) {
        if (name.equals("file")) {
            throw new IllegalArgumentException(
                    "flowcore:file: is not there yet; use flowcore:event: or flowcore:events:");
        }
        for (FlowcoreOperation operation : values()) {
            if (operation.name().equals(name)) {
                operation.check(options);
                return operation;
            }
        }
        throw new IllegalArgumentException("flowcore: has the operations event and events, not '" + name
                + "'; it looks like flowcore:events:order.0/order.placed.0");
    }

    private void check(Set<String> options) {
        for (String option : options) {
            if (foreignOptions.contains(option)) {
                throw new IllegalArgumentException("The option " + option + " does not belong to flowcore:" + name()
                        + ": which sends one event a request; leave it out, or use flowcore:events:");
            }
        }
    }
}
