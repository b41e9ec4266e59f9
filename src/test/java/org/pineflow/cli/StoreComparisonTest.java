package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pineflow.simulator.RetailChain;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.Version;

/** The demo's verdict can fail: each fault that a receiver can show is found. */
class StoreComparisonTest {

    private static final String TABLE = "customers";

    private Simulator simulator;
    private RetailChain chain;

    @BeforeEach
    void openShop() {
        simulator = Simulator.start(SimulatorSettings.defaults().withSizes(20, 5, 1));
        chain = simulator.chain();
        chain.change(TABLE);
        chain.change(TABLE, chain.versions(TABLE).get(3).key());
    }

    @AfterEach
    void closeShop() {
        simulator.close();
    }

    @Test
    void aStoreWithEveryVersionInOrderIsGood() {
        StreamVerdict verdict = compare(everything());
        assertThat(verdict.isGood()).isTrue();
        assertThat(verdict.held()).isEqualTo(20);
        assertThat(verdict.stored()).isEqualTo(22);
    }

    @Test
    void oneMissingEventIsFound() {
        List<byte[]> stored = everything();
        stored.remove(stored.size() - 1);
        StreamVerdict verdict = compare(stored);
        assertThat(verdict.missing()).isEqualTo(1);
        assertThat(verdict.isGood()).isFalse();
    }

    @Test
    void oneAlteredByteIsFound() {
        List<byte[]> stored = everything();
        byte[] last = stored.get(stored.size() - 1);
        last[10] ^= 1;
        StreamVerdict verdict = compare(stored);
        assertThat(verdict.missing()).isEqualTo(1);
        assertThat(verdict.different()).isEqualTo(1);
        assertThat(verdict.isGood()).isFalse();
    }

    @Test
    void anEventWithoutItsStampsOrWithAnothersIsFound() {
        List<byte[]> stored = everything();
        Version last = newest();
        stored.set(stored.size() - 1, last.json().getBytes(StandardCharsets.UTF_8));
        assertThat(compare(stored).different()).isEqualTo(1);
        stored.set(stored.size() - 1, stamped(last, last.rve() - 1));
        assertThat(compare(stored).different()).isEqualTo(1);
        assertThat(compare(stored).isGood()).isFalse();
    }

    @Test
    void anOlderVersionAfterANewerOneIsFound() {
        List<byte[]> stored = everything();
        Version older = chain.history().get(TABLE).stream()
                .filter(version -> version.key().equals(newest().key()))
                .findFirst()
                .orElseThrow();
        assertThat(older.rve()).isLessThan(newest().rve());
        stored.add(stamped(older, older.rve()));
        StreamVerdict verdict = compare(stored);
        assertThat(verdict.outOfOrder()).isEqualTo(1);
        assertThat(verdict.isGood()).isFalse();
    }

    @Test
    void aRepeatedEventIsCountedAndAllowed() {
        List<byte[]> stored = everything();
        stored.add(stored.get(stored.size() - 1));
        StreamVerdict verdict = compare(stored);
        assertThat(verdict.repeated()).isEqualTo(1);
        assertThat(verdict.isGood()).isTrue();
    }

    private Version newest() {
        List<Version> history = chain.history().get(TABLE);
        return history.get(history.size() - 1);
    }

    private List<byte[]> everything() {
        List<byte[]> payloads = new ArrayList<>();
        chain.history().get(TABLE).forEach(version -> payloads.add(stamped(version, version.rve())));
        return payloads;
    }

    private static byte[] stamped(Version version, long rve) {
        String json = version.json();
        return (json.substring(0, json.length() - 1) + ",\"_rve\":\"" + rve
                        + "\",\"_eventTime\":\"2026-01-13T13:54:56.123Z\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private StreamVerdict compare(List<byte[]> stored) {
        StoreComparison comparison = new StoreComparison(
                TABLE, chain.versions(TABLE), chain.history().get(TABLE), true);
        stored.forEach(comparison::stored);
        return comparison.verdict();
    }
}
