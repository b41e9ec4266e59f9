package org.pineflow.bench.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much a JVM has allocated so far: what its collector's log says has come to the heap before each collection, and what
 * has since. Asking takes the JVM some processor time; it is exact to a megabyte or two.
 */
final class Allocation {

    private static final Pattern COLLECTION = Pattern.compile("Pause.* ([0-9]+)M->([0-9]+)M\\(");
    /** Of the heap, or of each of its generations, as the collector has it. */
    private static final Pattern USED = Pattern.compile("total [0-9]+K, used ([0-9]+)K");

    private static final double KIB = 1024;

    private Allocation() {}

    /** Bytes from the start of the process until now. */
    static double bytes(long pid, Path gcLog) throws IOException, InterruptedException {
        double used = usedKiB(pid);
        long sum = 0;
        long after = 0;
        Matcher collection = COLLECTION.matcher(Files.readString(gcLog));
        while (collection.find()) {
            sum += Long.parseLong(collection.group(1)) - after;
            after = Long.parseLong(collection.group(2));
        }
        return (sum - after) * KIB * KIB + used * KIB;
    }

    private static double usedKiB(long pid) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.heap_info")
                .start();
        String heap = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        double[] used = USED.matcher(heap)
                .results()
                .mapToDouble(generation -> Double.parseDouble(generation.group(1)))
                .toArray();
        if (used.length == 0) {
            throw new IOException("jcmd does not tell the heap of process " + pid + ": " + heap);
        }
        return Arrays.stream(used).sum();
    }
}
