package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.flowcore.ScriptedSink;
import org.pineflow.network.OwnPort;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;

/** A process that is killed cannot tidy up, and one that a supervisor starts again and again would fill the disk. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there a library that is loaded cannot be deleted")
class LeftBehindTest {

    @TempDir
    private Path home;

    private Path temporary;

    @BeforeEach
    void makeFolder() throws IOException {
        temporary = Files.createDirectory(home.resolve("temporary"));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(temporary)) {
            return all.filter(path -> !path.equals(temporary))
                    .map(path -> temporary.relativize(path).toString())
                    .toList();
        }
    }

    private List<String> jvm(String... more) {
        return Stream.concat(
                        Stream.of(
                                "-Djava.io.tmpdir=" + temporary,
                                "-Dpineflow.home=" + Path.of("").toAbsolutePath(),
                                "-Dpineflow.data=" + home.resolve("data")),
                        Stream.of(more))
                .toList();
    }

    /** It has everything in one process: bridge, ingestion service on SQLite, and the native compressor where there is one. */
    @Test
    void aDemoThatIsKilledLeavesNothingInTheTemporaryFolder() throws Exception {
        try (Launched demo = Launched.pineflow(home, Map.of(), jvm(), "demo")) {
            demo.awaitOutput("first event was delivered").kill();
            demo.exitCode();
        }

        assertThat(home.resolve("data/ingest/events.db")).exists();
        assertThat(files()).isEmpty();
    }

    @Test
    void aBridgeWithPositionsInSqliteThatIsKilledLeavesNothingInTheTemporaryFolder() throws Exception {
        try (ScriptedSink sink = new ScriptedSink();
                Simulator simulator =
                        Simulator.start(SimulatorSettings.defaults().withSizes(20, 20, 1));
                OwnPort management = OwnPort.claim();
                Launched run = Launched.pineflow(
                        home,
                        Map.of(),
                        jvm(
                                "-Dcamel.management.port=" + management,
                                "-Dcamel.component.fd1.url=" + simulator.url(),
                                "-Dcamel.component.fd1.apiKey=sim-key",
                                "-Dcamel.component.flowcore.baseUrl=" + sink.url(),
                                "-Dcamel.component.flowcore.tenant=acme",
                                "-Dcamel.component.flowcore.dataCore=shop",
                                "-Dcamel.component.flowcore.apiKey=sink-key",
                                "-Dcamel.beans.database=#class:com.zaxxer.hikari.HikariDataSource",
                                "-Dcamel.beans.database.jdbcUrl=jdbc:sqlite:" + home.resolve("positions.db"),
                                "-Dcamel.beans.positions=#class:org.pineflow.position.JdbcPositionStore(#bean:database)"),
                        "run",
                        "--routes",
                        Path.of("routes/bridge/stock-levels.camel.yaml")
                                .toAbsolutePath()
                                .toString())) {
            run.awaitOutput("Running ");
            await().until(() -> !sink.requests().isEmpty());
            run.kill();
            run.exitCode();
        }

        assertThat(home.resolve("positions.db")).exists();
        assertThat(files()).isEmpty();
    }
}
