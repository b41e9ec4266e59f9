package org.pineflow.flowcore;

import org.apache.camel.spi.Metadata;

/** The headers of the component. None of them can change where a request goes or how it logs in. */
public final class FlowcoreConstants {

    /** When the event happened; single events and files. */
    @Metadata(
            label = "producer event file",
            description =
                    "When the event happened: an Instant, a Date, or ISO 8601 text with an offset. Single events and files only.",
            javaType = "java.time.Instant, java.util.Date or String")
    public static final String EVENT_TIME = "CamelFlowcoreEventTime";

    /** Since when the event holds; single events and files. */
    @Metadata(
            label = "producer event file",
            description =
                    "Since when the event holds: an Instant, a Date, or ISO 8601 text with an offset. Single events and files only.",
            javaType = "java.time.Instant, java.util.Date or String")
    public static final String VALID_TIME = "CamelFlowcoreValidTime";

    /** The ids of the delivered events. */
    @Metadata(
            label = "producer",
            description = "After sending: the ids of the delivered events, or of the parts of the file, in order.",
            javaType = "List<String>")
    public static final String EVENT_IDS = "CamelFlowcoreEventIds";

    /** Used as the {@code Idempotency-Key}. */
    @Metadata(
            label = "producer",
            description =
                    "Used as the Idempotency-Key in place of the computed one. When the events of a message need more"
                            + " than one request, the places of their first and last event are added. A key that is longer than"
                            + " 200 characters or not printable ASCII is sent as its hash.",
            javaType = "String")
    public static final String IDEMPOTENCY_KEY = "CamelFlowcoreIdempotencyKey";

    /** The id of the file. */
    @Metadata(
            label = "producer file",
            description =
                    "Tells the parts of this file from those of others, in place of the computed id. After sending: the id"
                            + " that was used.",
            javaType = "String")
    public static final String FILE_ID = "CamelFlowcoreFileId";

    /** The media type of the file. */
    @Metadata(label = "producer file", description = "The media type of the file.", javaType = "String")
    public static final String FILE_TYPE = "CamelFlowcoreFileType";

    /** Further fields of each part of the file. */
    @Metadata(
            label = "producer file",
            description = "Further fields of each stored part of the file: a JSON object.",
            javaType = "String")
    public static final String ADDITIONAL_PROPERTIES = "CamelFlowcoreAdditionalProperties";

    /** The checksum of the file. */
    @Metadata(
            label = "producer file",
            description = "After sending: the SHA-256 of the file as the service states it; it has been compared.",
            javaType = "String")
    public static final String FILE_CHECKSUM = "CamelFlowcoreFileChecksum";

    private FlowcoreConstants() {}
}
