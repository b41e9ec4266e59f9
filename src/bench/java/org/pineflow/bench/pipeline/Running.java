package org.pineflow.bench.pipeline;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process, what it prints, and what it takes. */
final class Running implements AutoCloseable {

    private static final long LONGEST_SECONDS = 30;
    private static final long STOP_SECONDS = 20;

    private final String name;
    private final Process process;
    private final PrintStream input;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    /** When the benchmark is ended from outside. */
    private final Thread end;

    private volatile String last = "";

    Running(String name, ProcessBuilder builder) throws IOException {
        this.name = name;
        process = builder.redirectErrorStream(true).start();
        input = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        end = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
        Thread reader = new Thread(this::read);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.contains(" WARN ") || line.contains(" ERROR ") || line.startsWith("BROKEN")) {
                    System.err.println(name + ": " + line);
                }
                last = line;
                lines.add(line);
            }
        } catch (IOException closed) {
            lines.add("");
        }
    }

    long pid() {
        return process.pid();
    }

    /** @throws IOException when it has ended by itself */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(name + " has ended by itself; it said last: " + last);
        }
    }

    void say(String line) {
        input.println(line);
    }

    /** What follows the word on the next line that begins with it; empty when none comes for so long. */
    Optional<String> next(String word, long seconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            String line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                return Optional.empty();
            }
            if (line.startsWith(word)) {
                return Optional.of(line.substring(word.length()).strip());
            }
        }
    }

    /**
     * What follows the word on the next line that begins with it.
     *
     * @throws IOException when none comes for half a minute
     */
    String await(String word) throws InterruptedException, IOException {
        return next(word, LONGEST_SECONDS)
                .orElseThrow(() -> new IOException(name + " does not say " + word + "; it said last: " + last));
    }

    /** User and system time so far. */
    double cpuSeconds() throws IOException {
        return Machine.cpuSeconds(process.pid());
    }

    /** The most memory that it had at once. */
    long peakKiB() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(0);
    }

    /** Ends it as an operator would, and waits until it has ended. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException alreadyEnding) {
            // Then it runs.
        }
    }
}
