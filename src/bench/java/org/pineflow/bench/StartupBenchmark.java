package org.pineflow.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/**
 * How long {@code bin/pineflow run} takes from the call of the launcher until it says that its routes run, beside a camel-main
 * that has no routes and the same class path; both as they are, and both with a class archive ({@code pineflow prepare}, and one
 * made the same way). In turn, medians; seconds by the clock, and processor seconds of the process until then. Linux only.
 *
 * <pre>
 * mvn -q -DskipTests package dependency:build-classpath -Dmdep.outputFile=target/cp.txt
 * java -cp target/test-classes:target/classes:$(cat target/cp.txt) org.pineflow.bench.StartupBenchmark [rounds] [distribution]
 * </pre>
 */
public final class StartupBenchmark {

    private static final String READY = "Running ";
    private static final String EMPTY = "empty";
    private static final int ROUNDS = 5;
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    /** The address of nobody: the routes run, and their streams try to connect. */
    private static final Map<String, String> SETTINGS = Map.of(
            "CAMEL_COMPONENT_FD1_URL", "ws://127.0.0.1:9/fd1",
            "CAMEL_COMPONENT_FD1_API_KEY", "k",
            "CAMEL_COMPONENT_FLOWCORE_BASE_URL", "http://127.0.0.1:9",
            "CAMEL_COMPONENT_FLOWCORE_TENANT", "t",
            "CAMEL_COMPONENT_FLOWCORE_DATA_CORE", "d",
            "CAMEL_COMPONENT_FLOWCORE_API_KEY", "k");

    private final Path work;
    private final Path routes = Path.of("src/bench/routes/firehose").toAbsolutePath();

    private StartupBenchmark(Path work) {
        this.work = work;
    }

    /** One start. */
    private record Start(double seconds, double processorSeconds) {}

    /** What a program is called with. */
    private record Program(String name, List<String> command) {}

    /** The benchmark, or with the argument {@code empty} the camel-main that it starts. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals(EMPTY)) {
            runEmpty();
            return;
        }
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
        Path distribution = arguments.length > 1 ? Path.of(arguments[1]) : newestDistribution();
        Path work = Files.createTempDirectory("startup");
        try {
            new StartupBenchmark(work).run(rounds, distribution);
        } finally {
            deleteTree(work);
        }
    }

    private static void runEmpty() throws Exception {
        Main main = new Main();
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterStart(BaseMainSupport support) {
                System.err.println(READY + "nothing");
            }
        });
        main.run();
    }

    private void run(int rounds, Path distribution) throws Exception {
        Path plain = copy(distribution, work.resolve("plain"));
        Path prepared = copy(distribution, work.resolve("prepared"));
        await(new ProcessBuilder(prepared.resolve("bin/pineflow").toString(), "prepare"));
        Path jar = work.resolve("empty.jar");
        await(new ProcessBuilder(
                java("jar"),
                "cf",
                jar.toString(),
                "-C",
                Path.of(StartupBenchmark.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString(),
                StartupBenchmark.class.getPackageName().replace('.', '/')));
        String classPath = plain + "/lib/*:" + jar;
        String archive = work.resolve("empty.jsa").toString();
        start(empty("-XX:ArchiveClassesAtExit=" + archive, classPath));
        List<Program> programs = List.of(
                new Program("empty camel-main", empty("-Xshare:auto", classPath)),
                new Program("pineflow run", pineflow(plain)),
                new Program("pineflow run, prepared", pineflow(prepared)),
                new Program("empty camel-main with an archive", empty("-XX:SharedArchiveFile=" + archive, classPath)));
        Map<Program, List<Start>> starts = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Program program : programs) {
                starts.computeIfAbsent(program, first -> new ArrayList<>()).add(start(program.command()));
            }
        }
        Start base = median(starts.get(programs.get(0)));
        System.out.printf("%-34s %8s %8s %10s %8s%n", "", "s", "ratio", "CPU-s", "ratio");
        starts.forEach((program, all) -> {
            Start median = median(all);
            System.out.printf(
                    "%-34s %8.2f %8.2f %10.2f %8.2f%n",
                    program.name(),
                    median.seconds(),
                    median.seconds() / base.seconds(),
                    median.processorSeconds(),
                    median.processorSeconds() / base.processorSeconds());
        });
    }

    private static List<String> empty(String option, String classPath) {
        return List.of(java("java"), option, "-cp", classPath, StartupBenchmark.class.getName(), EMPTY);
    }

    private List<String> pineflow(Path home) {
        return List.of(home.resolve("bin/pineflow").toString(), "run", "--routes", routes.toString());
    }

    private Start start(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(SETTINGS);
        builder.environment().put("PINEFLOW_DATA", work.resolve("data").toString());
        long began = System.nanoTime();
        Process process = builder.start();
        try (BufferedReader output = process.inputReader()) {
            StringBuilder said = new StringBuilder();
            String line = output.readLine();
            while (line != null && !line.contains(READY)) {
                said.append(line).append('\n');
                line = output.readLine();
            }
            if (line == null) {
                throw new IOException(command + " ended before it was ready:\n" + said);
            }
            double seconds = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
            Start start = new Start(seconds, processorSeconds(process.pid()));
            process.toHandle().destroy(); // The process object would close the output with it.
            while (output.readLine() != null) {
                // Until it has ended: what it says now matters to nobody.
            }
            process.waitFor();
            return start;
        } finally {
            process.destroyForcibly();
        }
    }

    private static double processorSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND;
    }

    private static Start median(List<Start> starts) {
        return new Start(
                median(starts.stream().mapToDouble(Start::seconds).toArray()),
                median(starts.stream().mapToDouble(Start::processorSeconds).toArray()));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static String java(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    private static void await(ProcessBuilder builder) throws IOException, InterruptedException {
        if (builder.inheritIO().start().waitFor() != 0) {
            throw new IOException(builder.command() + " failed");
        }
    }

    private static Path newestDistribution() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("target"))) {
            return all.filter(path -> Files.isDirectory(path.resolve("lib")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no distribution under target: package first"));
        }
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file :
                    all.filter(path -> !path.toString().endsWith(".jsa")).toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return to;
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
