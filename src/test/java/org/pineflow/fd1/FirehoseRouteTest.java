package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.Version;

class FirehoseRouteTest {

    private static final String NO_STAMPS = "&rveStamp=&timeStamp=";

    @TempDir
    private Path data;

    private Simulator simulator;

    @BeforeEach
    void startServer() {
        simulator = Simulator.start(
                SimulatorSettings.defaults().withSizes(20, 20, 2).withChangesPerSecond(0));
    }

    @AfterEach
    void stopServer() {
        simulator.close();
    }

    private String firehose(String options) {
        return "fd1:firehose:pos.customers.edit?url=" + simulator.url() + "&apiKey=sim-key&batchWait=20ms"
                + "&reconnectDelay=20ms" + options;
    }

    private void changeCustomers(int times) {
        for (int i = 0; i < times; i++) {
            simulator.chain().change("customers");
        }
    }

    private static Set<String> json(List<Version> versions) {
        return versions.stream().map(Version::json).collect(Collectors.toSet());
    }

    private void awaitEveryCurrentCustomer(Bridge bridge) {
        await().untilAsserted(() -> assertThat(Set.copyOf(bridge.delivered()))
                .containsAll(json(simulator.chain().versions("customers"))));
    }

    @Test
    void changesArriveByteForByte() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose(NO_STAMPS))) {
            await().until(() -> bridge.status().condition().state() == State.LIVE);
            changeCustomers(50);
            List<String> all = simulator.chain().history().get("customers").stream()
                    .map(Version::json)
                    .toList();
            await().untilAsserted(
                            () -> assertThat(bridge.delivered()).isEqualTo(all.subList(all.size() - 50, all.size())));
        }
    }

    @Test
    void nothingIsLostWhenTheSocketIsCutAgainAndAgain() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose(NO_STAMPS + "&startFrom=all&replayQuiet=200ms"))) {
            for (int i = 0; i < 10; i++) {
                changeCustomers(20);
                simulator.cutConnections();
            }
            awaitEveryCurrentCustomer(bridge);
        }
    }

    @Test
    void aRestartGoesOnAtThePosition() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose(NO_STAMPS))) {
            await().until(() -> bridge.status().condition().state() == State.LIVE);
            changeCustomers(5);
            await().until(() -> bridge.delivered().size() == 5);
        }
        changeCustomers(7);
        Set<String> missed = json(simulator.chain().versions("customers"));
        try (Bridge bridge = Bridge.start(data, firehose(NO_STAMPS + "&overlap=0s&replayQuiet=200ms"))) {
            await().until(() ->
                    bridge.status().position().rve() == simulator.chain().lastRve());
            assertThat(missed).containsAll(bridge.delivered());
        }
    }

    @Test
    void whatWasMissedIsReadByAPoll() throws Exception {
        String poll = NO_STAMPS + "&pollEndpoint=fd1.customers.get_customers&startFrom=all";
        try (Bridge bridge = Bridge.start(data, firehose(poll))) {
            await().until(() -> bridge.status().condition().state() == State.LIVE);
            awaitEveryCurrentCustomer(bridge);
            await().until(() -> bridge.status().position().rve() > 0);
        }
        changeCustomers(30);
        try (Bridge bridge = Bridge.start(data, firehose(poll + "&overlap=0s"))) {
            await().until(() -> bridge.status().condition().state() == State.LIVE);
            changeCustomers(3);
            await().untilAsserted(() -> assertThat(bridge.status().position().rve())
                    .isEqualTo(simulator.chain().lastRve()));
            assertThat(bridge.delivered()).hasSizeLessThanOrEqualTo(24);
        }
    }

    @Test
    void aFailedBatchIsHeldAndRoutedAgainInOrder() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose(NO_STAMPS + "&redeliveryDelay=10ms&batchSize=5"))) {
            await().until(() -> bridge.status().condition().state() == State.LIVE);
            bridge.fail();
            changeCustomers(23);
            await().until(() -> bridge.status().retries() > 3);
            assertThat(bridge.delivered()).isEmpty();
            bridge.mend();
            await().until(() -> bridge.delivered().size() == 23);
            List<String> all = simulator.chain().history().get("customers").stream()
                    .map(Version::json)
                    .toList();
            assertThat(bridge.delivered()).isEqualTo(all.subList(all.size() - 23, all.size()));
        }
    }

    @Test
    void stampsTellRveAndTime() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose(""))) {
            await().until(() -> bridge.status().condition().state() == State.LIVE);
            Version version = simulator.chain().change("customers");
            await().until(() -> bridge.delivered().size() == 1);
            assertThat(bridge.delivered().get(0))
                    .startsWith(version.json().substring(0, version.json().length() - 1))
                    .contains(",\"_rve\":\"" + version.rve() + "\",\"_eventTime\":\"20");
        }
    }
}
