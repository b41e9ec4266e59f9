package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.flowcore.ScriptedSink;
import org.pineflow.network.NobodyThere;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;

/** The command in real processes, from a simulator to a scripted webhook. */
class SyncCommandTest {

    private static final int PRODUCTS = 40;

    @TempDir
    private Path folder;

    private Simulator simulator;
    private ScriptedSink sink;

    @BeforeEach
    void open() throws Exception {
        simulator = Simulator.start(SimulatorSettings.defaults().withSizes(10, PRODUCTS, 1));
        sink = new ScriptedSink();
    }

    @AfterEach
    void close() throws Exception {
        simulator.close();
        sink.close();
    }

    @Test
    void aSecondSyncTransfersOnlyWhatChanged() throws Exception {
        try (Launched first = sync(simulator.url().toString())) {
            assertThat(first.exitCode()).as(first.output()).isZero();
            assertThat(first.output())
                    .containsPattern("products +" + PRODUCTS + " +" + PRODUCTS + " +0 ")
                    .contains("Every row has its receipt.");
        }
        assertThat(delivered()).isEqualTo(PRODUCTS);
        long changed = simulator.chain().change("products").rve();
        try (Launched second = sync(simulator.url().toString(), "--json")) {
            assertThat(second.exitCode()).as(second.output()).isZero();
            assertThat(second.output()).contains("{\"ok\":true,").contains("\"position\":\"" + changed + "\"");
        }
        assertThat(sink.requests().get(sink.requests().size() - 1).text()).contains(Long.toString(changed));
        assertThat(delivered()).isLessThan(2 * PRODUCTS);
    }

    @Test
    void sigtermLeavesAPositionFromWhichTheNextSyncGoesOn() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        sink.then(ScriptedSink.after(open, ScriptedSink.reset()));
        try (Launched stopped = sync(simulator.url().toString(), "-Dcamel.main.shutdownTimeout=2")) {
            Awaitility.await().until(() -> !sink.requests().isEmpty());
            stopped.terminate();
            assertThat(stopped.exitCode()).as(stopped.output()).isEqualTo(Sync.STOPPED);
            assertThat(stopped.output()).contains("stopped by a signal");
        }
        open.countDown();
        int before = delivered();
        try (Launched next = sync(simulator.url().toString())) {
            assertThat(next.exitCode()).as(next.output()).isZero();
        }
        assertThat(delivered() - before).isEqualTo(PRODUCTS);
    }

    @Test
    void aDeadServerEndsASyncWithOneAndSaysWhatToDo() throws Exception {
        try (NobodyThere nobody = new NobodyThere();
                Launched sync = sync(nobody.fd1())) {
            assertThat(sync.exitCode()).isEqualTo(CommandExit.FAILED);
            assertThat(sync.output())
                    .contains("products: ", "check host and port")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aSinkThatRefusesTheKeyEndsASyncAtOnce() throws Exception {
        sink.otherwise(request -> ScriptedSink.status(401, "{\"error\":\"no\"}"));
        try (Launched sync = sync(simulator.url().toString())) {
            assertThat(sync.exitCode()).as(sync.output()).isEqualTo(CommandExit.FAILED);
            assertThat(sync.output()).contains("401").contains("FAILED");
        }
    }

    @Test
    void withoutAPollRouteThereIsNothingToRun() throws Exception {
        Path file = Files.writeString(
                folder.resolve("idle.camel.yaml"),
                "- route: {id: idle, from: {uri: 'direct:in', steps: [{log: hello}]}}\n");
        try (Launched sync = sync(simulator.url().toString(), "--routes", file.toString())) {
            assertThat(sync.exitCode()).isEqualTo(CommandExit.WRONG_USAGE);
            assertThat(sync.output()).contains("There is no poll route");
        }
    }

    private int delivered() {
        AtomicInteger rows = new AtomicInteger();
        sink.requests().forEach(request -> rows.addAndGet(request.json().size()));
        return rows.get();
    }

    private Launched sync(String fd1, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("sync"));
        command.addAll(List.of(arguments));
        Map<String, String> environment = Map.of(
                "FD1_URL", fd1,
                "FD1_API_KEY", "sim-key",
                "FLOWCORE_URL", sink.url(),
                "FLOWCORE_TENANT", "demo",
                "FLOWCORE_DATA_CORE", "retail",
                "FLOWCORE_API_KEY", "a-key",
                "PINEFLOW_DATA", folder.resolve("data").toString());
        List<String> jvm = List.of("-Dpineflow.home=" + Path.of("").toAbsolutePath());
        return Launched.pineflow(folder, environment, jvm, command.toArray(String[]::new));
    }
}
