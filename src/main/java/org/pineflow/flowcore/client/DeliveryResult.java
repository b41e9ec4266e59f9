package org.pineflow.flowcore.client;

import java.time.Duration;
import java.util.List;

/** How a delivery ended, for now. */
public sealed interface DeliveryResult {

    /** Every event is delivered; one id for each, in order. */
    record Delivered(List<String> ids) implements DeliveryResult {}

    /** A file is delivered: the ids of its parts, in order, and the checksum as the sink states it. */
    record FileDelivered(List<String> ids, String checksum) implements DeliveryResult {}

    /** No event is left: these are refused, the others delivered. */
    record Refused(List<String> ids, List<RefusedEvent> events) implements DeliveryResult {}

    /** The sink is in trouble: the rest is to be tried again after the delay. */
    record Held(Trouble trouble, Duration retryAfter) implements DeliveryResult {}

    /** The set-up is wrong: the rest is to be tried again after the delay. */
    record Barred(Trouble trouble, Duration retryAfter) implements DeliveryResult {}
}
