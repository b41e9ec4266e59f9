package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.network.NobodyThere;
import org.pineflow.simulator.Dialect;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.Version;

class PollRouteTest {

    @TempDir
    private Path data;

    private Simulator simulator;

    @BeforeEach
    void startServer() {
        simulator = Simulator.start(
                SimulatorSettings.defaults().withSizes(300, 50, 2).withChangesPerSecond(0));
    }

    @AfterEach
    void stopServer() {
        simulator.close();
    }

    private String poll(String options) {
        return "fd1:poll:fd1.customers.get_customers?url=" + simulator.url()
                + "&apiKey=sim-key&initialDelay=0&delay=50&reconnectDelay=20ms&rveStamp=&timeStamp=" + options;
    }

    private Set<String> customers() {
        return simulator.chain().versions("customers").stream()
                .map(Version::json)
                .collect(Collectors.toSet());
    }

    @Test
    void everyRowArrivesOnceAndThePositionIsTheHighestRveOfTheRows() throws Exception {
        try (Bridge bridge = Bridge.start(data, poll(""))) {
            await().until(() -> bridge.status().position().rve() > 0);
            assertThat(new HashSet<>(bridge.delivered())).isEqualTo(customers());
            assertThat(bridge.delivered()).hasSize(300);
            long highest = simulator.chain().versions("customers").stream()
                    .mapToLong(Version::rve)
                    .max()
                    .orElseThrow();
            assertThat(bridge.status().position().rve()).isEqualTo(highest);
        }
    }

    @Test
    void theNextPollBringsOnlyWhatHasChanged() throws Exception {
        try (Bridge bridge = Bridge.start(data, poll("&overlap=0s"))) {
            await().until(() -> bridge.status().position().rve() > 0);
            List<String> changed = List.of(
                    simulator.chain().change("customers").json(),
                    simulator.chain().change("customers").json());
            await().untilAsserted(
                            () -> assertThat(Set.copyOf(bridge.delivered())).containsAll(changed));
            assertThat(bridge.delivered()).hasSizeBetween(301, 302);
        }
    }

    @Test
    void thePositionStaysUntilEveryRowHasItsReceipt() throws Exception {
        try (Bridge bridge = Bridge.start(data, poll("&redeliveryDelay=10ms&batchSize=50"))) {
            bridge.fail();
            await().until(() -> bridge.status().retries() > 3);
            assertThat(bridge.positions().read("poll:fd1.customers.get_customers"))
                    .hasValueSatisfying(position -> assertThat(position.rve()).isZero());
            bridge.mend();
            await().until(() -> bridge.status().position().rve() > 0);
            assertThat(new HashSet<>(bridge.delivered())).isEqualTo(customers());
        }
    }

    @Test
    void aPollThatIsCutStartsOverAndLosesNothing() throws Exception {
        try (Bridge bridge = Bridge.start(data, poll("&batchSize=10&batchWait=5ms"))) {
            simulator.cutConnections();
            await().until(() -> bridge.status().received() > 0);
            simulator.cutConnections();
            await().untilAsserted(
                            () -> assertThat(new HashSet<>(bridge.delivered())).isEqualTo(customers()));
            await().until(() -> bridge.status().position().rve() > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "firehose"})
    void theContextStartsWithoutServerAndSaysWhyItIsNotReady(String operation) throws Exception {
        String uri = operation.equals("poll")
                ? poll("")
                : poll("").replaceAll("poll:|&initialDelay=0&delay=50", "").replace("fd1:", "fd1:firehose:");
        try (NobodyThere nobody = new NobodyThere();
                Bridge bridge = Bridge.start(data, uri.replace(simulator.url().toString(), nobody.fd1()))) {
            await().untilAsserted(() -> {
                assertThat(bridge.status().condition().state()).isEqualTo(State.STARTING);
                assertThat(bridge.status().condition().reason()).contains("127.0.0.1");
            });
        }
    }

    @Test
    void aChunkGapThreeTimesStopsThePollLoudly() throws Exception {
        simulator.speak(Dialect.parse(List.of("dropChunk=2", "chunkRows=50")));
        try (Bridge bridge = Bridge.start(data, poll(""))) {
            await().until(() -> bridge.status().condition().state() == State.STOPPED);
            assertThat(bridge.status().condition().reason()).contains("chunk 2", "start the route again");
            assertThat(bridge.status().position().rve()).isZero();
        }
    }
}
