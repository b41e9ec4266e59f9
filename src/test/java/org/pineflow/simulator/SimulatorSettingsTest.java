package org.pineflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SimulatorSettingsTest {

    private final SimulatorSettings defaults = SimulatorSettings.defaults();

    @Test
    void theKeyNeverAppearsInText() {
        assertThat(defaults.withApiKey("S3cret").toString()).doesNotContain("S3cret");
    }

    @Test
    void eachSettingIsChangedAloneAndTheOthersKept() {
        SimulatorSettings changed = defaults.withHost("0.0.0.0")
                .withPort(9480)
                .withApiKey("k")
                .withSeed(7)
                .withSizes(1, 2, 3)
                .withSales(4)
                .withChangesPerSecond(5)
                .withKeptVersions(6)
                .withQueuedEvents(8)
                .withDialect(Dialect.plain().with(DialectOption.HELLO, true));
        assertThat(changed)
                .hasToString("SimulatorSettings[host=0.0.0.0, port=9480, seed=7, customers=1, products=2, locations=3, "
                        + "sales=4, changesPerSecond=5.0, keptVersions=6, queuedEvents=8, dialect=hello=true]");
        assertThat(changed.apiKey()).isEqualTo("k");
    }

    @Test
    void impossibleSettingsAreRefusedByName() {
        assertThatThrownBy(() -> defaults.withPort(70_000)).hasMessageContaining("port 70000");
        assertThatThrownBy(() -> defaults.withChangesPerSecond(-1)).hasMessageContaining("changesPerSecond");
        assertThatThrownBy(() -> defaults.withChangesPerSecond(Double.NaN)).hasMessageContaining("changesPerSecond");
        assertThatThrownBy(() -> defaults.withSizes(-1, 1, 1)).hasMessageContaining("customers -1");
        assertThatThrownBy(() -> defaults.withSizes(1, 1_000_000, 1000)).hasMessageContaining("stock levels");
        assertThatThrownBy(() -> defaults.withQueuedEvents(0)).hasMessageContaining("queuedEvents");
        assertThatThrownBy(() -> defaults.withSizes(1, 0, 0).withSales(1)).hasMessageContaining("sales");
    }
}
