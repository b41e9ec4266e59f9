package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.position.FilePositionStore;
import org.pineflow.position.Position;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import picocli.CommandLine;

/** The commands beside a real process that runs the stream, and after it was killed. */
class PositionsOfARunTest {

    @TempDir
    private Path folder;

    private StringWriter printed = new StringWriter();

    private int positions(String... arguments) {
        List<String> all = new ArrayList<>(List.of("positions"));
        all.addAll(List.of(arguments));
        all.add("-Dpineflow.data=" + folder.resolve("data"));
        printed = new StringWriter();
        CommandLine commandLine = Pineflow.commandLine();
        commandLine.setOut(new PrintWriter(printed, true));
        commandLine.setErr(new PrintWriter(printed, true));
        return commandLine.execute(all.toArray(String[]::new));
    }

    private Launched run(Simulator simulator) throws Exception {
        Path route = Files.writeString(
                folder.resolve("customers.camel.yaml"),
                """
                - route:
                    id: customers
                    from:
                      uri: fd1:firehose:pos.customers.edit?startFrom=all&replayQuiet=200ms&stream=customers
                      steps: [{log: "a batch came"}]
                """);
        return Launched.pineflow(
                folder,
                Map.of("FD1_URL", simulator.url().toString(), "FD1_API_KEY", "sim-key"),
                List.of(
                        "-Dpineflow.home=" + Path.of("").toAbsolutePath(),
                        "-Dpineflow.data=" + folder.resolve("data"),
                        "-Dcamel.management.port=0"),
                "run",
                "--routes",
                route.toString());
    }

    @Test
    void whatARunningProcessOwnsIsMovedOnlyWhenItIsGone() throws Exception {
        try (Simulator simulator = Simulator.start(SimulatorSettings.defaults().withSizes(10, 10, 1));
                FilePositionStore store = new FilePositionStore(folder.resolve("data/positions"));
                Launched run = run(simulator)) {
            run.awaitOutput("is live");
            Awaitility.await()
                    .until(() -> store.read("customers").map(Position::rve).orElse(0L) > 0);
            long rve = store.read("customers").orElseThrow().rve();
            String owner = "process " + run.pid();

            assertThat(positions("list")).isZero();
            assertThat(printed.toString()).containsPattern("customers +" + rve + " .*" + owner);
            assertThat(positions("reset", "customers")).isEqualTo(CommandExit.FAILED);
            assertThat(printed.toString()).contains("is run by " + owner);
            assertThat(store.read("customers").orElseThrow().rve()).isEqualTo(rve);

            run.kill();
            assertThat(run.exitCode()).as("killed, not ended").isEqualTo(128 + 9);

            assertThat(positions("list")).isZero();
            assertThat(printed.toString()).containsPattern("customers +" + rve + " .*nobody");
            assertThat(positions("reset", "customers", "--to", "now")).isZero();
            assertThat(store.read("customers").orElseThrow().rve()).isGreaterThan(rve);
        }
    }
}
