package org.pineflow.bench.pipeline;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the bridge costs, measured as users run it: the distribution, a YAML route, positions in files. A source and a sink
 * run beside it on the same machine; the programs that are compared take turns, round after round. Processor time is that
 * of the bridge's process as the operating system counts it: <em>total</em> from its start, <em>steady</em> over the second
 * half of the events. Every run appends one line of JSON to {@code target/bench/results.jsonl}.
 *
 * <pre>
 * mvn -q -DskipTests package dependency:build-classpath -Dmdep.outputFile=target/cp.txt
 * java -cp target/test-classes:$(cat target/cp.txt) org.pineflow.bench.pipeline.PipelineBenchmark events=1000000 rounds=5 programs=pineflow-isal,node-1
 * </pre>
 *
 * <p>Programs are {@code pineflow-isal}, {@code pineflow-jdk} (both at level 1) and the peers of {@code src/bench/peers}.
 * Further settings: {@code size} (bytes of an event, 385), {@code rate} (events a second, 0 = full speed), {@code delay}
 * (ms that the sink takes to answer, 0), {@code inFlight} (1), {@code wait} (batchWait in ms, 1000), {@code opts} (of the
 * JVM).
 */
public final class PipelineBenchmark {

    private static final String CLASSES = "target/test-classes";
    private static final Path RESULTS = Path.of("target/bench/results.jsonl");
    private static final long LONGEST_MINUTES = 2;
    private static final long LONGEST_SILENCE_SECONDS = 20;
    private static final int CLOCK_TICKS = 100;

    private static final String PINEFLOW = "pineflow-";

    private final Peers peers = Peers.read();
    private final Map<String, String> settings = new LinkedHashMap<>();

    private PipelineBenchmark(String[] args) throws IOException {
        settings.putAll(
                Map.of("events", "1000000", "rounds", "1", "programs", "pineflow-isal", "size", "385", "rate", "0"));
        settings.putAll(Map.of("delay", "0", "inFlight", "1", "wait", "1000", "opts", ""));
        for (String arg : args) {
            String[] pair = arg.split("=", 2);
            if (pair.length < 2 || settings.put(pair[0], pair[1]) == null) {
                throw new IllegalArgumentException(arg + " is none of the settings " + settings.keySet());
            }
        }
    }

    /** See above. */
    public static void main(String[] args) throws IOException, InterruptedException {
        new PipelineBenchmark(args).run();
    }

    private void run() throws IOException, InterruptedException {
        Files.createDirectories(RESULTS.getParent());
        for (String program : settings.get("programs").split(",")) {
            if (!program.startsWith(PINEFLOW)) {
                peers.install(program);
            }
        }
        String commit = commit();
        Map<String, List<Map<String, String>>> runs = new LinkedHashMap<>();
        for (int round = 1; round <= Integer.parseInt(settings.get("rounds")); round++) {
            for (String program : settings.get("programs").split(",")) {
                Map<String, String> result = new LinkedHashMap<>();
                result.put("program", '"' + program + '"');
                result.put("commit", '"' + commit + '"');
                result.put("java", '"' + System.getProperty("java.vm.version") + '"');
                result.put("when", '"' + Instant.now().toString() + '"');
                settings.forEach((name, value) -> {
                    if (!name.equals("programs")) {
                        result.put(name, '"' + value + '"');
                    }
                });
                measure(program, result);
                StringBuilder line = new StringBuilder("{");
                result.forEach((name, value) -> line.append(line.length() > 1 ? "," : "")
                        .append('"')
                        .append(name)
                        .append("\":")
                        .append(value));
                Files.writeString(RESULTS, line.append("}\n"), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                System.out.print(line);
                runs.computeIfAbsent(program, missing -> new ArrayList<>()).add(result);
            }
        }
        runs.forEach((program, results) -> {
            System.out.print("median " + program);
            for (String figure : List.of("eventsPerSecond", "totalCpu", "steadyCpu", "rssMiB", "p50", "p99", "p999")) {
                List<Double> values = results.stream()
                        .filter(result -> result.containsKey(figure))
                        .map(result -> Double.parseDouble(result.get(figure)))
                        .sorted()
                        .toList();
                if (!values.isEmpty()) {
                    System.out.print("  " + figure + " " + values.get(values.size() / 2) + " (" + values.get(0) + "–"
                            + values.get(values.size() - 1) + ")");
                }
            }
            System.out.println();
        });
    }

    private static String commit() throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
        String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        return git.waitFor() == 0 ? commit : "unknown";
    }

