package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.pineflow.fd1.Bridge.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.Version;

/** Bridges in processes of their own: killed without warning, and with little memory. */
class BridgeProcessTest {

    private static final int WAITING = 400_000;

    @TempDir
    private Path data;

    private static String server(Simulator simulator) {
        return "?url=" + simulator.url() + "&apiKey=sim-key&reconnectDelay=20ms&rveStamp=&timeStamp=&batchWait=20ms";
    }

    private static Set<String> current(Simulator simulator, Collection<String> tables) {
        return tables.stream()
                .flatMap(table -> simulator.chain().versions(table).stream())
                .map(BridgeProcessTest::line)
                .collect(Collectors.toSet());
    }

    private static String line(Version version) {
        return version.key() + "@" + version.rve();
    }

    private static void end(Process process) throws InterruptedException, IOException {
        process.outputWriter().close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void killMinusNineAgainAndAgainLosesNoVersionThatIsStillCurrent() throws Exception {
        Path sink = data.resolve("sink");
        try (Simulator simulator = Simulator.start(
                SimulatorSettings.defaults().withSizes(200, 100, 2).withChangesPerSecond(400))) {
            List<String> uris = List.of(
                    "fd1:firehose:pos.stocklevels.edit" + server(simulator)
                            + "&keyFields=RAW(pid+locid)&startFrom=all&replayQuiet=200ms",
                    "fd1:firehose:pos.products.edit" + server(simulator) + "&startFrom=all&openSettle=50ms"
                            + "&pollEndpoint=fd1.products.get_products_list",
                    "fd1:poll:fd1.customers.get_customers" + server(simulator) + "&initialDelay=0&delay=100");
            simulator.startTrading();
            for (int kills = 0; kills < 3; kills++) {
                int before = BridgeProcess.delivered(sink).size();
                Process bridge = BridgeProcess.start(data, sink, false, 256, uris);
                try {
                    eventually().until(() -> BridgeProcess.delivered(sink).size() > before + 300);
                } finally {
                    bridge.destroyForcibly().waitFor();
                }
            }
            Process last = BridgeProcess.start(data, sink, false, 256, uris);
            try {
                simulator.stopTrading();
                Set<String> current = current(simulator, List.of("customers", "products", "stocklevels"));
                eventually()
                        .untilAsserted(() -> assertThat(missing(current, sink)).isEmpty());
            } finally {
                end(last);
            }
        }
    }

    private static Set<String> missing(Set<String> wanted, Path sink) throws IOException {
        Set<String> missing = new HashSet<>(wanted);
        BridgeProcess.delivered(sink).forEach(missing::remove);
        return missing;
    }

    @Test
    void with256MiBAndTheSinkDown400000RowsWaitAndAllArrive() throws Exception {
        Path sink = data.resolve("sink");
        try (Simulator simulator = Simulator.start(
                SimulatorSettings.defaults().withSizes(WAITING, 0, 0).withChangesPerSecond(0))) {
            Process bridge = BridgeProcess.start(
                    data,
                    sink,
                    true,
                    256,
                    List.of("fd1:firehose:pos.customers.edit" + server(simulator)
                            + "&startFrom=all&redeliveryDelay=50ms&redeliveryMaxDelay=100ms&replayQuiet=1s"));
            try {
                awaitHeld(simulator, bridge);
                assertThat(Files.size(sink)).isZero();
                bridge.outputWriter().append("up\n").flush();
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(100))
                        .untilAsserted(() -> {
                            assertThat(bridge.isAlive())
                                    .as("it has not run out of memory")
                                    .isTrue();
                            assertThat(Files.exists(sink)
                                            && BridgeProcess.delivered(sink).size() >= WAITING)
                                    .isTrue();
                        });
                assertThat(missing(current(simulator, List.of("customers")), sink))
                        .isEmpty();
            } finally {
                end(bridge);
            }
        }
    }

    /** The server sends no more although most rows still wait. */
    private static void awaitHeld(Simulator simulator, Process bridge) {
        long[] before = {0};
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(700))
                .untilAsserted(() -> {
                    assertThat(bridge.isAlive()).isTrue();
                    long served = simulator.served();
                    boolean still = served > 0 && served == before[0];
                    before[0] = served;
                    assertThat(still).isTrue();
                    assertThat(served).isLessThan(WAITING);
                });
    }
}
