package org.pineflow.fd1;

import org.apache.camel.spi.Metadata;

/** Names of the message headers of {@code fd1:}. */
public final class Fd1Constants {

    @Metadata(label = "consumer", description = "The name of the stream.", javaType = "String")
    public static final String STREAM = "CamelFd1Stream";

    @Metadata(label = "consumer", description = "The event of the firehose.", javaType = "String")
    public static final String EVENT = "CamelFd1Event";

    @Metadata(label = "consumer producer", description = "The endpoint of the poll or request.", javaType = "String")
    public static final String ENDPOINT = "CamelFd1Endpoint";

    @Metadata(label = "consumer", description = "How many events the batch has.", javaType = "int")
    public static final String BATCH_SIZE = "CamelFd1BatchSize";

    @Metadata(
            label = "consumer",
            description = "The lowest rve of the batch, 19 digits as text; absent when no event has one.",
            javaType = "String")
    public static final String FIRST_RVE = "CamelFd1FirstRve";

    @Metadata(
            label = "consumer",
            description = "The highest rve of the batch, 19 digits as text; absent when no event has one.",
            javaType = "String")
    public static final String LAST_RVE = "CamelFd1LastRve";

    @Metadata(
            label = "consumer",
            description = "Whether the batch holds events that were read from history: true or false (all live).",
            javaType = "boolean")
    public static final String REPLAYED = "CamelFd1Replayed";

    private Fd1Constants() {}
}
