package org.pineflow.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One run of one program, with a source and a sink beside it on the same machine. Processor time is that of the bridge's
 * process as the operating system counts it: <em>total</em> from its start, <em>steady</em> over the second half of the
 * events.
 */
final class Measurement {

    private static final String ALLOCATION = "allocation";
    private static final int LONGEST_START_SECONDS = 60;
    private static final long LONGEST_SILENCE_SECONDS = 10;
    private static final long LONGEST_STORE_SECONDS = 10;
    private static final double NANOS = 1e9;
    private static final double MILLION = 1e6;

    private final String program;
    private final Scenario scenario;
    private final Load load;
    private final Launcher launcher;
    private final ObjectNode figures;

    /** @param figures takes what is measured */
    Measurement(String program, Scenario scenario, Launcher launcher, ObjectNode figures) {
        this.program = program;
        this.scenario = scenario;
        this.load = scenario.load();
        this.launcher = launcher;
        this.figures = figures;
    }

    /**
     * Runs it, in a folder of its own below {@code folder}.
     *
     * @throws IOException when it cannot be done; what was measured by then is kept
     */
    void run(Path folder) throws IOException, InterruptedException {
        Path data = folder.resolve("data");
        delete(data);
        Files.createDirectories(data);
        try (Running source = launcher.source(load);
                Running sink = launcher.sink(load, data)) {
            String sourcePort = source.await("PORT");
            String sinkPort = sink.await("PORT");
            long begin = System.nanoTime();
            long start;
            try (Running bridge = launcher.bridge(program, load, data, sourcePort, sinkPort)) {
                start = start(source, bridge);
                figures.put("startMillis", (start - begin) / 1_000_000);
                carry(source, sink, bridge, data);
                if (Launcher.isPineflow(program)) {
                    sink.say("stored");
                    boolean stored = sink.next("STORED", LONGEST_STORE_SECONDS).isPresent();
                    figures.put("endNotStored", stored ? 0 : 1);
                }
                bridge.stop();
            }
            ask(sink, start);
        } finally {
            delete(data);
        }
    }

    /** Waits until the first event is sent. */
    private static long start(Running source, Running bridge) throws IOException, InterruptedException {
        for (int second = 0; second < LONGEST_START_SECONDS; second++) {
            Optional<String> start = source.next("START", 1);
            if (start.isPresent()) {
                return Long.parseLong(start.get());
            }
            bridge.requireAlive();
        }
        throw new IOException("the bridge has asked for nothing for " + LONGEST_START_SECONDS + " seconds");
    }

    private void carry(Running source, Running sink, Running bridge, Path data)
            throws IOException, InterruptedException {
        List<Long> ours = List.of(
                source.pid(), sink.pid(), bridge.pid(), ProcessHandle.current().pid());
        long began = System.nanoTime();
        double othersBefore = others(ours);
        double sourceBefore = source.cpuSeconds();
        double sinkBefore = sink.cpuSeconds();
        long half = arrive(load.events() / 2, sink, bridge);
        double atHalf = bridge.cpuSeconds();
        double allocatedAtHalf = allocated(bridge, data);
        long end = arrive(load.events(), sink, bridge);
        double atEnd = bridge.cpuSeconds();
        double cores = (others(ours) - othersBefore) * NANOS / (System.nanoTime() - began);
        // The system counts in ticks.
        figures.put("others", rounded(Math.max(0, cores)));
        figures.put("totalCpu", rounded(atEnd * MILLION / Math.max(1, end)));
        if (end > half) {
            figures.put("steadyCpu", rounded((atEnd - atHalf) * MILLION / (end - half)));
        }
        figures.put("sourceCpu", rounded((source.cpuSeconds() - sourceBefore) * MILLION / Math.max(1, end)));
        figures.put("sinkCpu", rounded((sink.cpuSeconds() - sinkBefore) * MILLION / Math.max(1, end)));
        figures.put("rssMiB", bridge.peakKiB() / 1024);
        if (allocates()) {
            figures.put("bytesPerEvent", rounded((allocated(bridge, data) - allocatedAtHalf) / (end - half)));
        }
    }

    /** For how long the cores have been busy with what is none of ours. */
    private static double others(List<Long> ours) throws IOException {
        double seconds = Machine.busySeconds();
        for (long pid : ours) {
            seconds -= Machine.cpuSeconds(pid);
        }
        return seconds;
    }

    private double allocated(Running bridge, Path data) throws IOException, InterruptedException {
        return allocates() ? Allocation.bytes(bridge.pid(), Launcher.gcLog(data)) : 0;
    }

    private boolean allocates() {
        return scenario.group().equals(ALLOCATION) && Launcher.isPineflow(program);
    }

    private void ask(Running sink, long start) throws IOException, InterruptedException {
        sink.say("figures " + start + " " + load.rate() + " " + load.events() / 4);
        JsonNode told = new ObjectMapper().readTree("{" + sink.await("{"));
        told.properties().forEach(member -> {
            // Peers keep the highest rve that was acknowledged; Pineflow's positions are watched themselves.
            if (!member.getKey().contains(Launcher.isPineflow(program) ? "unsafeReceipts" : "osition")) {
                figures.set(member.getKey(), member.getValue());
            }
        });
        double seconds = (told.path("lastReceipt").asLong() - start) / NANOS;
        figures.remove("lastReceipt");
        figures.put("eventsPerSecond", Math.round(told.path("arrived").asLong() / seconds));
    }

    /** Waits until so many events have arrived, or none came for a while; returns how many there are. */
    private static long arrive(long wanted, Running sink, Running bridge) throws InterruptedException, IOException {
        long has = 0;
        while (has < wanted) {
            Optional<String> more = sink.next("HAS", LONGEST_SILENCE_SECONDS);
            bridge.requireAlive();
            if (more.isEmpty()) {
                return has;
            }
            has = Long.parseLong(more.get());
        }
        return has;
    }

    private static double rounded(double value) {
        return Math.round(100 * value) / 100.0;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
