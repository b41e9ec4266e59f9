package org.pineflow.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.pineflow.fd1.stream.StreamStatus;

/** What a sync shows: progress while it runs, and a summary. Used by one thread at a time. */
final class SyncReport {

    private static final Duration TELL_EVERY = Duration.ofSeconds(5);
    private static final int BAR = 20;

    private final PrintStream out;
    private final PrintStream progress;
    private final boolean json;
    private final boolean drawn;
    private final LiveLines live;
    private long toldNanos;
    private boolean told;

    /**
     * @param out takes the summary
     * @param progress takes the progress
     * @param json whether the summary is one JSON document
     * @param drawn whether progress is drawn in place, on a terminal
     */
    SyncReport(PrintStream out, PrintStream progress, boolean json, boolean drawn) {
        this.out = out;
        this.progress = progress;
        this.json = json;
        this.drawn = drawn;
        this.live = new LiveLines(progress);
    }

    /** Shows how far the polls are, when it is time to. */
    void progress(List<SyncPoll> polls, long nanos) {
        if (drawn) {
            live.draw(polls.stream().map(SyncReport::line).toList());
        } else if (!told || nanos - toldNanos > TELL_EVERY.toNanos()) {
            told = true;
            toldNanos = nanos;
            polls.forEach(poll -> progress.println(line(poll)));
        }
    }

    /** Shows the end of the progress. */
    void progressEnds(List<SyncPoll> polls) {
        if (drawn) {
            live.draw(polls.stream().map(SyncReport::line).toList());
        } else {
            polls.forEach(poll -> progress.println(line(poll)));
        }
    }

    /** Delivered of received: FD1 does not say how many rows there are until the last has come. */
    private static String line(SyncPoll poll) {
        StreamStatus status = poll.status();
        long done = status.delivered() + status.duplicates() + status.stale();
        long filled = status.received() == 0 ? 0 : Math.min(BAR, BAR * done / status.received());
        String end = poll.failure().isPresent() ? "failed" : poll.hasEnded() ? "done" : trouble(status);
        return String.format(
                Locale.ROOT,
                "%-16s [%s%s] %s rows, %s chunks, %s rows/s, %s KiB %s",
                status.stream(),
                "#".repeat((int) filled),
                ".".repeat(BAR - (int) filled),
                TextTable.number(status.received()),
                TextTable.number(status.chunks()),
                TextTable.number(rowsPerSecond(poll)),
                TextTable.number(status.deliveredBytes() / 1024),
                end);
    }

    private static String trouble(StreamStatus status) {
        return status.deliveryTrouble().isEmpty() ? status.condition().reason() : status.deliveryTrouble();
    }

    private static long rowsPerSecond(SyncPoll poll) {
        return poll.millis() == 0 ? 0 : poll.status().received() * 1000 / poll.millis();
    }

    /** Prints the summary. */
    void summary(List<SyncPoll> polls, boolean good) {
        if (json) {
            out.println(document(polls, good));
        } else {
            table(polls, good);
        }
    }

    private void table(List<SyncPoll> polls, boolean good) {
        TextTable table = new TextTable("stream", "rows", "delivered", "refused", "chunks", "KiB", "seconds", "result");
        for (SyncPoll poll : polls) {
            StreamStatus status = poll.status();
            table.row(
                    status.stream(),
                    status.received(),
                    status.delivered() - poll.refused(),
                    poll.refused(),
                    status.chunks(),
                    status.deliveredBytes() / 1024,
                    String.format(Locale.ROOT, "%.1f", poll.millis() / 1000.0),
                    poll.failure().isEmpty() ? "done" : "FAILED");
        }
        out.println();
        table.lines().forEach(out::println);
        out.println();
        polls.forEach(poll -> poll.failure().ifPresent(reason -> out.println(poll.status().stream() + ": " + reason)));
        out.println(
                good
                        ? "Every row has its receipt."
                        : "FAILED: not every row has its receipt. The next sync goes on from what is delivered.");
    }

    private static ObjectNode document(List<SyncPoll> polls, boolean good) {
        ObjectNode document = new ObjectMapper().createObjectNode().put("ok", good);
        ArrayNode streams = document.putArray("streams");
        for (SyncPoll poll : polls) {
            StreamStatus status = poll.status();
            ObjectNode stream = streams.addObject()
                    .put("stream", status.stream())
                    .put("ok", poll.failure().isEmpty())
                    .put("rows", status.received())
                    .put("delivered", status.delivered() - poll.refused())
                    .put("refused", poll.refused())
                    .put("duplicates", status.duplicates())
                    .put("chunks", status.chunks())
                    .put("bytes", status.deliveredBytes())
                    .put("millis", poll.millis())
                    .put("position", Long.toString(status.position().rve()));
            poll.failure().ifPresent(reason -> stream.put("reason", reason));
        }
        return document;
    }
}
