package org.pineflow.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Node project whose tests report to {@code reporter.mjs}. It is copied out of the sources before anything is done with
 * it, so that what npm installs never stands among them.
 */
final class NodeProject {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OLDEST_NODE = 20;
    private static final String NPM = System.getProperty("os.name").startsWith("Windows") ? "npm.cmd" : "npm";

    private final Path sources;
    private final Path folder;

    /** @param folder where it is copied to, and its packages are kept from one run to the next */
    NodeProject(Path sources, Path folder) {
        this.sources = sources;
        this.folder = folder;
    }

    /**
     * How a test ended.
     *
     * @param path the names of its suites, and its own
     * @param error empty when it passed
     */
    record Result(List<String> path, boolean passed, String error) {

        private static Result of(String line) throws IOException {
            JsonNode json = JSON.readTree(line);
            List<String> path = new ArrayList<>();
            json.path("path").forEach(name -> path.add(name.asText()));
            return new Result(
                    path, json.path("passed").asBoolean(), json.path("error").asText());
        }
    }

    /** Whether this machine has npm, and Node from version 20. */
    static boolean canRun() throws Exception {
        Path answer = Files.createTempFile("version", ".txt");
        try {
            if (run(Path.of("."), answer, 30, Map.of(), List.of("node", "--version")) != 0) {
                return false;
            }
            int node = Integer.parseInt(Files.readString(answer).trim().replaceFirst("v(\\d+)\\..*", "$1"));
            return node >= OLDEST_NODE && run(Path.of("."), answer, 30, Map.of(), List.of(NPM, "--version")) == 0;
        } catch (IOException e) {
            return false;
        } finally {
            Files.delete(answer);
        }
    }

    /** Installs exactly the packages of {@code package-lock.json}, unless they are there since the run before. */
    void install() throws Exception {
        copy();
        Path installed = folder.resolve("node_modules/installed.json");
        Path lock = folder.resolve("package-lock.json");
        if (Files.exists(installed) && Files.mismatch(installed, lock) < 0) {
            return;
        }
        Path log = folder.resolve("npm.log");
        List<String> command = List.of(
                NPM, "ci", "--omit=optional", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund");
        if (run(folder, log, 300, Map.of("npm_config_update_notifier", "false"), command) != 0) {
            throw new AssertionError("npm could not install the official clients:\n" + Files.readString(log));
        }
        Files.copy(lock, installed);
    }

    /** Runs every test of {@code test/}. */
    List<Result> test(Map<String, String> environment) throws Exception {
        Path results = folder.resolve("results.jsonl");
        Files.deleteIfExists(results);
        List<String> command = new ArrayList<>(List.of(
                "node",
                "--test",
                "--test-reporter=./reporter.mjs",
                "--test-reporter-destination=results.jsonl",
                "--test-reporter=spec",
                "--test-reporter-destination=stdout"));
        command.addAll(testFiles());
        Path log = folder.resolve("node.log");
        int exit = run(folder, log, 180, environment, command);
        List<Result> all = new ArrayList<>();
        for (String line : Files.exists(results) ? Files.readAllLines(results) : List.<String>of()) {
            all.add(Result.of(line));
        }
        if (all.isEmpty() || exit != 0 && all.stream().allMatch(Result::passed)) {
            throw new AssertionError("the clients' tests ended with " + exit + ":\n" + Files.readString(log));
        }
        return all;
    }

    private List<String> testFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("test"))) {
            return files.map(file -> "test/" + file.getFileName()).sorted().toList();
        }
    }

    private void copy() throws IOException {
        Files.createDirectories(folder.resolve("test"));
        for (String old : testFiles()) {
            Files.delete(folder.resolve(old));
        }
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file, folder.resolve(sources.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static int run(Path folder, Path log, int seconds, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (process.waitFor(seconds, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new AssertionError(
                    String.join(" ", command) + " took more than " + seconds + " s:\n" + Files.readString(log));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
