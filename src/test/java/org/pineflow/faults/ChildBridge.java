package org.pineflow.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code pineflow run} in a process of its own. What it says goes through a pipe into a file, so that it can still speak
 * when it may write no files.
 */
final class ChildBridge implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 300;

    private final Process process;
    private final Thread log;

    private ChildBridge(Process process, Path log) {
        this.process = process;
        this.log = new Thread(() -> keep(process, log), "log of the bridge");
        this.log.setDaemon(true);
        this.log.start();
    }

    /** Starts one. */
    static ChildBridge start(Path home, Path log, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dpineflow.home=" + home,
                "org.pineflow.cli.Pineflow",
                "run"));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        return new ChildBridge(builder.start(), log);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGSTOP. */
    void stop() {
        run("kill", "-STOP", Long.toString(process.pid()));
    }

    /** SIGCONT. */
    void go() {
        run("kill", "-CONT", Long.toString(process.pid()));
    }

    /** From now on every write of the process to a file fails, or none does any more. */
    void fillDisk(boolean full) {
        run(
                "prlimit",
                "--pid",
                Long.toString(process.pid()),
                full ? "--fsize=0:unlimited" : "--fsize=unlimited:unlimited");
    }

    /** Waits for its end and returns its exit code. */
    int awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the bridge does not end");
            }
            log.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void run(String... command) {
        try {
            Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (tool.waitFor() != 0 && process.isAlive()) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private static void keep(Process process, Path log) {
        try (BufferedReader said = process.inputReader();
                PrintWriter out = new PrintWriter(
                        Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND), true)) {
            said.lines().forEach(out::println);
        } catch (IOException | UncheckedIOException e) {
            // The process is gone.
        }
    }
}
