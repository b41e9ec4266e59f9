package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shell script, with a Java and a Maven that only say how they were called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {

    private static final String SAY_ARGUMENTS = "echo java; for a; do echo \"[$a]\"; done; echo pid $$\n";

    @TempDir
    private Path folder;

    private Path tools;

    @BeforeEach
    void makeTools() throws IOException {
        tools = folder.resolve("my tools");
        java("17.0.9");
        executable(
                tools.resolve("bin/mvn"),
                "echo maven \"$@\"; mkdir -p target/pineflow-1/lib; touch target/pineflow-1/lib/pineflow-1.jar");
    }

    @Test
    void aDistributionStartsFromAnyFolderThroughLinksAndKeepsArgumentsWhole() throws Exception {
        Path home = distribution();
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("other link"));
        Files.createSymbolicLink(folder.resolve("other link"), home.resolve("bin/pineflow"));
        try (Launched launcher = launch(link, Map.of(), "run", "--config", "my file.properties", "")) {
            assertThat(launcher.exitCode()).isZero();
            assertThat(launcher.output())
                    .contains("[--enable-native-access=ALL-UNNAMED]")
                    .contains("[-Dpineflow.home=" + home.toRealPath() + "]")
                    .contains("[-cp]\n[" + home.toRealPath() + "/lib/*]\n[org.pineflow.cli.Pineflow]\n[run]\n")
                    .contains("[--config]\n[my file.properties]\n[]\n")
                    .doesNotContain("maven");
        }
    }

    @Test
    void theJvmTakesThePlaceOfTheScriptSoThatSignalsReachIt() throws Exception {
        try (Launched launcher = launch(distribution().resolve("bin/pineflow"), Map.of())) {
            launcher.exitCode();
            assertThat(launcher.output()).contains("pid " + launcher.pid());
        }
    }

    @Test
    void optionsForTheJvmComeFromTheEnvironment() throws Exception {
        Map<String, String> options =
                Map.of("JAVA_OPTS", "-Xmx1g -Da=b", "PINEFLOW_OPTS", "-Dc=d", "PINEFLOW_HOME", "/h");
        try (Launched launcher = launch(distribution().resolve("bin/pineflow"), options)) {
            launcher.exitCode();
            assertThat(launcher.output()).contains("[-Xmx1g]\n[-Da=b]\n[-Dc=d]\n[-Dpineflow.home=/h]");
        }
    }

    @Test
    void aCollectorOrAHeapThatSomebodyChoseIsLeftToThem() throws Exception {
        Path script = distribution().resolve("bin/pineflow");
        assertThat(launched(script, "JAVA_OPTS", "-Da=b")).contains("[-XX:+UseSerialGC]\n[-Xms48m]\n");
        assertThat(launched(script, "JAVA_TOOL_OPTIONS", "-XX:+UseG1GC")).doesNotContain("SerialGC", "-Xms48m");
        for (String size : List.of("-Xmx32m", "-XX:MaxRAMPercentage=75", "-XX:MaxHeapSize=1g")) {
            assertThat(launched(script, "PINEFLOW_OPTS", size))
                    .contains("[-XX:+UseSerialGC]\n", "[" + size + "]")
                    .doesNotContain("-Xms48m");
        }
    }

    @Test
    void onlyWhatRunsOnIsCompiledTwice() throws Exception {
        Path home = distribution();
        assertThat(output(home, "run")).doesNotContain("TieredStopAtLevel");
        for (String command : List.of("sync", "demo", "check", "positions")) {
            assertThat(output(home, command)).contains("[-XX:TieredStopAtLevel=1]\n");
        }
    }

    private String launched(Path script, String variable, String value) throws Exception {
        try (Launched launcher = launch(script, Map.of(variable, value))) {
            assertThat(launcher.exitCode()).isZero();
            return launcher.output();
        }
    }

    @Test
    void aClassArchiveIsUsedOnlyAsLongAsItsNameSays() throws Exception {
        Path home = distribution();
        Path archive = Files.writeString(home.resolve("lib/classes-5.jsa"), "12345");
        assertThat(output(home))
                .contains("[-Xlog:cds=off]\n[-Xlog:cds+dynamic=off]\n[-XX:+VerifySharedSpaces]\n")
                .contains("[-XX:SharedArchiveFile=" + archive.toRealPath() + "]\n");
        Files.writeString(archive, "1234");
        assertThat(output(home)).contains("[-cp]").doesNotContain("SharedArchiveFile", "-Xlog");
        Files.delete(archive);
        assertThat(output(home)).contains("[-cp]").doesNotContain("SharedArchiveFile", "-Xlog");
    }

    @Test
    void theVersionThatAJdkHasWrittenDownIsBelieved() throws Exception {
        Files.writeString(tools.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.20\"\n");
        try (Launched launcher = launch(distribution().resolve("bin/pineflow"), Map.of())) {
            assertThat(launcher.exitCode()).isEqualTo(CommandExit.WRONG_USAGE);
            assertThat(launcher.output()).contains("is Java 11, but Java 17 or newer is needed");
        }
    }

    private String output(Path distribution) throws Exception {
        return output(distribution, "run");
    }

    private String output(Path distribution, String command) throws Exception {
        try (Launched launcher = launch(distribution.resolve("bin/pineflow"), Map.of(), command)) {
            assertThat(launcher.exitCode()).isZero();
            return launcher.output();
        }
    }

    @Test
    void anOldJavaOrAWrongJavaHomeIsNamedWithTheCure() throws Exception {
        java("11.0.20");
        try (Launched launcher = launch(distribution().resolve("bin/pineflow"), Map.of())) {
            assertThat(launcher.exitCode()).isEqualTo(CommandExit.WRONG_USAGE);
            assertThat(launcher.output()).contains("is Java 11, but Java 17 or newer is needed");
        }
        Map<String, String> wrong = Map.of("JAVA_HOME", "/no such jdk");
        try (Launched launcher = launch(distribution().resolve("bin/pineflow"), wrong)) {
            assertThat(launcher.exitCode()).isEqualTo(CommandExit.WRONG_USAGE);
            assertThat(launcher.output()).contains("/no such jdk");
        }
    }

    @Test
    void aCheckoutIsBuiltOnlyWhenASourceIsNewerThanTheLastBuild() throws Exception {
        Path checkout = checkout();
        assertThat(run(checkout)).contains("Building", "maven");
        assertThat(run(checkout)).doesNotContain("maven");
        touch(checkout.resolve("src/main/A.java"), Instant.now().plusSeconds(60));
        assertThat(run(checkout, "--no-build", "run"))
                .doesNotContain("maven")
                .contains("[run]")
                .doesNotContain("[--no-build]");
        assertThat(run(checkout)).contains("Building", "maven");
    }

    @Test
    void aFailedBuildEndsWithItsMessagesAndStartsNothing() throws Exception {
        executable(tools.resolve("bin/mvn"), "echo compile error; exit 1");
        try (Launched launcher = launch(checkout().resolve("pineflow"), Map.of())) {
            assertThat(launcher.exitCode()).isEqualTo(CommandExit.FAILED);
            assertThat(launcher.output())
                    .contains("compile error", "the build failed")
                    .doesNotContain("[-cp]");
        }
    }

    private Path distribution() throws IOException {
        Path home = folder.resolve("my distribution");
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        if (!Files.exists(home.resolve("bin/pineflow"))) {
            Files.copy(Path.of("pineflow"), home.resolve("bin/pineflow"), StandardCopyOption.COPY_ATTRIBUTES);
        }
        return home;
    }

    private Path checkout() throws IOException {
        Path home = folder.resolve("my checkout");
        Files.createDirectories(home.resolve("src/main"));
        Files.createFile(home.resolve("pom.xml"));
        Files.createFile(home.resolve("src/main/A.java"));
        Files.copy(Path.of("pineflow"), home.resolve("pineflow"), StandardCopyOption.COPY_ATTRIBUTES);
        return home;
    }

    private String run(Path checkout, String... arguments) throws Exception {
        try (Launched launcher = launch(checkout.resolve("pineflow"), Map.of(), arguments)) {
            assertThat(launcher.exitCode()).isZero();
            return launcher.output();
        }
    }

    private Launched launch(Path script, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        Map<String, String> variables = new HashMap<>(
                Map.of("JAVA_HOME", tools.toString(), "PATH", tools.resolve("bin") + ":" + System.getenv("PATH")));
        variables.putAll(environment);
        return Launched.start(folder, variables, command);
    }

    private void java(String version) throws IOException {
        executable(
                tools.resolve("bin/java"),
                "[ \"$1\" = -version ] && { echo 'openjdk version \"" + version + "\"' >&2; exit; }\n" + SAY_ARGUMENTS);
    }

    private static void executable(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static void touch(Path file, Instant time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time));
    }
}
