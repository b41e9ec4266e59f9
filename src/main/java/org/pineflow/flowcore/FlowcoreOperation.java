package org.pineflow.flowcore;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an endpoint sends. */
public enum FlowcoreOperation {
    /** One event a request. */
    event("one event a request", union(Names.BATCH, Names.FILE)),
    /** A JSON array of events a request. */
    events("events", Names.FILE),
    /** One file a request. */
    file("one file a request", union(Names.BATCH, Names.EVENT));

    /** Names of options. */
    private static final class Names {
        private static final Set<String> BATCH = Set.of("maxBatchEvents", "maxBatchBytes");
        private static final Set<String> EVENT = Set.of(
                "maxEventBytes",
                "eventTimeKey",
                "validTimeKey",
                "compression",
                "compressionLevel",
                "compressor",
                "compressorDirectory");
        private static final Set<String> FILE = Set.of("fileId", "fileType", "additionalProperties", "expectContinue");
    }

    private final String sends;
    private final Set<String> foreignOptions;

    FlowcoreOperation(String sends, Set<String> foreignOptions) {
        this.sends = sends;
        this.foreignOptions = foreignOptions;
    }

    /**
     * The operation of this name.
     *
     * @param options that the endpoint was given
     * @throws IllegalArgumentException when there is none, or an option is not one of its own
     */
    static FlowcoreOperation of(String name, Set<String> options) {
        for (FlowcoreOperation operation : values()) {
            if (operation.name().equals(name)) {
                operation.check(options);
                return operation;
            }
        }
        throw new IllegalArgumentException("flowcore: has the operations event, events and file, not '" + name
                + "'; it looks like flowcore:events:order.0/order.placed.0");
    }

    private void check(Set<String> options) {
        for (String option : options) {
            if (foreignOptions.contains(option)) {
                String others = Stream.of(values())
                        .filter(other -> !other.foreignOptions.contains(option))
                        .map(other -> "flowcore:" + other.name() + ":")
                        .collect(Collectors.joining(" or "));
                throw new IllegalArgumentException("The option " + option + " does not belong to flowcore:" + name()
                        + ": which sends " + sends + "; leave it out, or use " + others);
            }
        }
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        return Stream.concat(some.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
