package org.pineflow.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * How much memory one poll of very many rows takes: {@code sync} in a process of its own, from a source that is faster than
 * its sink. Prints, ten times on the way, how many rows were delivered, at which pace, how large the live heap is (after a
 * full collection) and how much memory the process has, now and at most (Linux).
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt
 * CP=$PWD/target/test-classes:$PWD/target/classes:$(cat target/cp.txt)
 * java -cp $CP org.pineflow.cli.PollMemoryBenchmark [rows] [bytes of a row] [-Xmx in MiB]
 * </pre>
 */
public final class PollMemoryBenchmark {

    private static final int STEPS = 10;
    private static final long LOOK_NANOS = 20_000_000;

    private PollMemoryBenchmark() {}

    /** See above. */
    public static void main(String[] args) throws IOException, InterruptedException {
        long rows = args.length > 0 ? Long.parseLong(args[0]) : 10_000_000;
        int rowBytes = args.length > 1 ? Integer.parseInt(args[1]) : 385;
        int megabytes = args.length > 2 ? Integer.parseInt(args[2]) : 128;
        Path folder = Files.createTempDirectory("poll-memory");
        try (LongTable table = new LongTable(rows, rowBytes);
                OrderedSink sink = new OrderedSink(LongPoll.ANSWER_AFTER);
                Launched sync = LongPoll.launch("sync", folder, table, sink, megabytes, "-XX:TieredStopAtLevel=4")) {
            long began = System.nanoTime();
            System.out.println("      rows   rows/s  live heap MiB  memory MiB  at most MiB");
            for (int step = 1; step <= STEPS; step++) {
                long due = rows / STEPS * step - rows / STEPS / 4;
                while (sync.isAlive() && sink.received() < due) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
                if (sync.isAlive()) {
                    print(sync.pid(), sink.received(), (System.nanoTime() - began) / 1e9);
                }
            }
            System.out.println("ended with " + sync.exitCode() + ", delivered " + sink.received() + ", "
                    + sink.fault().orElse("each once and in order"));
        }
    }

    private static void print(long pid, long received, double seconds) throws IOException, InterruptedException {
        double heap = liveHeap(pid);
        System.out.printf(
                Locale.ROOT,
                "%10d %8.0f %14.1f %11.1f %12.1f%n",
                received,
                received / seconds,
                heap,
                memory(pid, "VmRSS:"),
                memory(pid, "VmHWM:"));
    }

    /** A histogram counts what is reachable only, after a full collection. */
    private static double liveHeap(long pid) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .start();
        String[] lines = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip()
                .split("\n");
        jcmd.waitFor();
        String[] total = lines[lines.length - 1].strip().split("\\s+");
        return Long.parseLong(total[2]) / 1024.0 / 1024.0;
    }

    private static double memory(long pid, String name) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                        .filter(line -> line.startsWith(name))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                / 1024.0;
    }
}
