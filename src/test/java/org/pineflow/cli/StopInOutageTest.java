package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.flowcore.ScriptedSink;
import org.pineflow.position.FilePositionStore;
import org.pineflow.position.PositionStore;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;

/** SIGTERM while the sink is away. */
class StopInOutageTest {

    private static final int SHUTDOWN_TIMEOUT_SECONDS = 30;

    @TempDir
    private Path home;

    private final ScriptedSink sink = new ScriptedSink();
    private final Simulator simulator =
            Simulator.start(SimulatorSettings.defaults().withSizes(20, 50, 2).withChangesPerSecond(0));

    @AfterEach
    void close() throws IOException {
        sink.close();
        simulator.close();
    }

    @Test
    void itEndsInTimeDeadLettersNothingAndLosesNothing() throws Exception {
        configure();
        Path inbox = Files.createDirectories(home.resolve("data/inbox"));
        Files.writeString(inbox.resolve("two.json"), "[{\"n\":0},{\"n\":1}]");
        sink.otherwise(request -> ScriptedSink.status(503, "", "Retry-After: 2"));
        try (Launched run = run()) {
            run.awaitOutput("it is held and routed again");
            await().atMost(Duration.ofSeconds(30)).until(() -> sink.requests().size() > 1);
            long asked = System.nanoTime();
            run.terminate();
            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - asked))
                    .isLessThan(Duration.ofSeconds(SHUTDOWN_TIMEOUT_SECONDS));
        }
        assertThat(home.resolve("data/dead-letters")).doesNotExist();
        try (PositionStore positions = new FilePositionStore(home.resolve("data/positions"))) {
            assertThat(positions.read("stock-levels").orElseThrow().rve()).isZero();
        }
        assertThat(inbox.resolve("two.json")).exists();

        int before = sink.requests().size();
        sink.otherwise(request -> ScriptedSink.accept());
        try (Launched run = run()) {
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(delivered(before)).containsAll(current());
                assertThat(inbox.resolve(".done/two.json")).exists();
            });
        }
    }

    private Launched run() throws IOException {
        return Launched.pineflow(
                home,
                java.util.Map.of(),
                List.of("-Dpineflow.home=" + home, "-Dcamel.management.enabled=false"),
                "run",
                "--routes",
                Path.of("routes/bridge/stock-levels.camel.yaml")
                        .toAbsolutePath()
                        .toString(),
                "--routes",
                Path.of("routes/examples/files-to-flowcore.camel.yaml")
                        .toAbsolutePath()
                        .toString());
    }

    private void configure() throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.copy(Path.of("config/log4j2.properties"), home.resolve("config/log4j2.properties"));
        Files.writeString(
                home.resolve("config/application.properties"),
                String.join(
                        "\n",
                        "camel.component.fd1.url = " + simulator.url(),
                        "camel.component.fd1.apiKey = sim-key",
                        "camel.component.fd1.batchWait = 20ms",
                        "camel.component.flowcore.baseUrl = " + sink.url(),
                        "camel.component.flowcore.tenant = acme",
                        "camel.component.flowcore.dataCore = shop",
                        "camel.component.flowcore.apiKey = sink-key",
                        "camel.component.flowcore.compressor = jdk",
                        "camel.main.shutdownTimeout = " + SHUTDOWN_TIMEOUT_SECONDS));
    }

    private Set<String> current() {
        return simulator.chain().versions("stocklevels").stream()
                .map(version -> Long.toString(version.rve()))
                .collect(Collectors.toSet());
    }

    private Set<String> delivered(int from) {
        return sink.requests().subList(from, sink.requests().size()).stream()
                .flatMap(request -> StreamSupport.stream(request.json().spliterator(), false))
                .map(event -> event.path("_rve").asText())
                .collect(Collectors.toSet());
    }
}
