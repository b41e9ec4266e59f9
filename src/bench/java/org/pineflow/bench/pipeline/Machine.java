package org.pineflow.bench.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What the operating system says of the machine and its processes. Linux only. */
final class Machine {

    private static final double TICKS_PER_SECOND = 100;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    /** Of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final List<Integer> BUSY = List.of(0, 1, 2, 5, 6, 7);

    private Machine() {}

    /** User and system time of a process so far. */
    static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND;
    }

    /** For how long all cores together have been busy, for whomever. */
    static double busySeconds() throws IOException {
        String[] fields =
                Files.readAllLines(Path.of("/proc/stat")).get(0).strip().split("\\s+");
        long[] ticks = Arrays.stream(fields).skip(1).mapToLong(Long::parseLong).toArray();
        return BUSY.stream().mapToLong(at -> ticks[at]).sum() / TICKS_PER_SECOND;
    }

    /** The model of the processor, as it calls itself. */
    static String processor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor");
    }

    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    static String java() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
    }

    /** The version of Node; empty when there is none. */
    static String node() throws IOException, InterruptedException {
        try {
            return says("node", "--version");
        } catch (IOException none) {
            return "";
        }
    }

    /**
     * The last commit that changed the program or the benchmark, with {@code -dirty} when they are changed beyond it. What
     * only changes documents does not make older figures void.
     */
    static String commit() throws IOException, InterruptedException {
        String[] paths = {"src/main", "src/generated", "src/bench", "pom.xml"};
        String changed = says(with(paths, "git", "status", "--porcelain", "--"));
        String commit = says(with(paths, "git", "log", "-1", "--format=%h", "--"));
        return (commit.isEmpty() ? "unknown" : commit) + (changed.isEmpty() ? "" : "-dirty");
    }

    private static String[] with(String[] paths, String... command) {
        String[] all = Arrays.copyOf(command, command.length + paths.length);
        System.arraycopy(paths, 0, all, command.length, paths.length);
        return all;
    }

    private static String says(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor() == 0 ? said : "";
    }
}
