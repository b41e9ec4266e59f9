package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Archives of a real Java, for a distribution whose libraries are those of the tests. */
class PrepareCommandTest {

    @TempDir
    private Path folder;

    /** Where the launchers are checked with a Java that only says how it was called: LauncherTest. */
    @DisabledOnOs(OS.WINDOWS)
    @Test
    void whatWasPreparedStartsFromItsArchiveAndWithoutAWordAlsoWhenItDoesNotFit() throws Exception {
        Path home = distribution();
        Path stale = Files.writeString(home.resolve("lib/classes-5.jsa"), "stale");
        String said = run(home, Map.of("PINEFLOW_DATA", folder.resolve("mine").toString()), "prepare");
        assertThat(stale).doesNotExist();
        assertThat(folder.resolve("mine")).doesNotExist();
        Path archive = onlyArchive(home);
        assertThat(said).contains("Later starts use " + archive.toRealPath());
        assertThat(archive.getFileName()).hasToString("classes-" + Files.size(archive) + ".jsa");

        Map<String, String> shown = Map.of("JAVA_OPTS", "-Xlog:class+load:file=" + folder.resolve("loaded"));
        String silent = run(home, shown, "--version");
        assertThat(silent.lines()).hasSize(2).first().asString().startsWith("Pineflow");
        assertThat(Files.readString(folder.resolve("loaded")))
                .contains(Pineflow.class.getName() + " source: shared objects file (top)");

        spoil(archive);
        assertThat(run(home, shown, "--version")).isEqualTo(silent);
        assertThat(Files.readString(folder.resolve("loaded")))
                .doesNotContain(Pineflow.class.getName() + " source: shared objects file");
    }

    @Test
    void classesInFoldersCannotBePrepared() {
        assertThatThrownBy(() -> ClassArchive.of(folder.toString()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("bin/pineflow");
    }

    private static void spoil(Path archive) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
            file.seek(file.length() / 2);
            file.write(new byte[1 << 16]);
        }
    }

    private static Path onlyArchive(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            List<Path> found =
                    files.filter(file -> !file.toString().endsWith(".jar")).toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }

    private String run(Path home, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/pineflow").toString()));
        command.addAll(List.of(arguments));
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        try (Launched launched = Launched.start(folder, variables, command)) {
            assertThat(launched.exitCode()).as(launched.output()).isZero();
            return launched.output();
        }
    }

    private Path distribution() throws IOException {
        // With a blank in its path a JVM archives its own classes alone.
        Path home = folder.resolve("distribution");
        Path lib = Files.createDirectories(home.resolve("lib"));
        Files.createDirectories(home.resolve("bin"));
        Files.copy(Path.of("pineflow"), home.resolve("bin/pineflow"), StandardCopyOption.COPY_ATTRIBUTES);
        copyTree(Path.of("config"), home.resolve("config"));
        copyTree(Path.of("routes"), home.resolve("routes"));
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (entry.endsWith(".jar") && !entry.contains("postgres-binaries")) {
                // Of what is behind a symbolic link a JVM archives nothing.
                Files.copy(path, lib.resolve(number++ + "-" + path.getFileName()));
            }
        }
        pack(Path.of("target/classes"), lib.resolve("pineflow-0.jar"));
        return home;
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> all = Files.walk(classes)) {
            for (Path file : all.filter(path -> !path.equals(classes)).toList()) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                // Folders have entries too: what looks for resources in a folder needs them.
                out.putNextEntry(new JarEntry(Files.isDirectory(file) ? name + "/" : name));
                if (Files.isRegularFile(file)) {
                    out.write(Files.readAllBytes(file));
                }
            }
        }
    }
}
