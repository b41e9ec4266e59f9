package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {

    /** Seconds; the promise of ten seconds is for a machine that does nothing else. */
    private static final double FIRST_EVENT_LIMIT = 30;

    private static final Pattern FIRST = Pattern.compile("first event was delivered (\\d+\\.\\d) s");

    @TempDir
    private Path folder;

    @Test
    void aDemoWhoseConnectionsAreCutLosesNothingAndStartsSoon() throws Exception {
        try (Launched demo = demo("--for", "5s", "--kill-every", "2s")) {
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output())
                    .containsPattern("customers +\\d+ +\\d+ +0 +0 +\\d+ +0\n")
                    .containsPattern("products +\\d+ +\\d+ +0 +0 +\\d+ +0\n")
                    .containsPattern("stock-levels +[\\d,]+ +[\\d,]+ +0 +0 +\\d+ +0\n")
                    .containsPattern("Connections cut: [1-9]")
                    .contains("Nothing was lost", "Dead letters: 0")
                    .doesNotContain("\u001b");
            Matcher first = FIRST.matcher(demo.output());
            assertThat(first.find()).isTrue();
            assertThat(Double.parseDouble(first.group(1))).isLessThan(FIRST_EVENT_LIMIT);
        }
    }

    @Test
    void aSignalEndsADemoWithItsVerdict() throws Exception {
        try (Launched demo = demo()) {
            demo.awaitOutput("first event was delivered").terminate();
            assertThat(demo.exitCode()).as(demo.output()).isZero();
            assertThat(demo.output()).contains("Nothing was lost");
        }
    }

    @Test
    void aFolderThatHoldsSomethingElseIsLeftAlone() throws Exception {
        Path data = Files.createDirectories(folder.resolve("demo"));
        Path precious = Files.writeString(data.resolve("precious"), "x");
        assertThatThrownBy(() -> DemoFolder.claim(data))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(data.toString());
        assertThat(precious).exists();
    }

    @Test
    void whatAnEarlierDemoLeftIsDeleted() throws Exception {
        Path data = folder.resolve("demo");
        DemoFolder.claim(data).close();
        Path old =
                Files.writeString(Files.createDirectories(data.resolve("a/b")).resolve("old"), "x");
        try (DemoFolder claimed = DemoFolder.claim(data)) {
            assertThat(old).doesNotExist();
            assertThat(claimed.path()).isDirectory();
        }
    }

    @Test
    void theSettingsOfADeploymentLeadADemoNowhere() {
        Settings deployment = Settings.none()
                .under(List.of(
                        new Setting("camel.component.fd1.token", "secret", "a file"),
                        new Setting("camel.component.fd1.alternate-urls", "wss://shop.example", "a file"),
                        new Setting("camel.component.flowcore.baseUrl", "https://flowcore.example", "a file"),
                        new Setting("camel.beans.positionStore", "#class:org.example.Store", "a file"),
                        new Setting("camel.component.fd1.batchWait", "1s", "a file")));
        assertThat(new DemoSettings(deployment, folder).receiver().values())
                .containsEntry("camel.component.fd1.batchWait", "1s")
                .doesNotContainKeys(
                        "camel.component.fd1.token",
                        "camel.component.fd1.alternateUrls",
                        "camel.component.flowcore.baseUrl",
                        "camel.beans.positionStore");
    }

    private Launched demo(String... arguments) throws Exception {
        List<String> jvm =
                List.of("-Dpineflow.home=" + Path.of("").toAbsolutePath(), "-Dpineflow.data=" + folder.resolve("data"));
        String[] command = new String[arguments.length + 1];
        command[0] = "demo";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Launched.pineflow(folder, Map.of(), jvm, command);
    }
}
