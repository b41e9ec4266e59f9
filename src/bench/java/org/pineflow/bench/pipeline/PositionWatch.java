package org.pineflow.bench.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks at the stored positions again and again, and compares each one seen with what the sink has given receipts for: what
 * is read before the receipts are looked at can never rightly be ahead of them.
 */
final class PositionWatch implements Runnable {

    private static final Pattern RVE = Pattern.compile("\"rve\"\\s*:\\s*\"?([0-9]{19})");
    private static final long PAUSE_NANOS = 2_000_000;

    private final Path folder;
    private final Arrivals arrivals;
    /** Touched by the watching thread alone. */
    private final Map<Path, Long> lastOf = new HashMap<>();

    private volatile long seen;
    private volatile long ahead;
    private volatile long highest;

    /** @param folder takes one file a stream; need not exist yet */
    PositionWatch(Path folder, Arrivals arrivals) {
        this.folder = folder;
        this.arrivals = arrivals;
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            int files = look();
            // Where there are many, watching must not take the processor from what it watches.
            LockSupport.parkNanos(PAUSE_NANOS * Math.max(1, files));
        }
    }

    /** Looks at each once; returns how many there are. */
    int look() {
        try (Stream<Path> names = Files.list(folder)) {
            List<Path> files =
                    names.filter(name -> name.toString().endsWith(".position")).toList();
            for (Path file : files) {
                Matcher rve = RVE.matcher(Files.readString(file, StandardCharsets.UTF_8));
                if (rve.find()) {
                    judge(file, Events.number(Long.parseLong(rve.group(1))));
                }
            }
            return files.size();
        } catch (NoSuchFileException notYet) {
            // The folder is made by the bridge, and files are replaced.
            return 0;
        } catch (IOException e) {
            System.out.println("BROKEN position watch: " + e);
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private void judge(Path file, long event) {
        Long before = lastOf.put(file, event);
        if (before == null || before != event) {
            highest = Math.max(highest, event);
            seen++;
            // The first event of a stream that starts now is its position before it is delivered: it is asked for
            // again.
            ahead += event >= arrivals.streams() && !arrivals.hasAllTo(event) ? 1 : 0;
        }
    }

    /** The highest event that any position seen so far stands at. */
    long highest() {
        return highest;
    }

    /** The figures as JSON members. */
    String figures() {
        return "\"positionsSeen\":" + seen + ",\"positionsAhead\":" + ahead + ",\"highestPosition\":" + highest;
    }
}
