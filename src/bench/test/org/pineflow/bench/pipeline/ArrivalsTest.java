package org.pineflow.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    /** The distance between two events of one key. */
    private static final int SAME_KEY = Events.KEYS;

    private final Arrivals arrivals = new Arrivals(50_000, 1);

    @Test
    void aCleanRunReportsNothing() throws IOException {
        take(arrivals, 0, 50_000);

        assertThat(figures(arrivals).path("arrived").asInt()).isEqualTo(50_000);
        assertFaults(0, 0, 0, 0, 0);
        assertThat(arrivals.hasAllTo(49_999)).isTrue();
    }

    @Test
    void aLostEventIsReported() throws IOException {
        take(arrivals, 0, 700);
        take(arrivals, 701, 50_000);

        assertFaults(1, 0, 0, 0, 99);
        assertThat(arrivals.hasAllTo(699)).isTrue();
        assertThat(arrivals.hasAllTo(700)).isFalse();
        assertThat(arrivals.hasAllTo(701)).isFalse();
    }

    @Test
    void anEventThatComesTwiceIsReported() throws IOException {
        take(arrivals, 0, 1000);
        take(arrivals, 999, 50_000);

        assertFaults(0, 1, 0, 0, 0);
    }

    @Test
    void anEventThatWasNeverSentIsReported() throws IOException {
        receipt(arrivals, 0, 50_000, -1);

        assertThat(figures(arrivals).path("unknown").asInt()).isEqualTo(2);
        assertFaults(49_999, 0, 0, 0, 0);
    }

    @Test
    void anOlderEventOfTheSameKeyAfterANewerOneIsReported() throws IOException {
        take(arrivals, 0, 500);
        receipt(arrivals, 500 + SAME_KEY);
        take(arrivals, 500, 500 + SAME_KEY);
        take(arrivals, 500 + SAME_KEY + 1, 50_000);

        assertThat(figures(arrivals).path("keyDisorders").asInt()).isEqualTo(1);
        assertThat(figures(arrivals).path("lost").asInt()).isZero();
    }

    @Test
    void anotherOrderOfEventsOfDifferentKeysIsToldApartFromThat() throws IOException {
        receipt(arrivals, 1, 0);
        take(arrivals, 2, 50_000);

        assertFaults(0, 0, 1, 0, 0);
    }

    @Test
    void aReceiptThatLeavesOutAnEarlierEventIsReported() throws IOException {
        receipt(arrivals, 2, 3);
        receipt(arrivals, 0, 1);
        take(arrivals, 4, 50_000);

        assertThat(figures(arrivals).path("unsafeReceipts").asInt()).isEqualTo(1);
    }

    @Test
    void eachStreamHasItsOwnRun() {
        Arrivals three = new Arrivals(9, 3);
        receipt(three, 0, 3, 6);
        receipt(three, 2);

        assertThat(three.hasAllTo(6)).isTrue();
        assertThat(three.hasAllTo(1)).isFalse();
        assertThat(three.hasAllTo(2)).isTrue();
        assertThat(three.hasAllTo(5)).isFalse();
    }

    @Test
    void latencyCountsFromWhenAnEventWasDue() throws IOException {
        long start = 5_000_000;
        // At 1,000 a second event 1 is due after one millisecond.
        arrivals.receipt(new int[] {0, 1}, 2, 10, 10, start + 31_000_000);

        JsonNode latency = new ObjectMapper().readTree("{" + arrivals.latency(start, 1000, 0) + "}");
        assertThat(latency.path("p50").asDouble()).isEqualTo(31);
        assertThat(latency.path("max").asDouble()).isEqualTo(31);
        assertThat(arrivals.latency(start, 1000, 1)).contains("\"p50\":30.00");
        assertThat(arrivals.latency(start, 1000, 2)).isEqualTo("\"latencies\":0");
    }

    private void assertFaults(int lost, int duplicates, int disorders, int keyDisorders, int unsafe)
            throws IOException {
        JsonNode figures = figures(arrivals);
        assertThat(figures.path("lost").asInt()).as("lost").isEqualTo(lost);
        assertThat(figures.path("duplicates").asInt()).as("duplicates").isEqualTo(duplicates);
        assertThat(figures.path("disorders").asInt()).as("disorders").isEqualTo(disorders);
        assertThat(figures.path("keyDisorders").asInt()).as("keyDisorders").isEqualTo(keyDisorders);
        assertThat(figures.path("unsafeReceipts").asInt()).as("unsafeReceipts").isEqualTo(unsafe);
    }

    private static JsonNode figures(Arrivals arrivals) throws IOException {
        return new ObjectMapper().readTree("{" + arrivals.figures() + "}");
    }

    /** In batches of 500. */
    private static void take(Arrivals arrivals, int from, int to) {
        for (int at = from; at < to; at += 500) {
            receipt(arrivals, IntStream.range(at, Math.min(to, at + 500)).toArray());
        }
    }

    private static void receipt(Arrivals arrivals, int... events) {
        arrivals.receipt(events, events.length, 100, 25, System.nanoTime());
    }
}