    private void measure(String program, Map<String, String> result) throws IOException, InterruptedException {
        long events = Long.parseLong(settings.get("events"));
        Path data = Files.createTempDirectory(RESULTS.getParent(), "data");
        try (Running source = java(
                        "FirehoseSource", settings.get("events"), settings.get("size"), settings.get("rate"), "1");
                Running sink =
                        java("WebhookSink", settings.get("events"), "1", settings.get("delay"), data + "/positions")) {
            String sourcePort = source.await("PORT");
            String sinkPort = sink.await("PORT");
            long begin = System.nanoTime();
            try (Running bridge = bridge(program, data, sourcePort, sinkPort)) {
                long start = Long.parseLong(source.await("START"));
                arrive(events / 2, sink, bridge);
                double atHalf = bridge.cpuSeconds();
                arrive(events, sink, bridge);
                long end = System.nanoTime();
                double atEnd = bridge.cpuSeconds();
                result.put("eventsPerSecond", String.valueOf(Math.round(events * 1e9 / (end - start))));
                result.put("startMillis", String.valueOf((start - begin) / 1_000_000));
                result.put("totalCpu", perMillion(atEnd, events));
                result.put("steadyCpu", perMillion(atEnd - atHalf, events - events / 2));
                result.put("rssMiB", String.valueOf(bridge.peakKiB() / 1024));
                sink.say("figures " + start + " " + settings.get("rate") + " " + events / 4);
                String figures = sink.awaitLine("{");
                boolean pineflow = program.startsWith(PINEFLOW);
                for (String member : figures.substring(1, figures.length() - 1).split(",")) {
                    String[] pair = member.split(":");
                    // Peers keep the highest rve that was acknowledged; Pineflow's positions are watched themselves.
                    if (pair[0].contains(pineflow ? "unsafeReceipts" : "osition")) {
                        continue;
                    }
                    result.put(pair[0].replace("\"", ""), pair[1]);
                }
                bridge.process.destroy();
                bridge.process.waitFor(20, TimeUnit.SECONDS);
            }
        } finally {
            delete(data);
        }
    }

    /** Waits until so many events have arrived, or none came for a while; returns how many there are. */
    private static long arrive(long wanted, Running sink, Running bridge) throws InterruptedException, IOException {
        long has = 0;
        while (has < wanted) {
            Optional<String> more = sink.next("HAS", LONGEST_SILENCE_SECONDS);
            if (!bridge.process.isAlive()) {
                throw new IOException(bridge.name + " has ended by itself");
            }
            if (more.isEmpty()) {
                return has;
            }
            has = Long.parseLong(more.get());
        }
        return has;
    }

    private static String perMillion(double seconds, long events) {
        return String.valueOf(Math.round(seconds / events * 1e8) / 100.0);
    }

    private Running bridge(String program, Path data, String source, String sink) throws IOException {
        return program.startsWith(PINEFLOW)
                ? pineflow(program.substring(PINEFLOW.length()), data, source, sink)
                : new Running(program, peers.process(program, source, sink, settings.get("wait")));
    }

    private Running pineflow(String compressor, Path data, String source, String sink) throws IOException {
        Path home;
        try (Stream<Path> found = Files.list(Path.of("target"))) {
            home = found.filter(folder -> Files.isExecutable(folder.resolve("bin/pineflow")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no distribution under target: run mvn package first"));
        }
        ProcessBuilder builder = new ProcessBuilder(
                home.resolve("bin/pineflow").toString(),
                "run",
                "--routes",
                "src/bench/routes/firehose/",
                "-Dbench.batchWait=" + settings.get("wait") + "ms",
                "-Dbench.maxInFlight=" + settings.get("inFlight"),
                "-Dcamel.component.flowcore.compressor=" + compressor,
                "-Dcamel.component.flowcore.compressionLevel=1",
                "-Dcamel.management.port=0");
        builder.environment()
                .putAll(Map.of(
                        "PINEFLOW_DATA",
                        data.toAbsolutePath().toString(),
                        "FD1_URL",
                        "ws://127.0.0.1:" + source + "/fd1",
                        "FLOWCORE_URL",
                        "http://127.0.0.1:" + sink,
                        "FLOWCORE_TENANT",
                        "bench",
                        "FLOWCORE_DATA_CORE",
                        "bench",
                        "FLOWCORE_API_KEY",
                        "k",
                        "JAVA_OPTS",
                        settings.get("opts")));
        return new Running("pineflow", builder);
    }

    private static Running java(String type, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-cp", CLASSES));
        command.add(PipelineBenchmark.class.getPackageName() + "." + type);
        command.addAll(Arrays.asList(args));
        return new Running(type, new ProcessBuilder(command));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** A process and what it prints. */
    private static final class Running implements AutoCloseable {

        private final String name;
        private final Process process;
        private final PrintStream input;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        Running(String name, ProcessBuilder builder) throws IOException {
            this.name = name;
            process = builder.redirectErrorStream(true).start();
            input = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            Thread reader = new Thread(() -> {
                try {
                    for (String line = output.readLine(); line != null; line = output.readLine()) {
                        if (line.contains(" WARN ") || line.contains(" ERROR ") || line.startsWith("BROKEN")) {
                            System.err.println(name + ": " + line);
                        }
                        lines.add(line);
                    }
                } catch (IOException closed) {
                    lines.add("");
                }
            });
            reader.setDaemon(true);
            reader.start();
        }

        void say(String line) {
            input.println(line);
        }

        /** What follows the word on the next line that begins with it; empty when none comes. */
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

        /** What follows the word on the next line that begins with it. */
        String await(String word) throws InterruptedException, IOException {
            return awaitLine(word).substring(word.length()).strip();
        }

        String awaitLine(String prefix) throws InterruptedException, IOException {
            while (true) {
                String line = lines.poll(LONGEST_MINUTES, TimeUnit.MINUTES);
                if (line == null || !process.isAlive() && lines.isEmpty() && !line.startsWith(prefix)) {
                    throw new IOException(name + " does not say " + prefix);
                }
                if (line.startsWith(prefix)) {
                    return line;
                }
            }
        }

        /** User and system time so far. */
        double cpuSeconds() throws IOException {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) CLOCK_TICKS;
        }

        long peakKiB() throws IOException {
            return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        }

        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException(e));
            }
        }
    }
}
