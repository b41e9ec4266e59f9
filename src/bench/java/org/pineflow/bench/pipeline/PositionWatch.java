package org.pineflow.bench.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks at the stored position again and again, and compares each one seen with what the sink has given receipts for: what
 * is read before the receipts are looked at can never rightly be ahead of them.
 */
final class PositionWatch implements Runnable {

    private static final Pattern RVE = Pattern.compile("\"rve\"\\s*:\\s*\"?([0-9]{19})");
    private static final long PAUSE_NANOS = 2_000_000;

    private final Path folder;
    private final Arrivals arrivals;
    private volatile long seen;
    private volatile long ahead;
    private volatile long last;

    PositionWatch(Path folder, Arrivals arrivals) {
        this.folder = folder;
        this.arrivals = arrivals;
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            look();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void look() {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".position")).toList()) {
                Matcher rve = RVE.matcher(Files.readString(file, StandardCharsets.UTF_8));
                if (rve.find()) {
                    judge(Events.number(Long.parseLong(rve.group(1))));
                }
            }
        } catch (NoSuchFileException notYet) {
            // The folder is made by the bridge, and files are replaced.
        } catch (IOException e) {
            System.out.println("BROKEN position watch: " + e);
            Thread.currentThread().interrupt();
        }
    }

    private void judge(long event) {
        if (event != last) {
            last = event;
            seen++;
            // The first event of a stream that starts now is its position before it is delivered: it is asked for
            // again.
            ahead += event > 0 && event >= arrivals.prefix() ? 1 : 0;
        }
    }

    /** The figures as JSON members. */
    String figures() {
        return "\"positionsSeen\":" + seen + ",\"positionsAhead\":" + ahead + ",\"lastPosition\":" + last;
    }
}
