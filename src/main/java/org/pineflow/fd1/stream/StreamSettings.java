package org.pineflow.fd1.stream;

import java.time.Duration;

/**
 * What firehoses and polls have in common.
 *
 * @param name the stable name of the stream
 * @param keyFields the record's key
 * @param overlap every restart, reconnect and poll asks from the position minus this
 * @param batchSize events a batch holds at most
 * @param batchBytes JSON bytes a batch holds at most, but for a single larger event
 * @param batchWait how long a batch waits for more events
 * @param maxInFlight how many lanes there are: an event goes to lane hash(key) mod n, one batch in flight a lane
 * @param maxBufferedBytes how many bytes of events may wait for delivery
 * @param rveStamp field added for the rve, empty = none
 * @param timeStamp field added for the event time, empty = none
 * @param timeField where the event time is, empty = the rve
 * @param keepStale whether rows older than a delivered version are delivered and marked, and not dropped
 * @param redeliveryDelay first pause before a failed batch is routed again, doubled up to {@code redeliveryMaxDelay}
 * @param redeliveryMaxDelay longest pause
 */
public record StreamSettings(
        String name,
        KeyFields keyFields,
        Duration overlap,
        int batchSize,
        int batchBytes,
        Duration batchWait,
        int maxInFlight,
        long maxBufferedBytes,
        String rveStamp,
        String timeStamp,
        String timeField,
        boolean keepStale,
        Duration redeliveryDelay,
        Duration redeliveryMaxDelay) {}
