package org.pineflow.flowcore.client;

import java.util.Optional;

/**
 * How events are cut into requests, and what each request says.
 *
 * @param batch a JSON array a request, else one event
 * @param maxBatchEvents most events of a request
 * @param maxBatchBytes most uncompressed bytes of a request with more than one event
 * @param maxEventBytes most bytes of an event
 * @param compression of the body
 * @param metadata value of the metadata header
 * @param eventTimeKey name of the field that holds the event time
 * @param validTimeKey name of the field that holds the valid time
 */
public record DeliverySettings(
        boolean batch,
        int maxBatchEvents,
        int maxBatchBytes,
        int maxEventBytes,
        Compression compression,
        Optional<String> metadata,
        Optional<String> eventTimeKey,
        Optional<String> validTimeKey) {

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException when one is out of range; the message names the option
     */
    public DeliverySettings {
        between("maxBatchEvents", maxBatchEvents, 1, 10_000);
        between("maxBatchBytes", maxBatchBytes, 2, 1 << 30);
        between("maxEventBytes", maxEventBytes, 1, 1 << 30);
    }

    private static void between(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + " must be " + least + " to " + most + ", not " + value);
        }
    }
}
