package org.pineflow.flowcore;

import org.apache.camel.spi.Metadata;

/** The headers of the component. None of them can change where a request goes or how it logs in. */
public final class FlowcoreConstants {

    /** When the event happened; single events only. */
    @Metadata(
            label = "producer event",
            description =
                    "When the event happened: an Instant, a Date, or ISO 8601 text with an offset. Single events only.",
            javaType = "java.time.Instant, java.util.Date or String")
    public static final String EVENT_TIME = "CamelFlowcoreEventTime";

    /** Since when the event holds; single events only. */
    @Metadata(
            label = "producer event",
            description =
                    "Since when the event holds: an Instant, a Date, or ISO 8601 text with an offset. Single events only.",
            javaType = "java.time.Instant, java.util.Date or String")
    public static final String VALID_TIME = "CamelFlowcoreValidTime";

    /** The ids of the delivered events. */
    @Metadata(
            label = "producer",
            description = "After sending: the ids of the delivered events, in order.",
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

    private FlowcoreConstants() {}
}
