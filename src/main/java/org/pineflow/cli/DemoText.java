package org.pineflow.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.pineflow.fd1.stream.StreamStatus;
import org.pineflow.simulator.SimulatorSettings;

/** What a demo says, in plain words. Used by one thread at a time. */
final class DemoText {

    private final PrintStream out;
    private final LiveLines live;

    DemoText(PrintStream out) {
        this.out = out;
        this.live = new LiveLines(out);
    }

    LiveLines live() {
        return live;
    }

    void begin(SimulatorSettings chain) {
        out.printf(
                Locale.ROOT,
                "Pineflow demo: a made-up chain of shops with %s customers and %s products changes its data,%n"
                        + "and every change travels from an FD1 server through the bridge to a webhook.%n"
                        + "All three run in this process; nothing leaves this machine.%n%nStarting ...%n",
                TextTable.number(chain.customers()),
                TextTable.number(chain.products()));
    }

    void addresses(DemoHouse house, Path data) {
        String streams = house.streams().stream().map(StreamStatus::stream).collect(Collectors.joining(", "));
        out.println();
        out.println("  FD1 server  " + house.simulator().url() + " (simulated)");
        out.println("  bridge      routes/bridge: " + streams);
        house.healthUrl().ifPresent(url -> out.println("              health at " + url));
        out.println("  webhook     " + house.receiverUrl() + " (routes/ingest)");
        out.println("  data        " + data + " (emptied when a demo starts)");
        out.println("  log         " + data.resolve(DemoCommand.LOG) + " (warnings)");
        out.println();
    }

    void plan(Demo.Options options) {
        String pace = String.format(
                Locale.ROOT,
                "The chain now trades: %.0f changes a second",
                options.chain().changesPerSecond());
        String cuts = options.killEvery()
                .map(pause -> ", and all FD1 connections are cut every " + seconds(pause))
                .orElse("");
        String end = options.length()
                .map(length -> ", for " + seconds(length) + ".")
                .orElse(". Ctrl-C ends it and compares both sides.");
        out.println(pace + cuts + end);
    }

    void first(Duration afterBirth) {
        out.printf(
                Locale.ROOT,
                "The first event was delivered %.1f s after the start of Java.%n%n",
                afterBirth.toMillis() / 1000.0);
    }

    void tell(String line) {
        out.println(line);
    }

    void draining() {
        out.println();
        out.println("Trading has stopped. Waiting until the last changes have arrived (at most 30 s),");
        out.println("then comparing every record that the simulator holds with what the webhook stored.");
    }

    /** Whether both sides agree, and nothing was refused. */
    static boolean isGood(List<StreamVerdict> verdicts, int deadLetters) {
        return !verdicts.isEmpty() && deadLetters == 0 && verdicts.stream().allMatch(StreamVerdict::isGood);
    }

    void verdict(List<StreamVerdict> verdicts, DemoHouse house, int cuts) {
        TextTable table =
                new TextTable("stream", "versions held", "stored", "missing", "different", "repeated", "out of order");
        verdicts.forEach(verdict -> table.row(
                verdict.stream(),
                verdict.held(),
                verdict.stored(),
                verdict.missing(),
                verdict.different(),
                verdict.repeated(),
                verdict.outOfOrder()));
        out.println();
        table.lines().forEach(out::println);
        out.println();
        int deadLetters = house.deadLetters();
        List<StreamStatus> streams = house.streams();
        out.printf(
                Locale.ROOT,
                "Connections cut: %d. Streams opened: %d times. Batches sent again: %d. Gaps: %d. Dead letters: %d.%n",
                cuts,
                streams.stream().mapToLong(StreamStatus::openings).sum(),
                streams.stream().mapToLong(StreamStatus::retries).sum(),
                streams.stream()
                        .mapToLong(status -> status.position().openGaps().size())
                        .sum(),
                deadLetters);
        streams.stream()
                .filter(status -> CarriedTable.of(status.stream()).isEmpty())
                .forEach(status -> out.println("Not compared: " + status.stream()
                        + ", which is no stream of the shipped routes; delivered " + status.delivered() + "."));
    }

    /** The last word. */
    void conclude(List<StreamVerdict> verdicts, int deadLetters) {
        out.println();
        out.println(sentence(verdicts, deadLetters));
    }

    private static String sentence(List<StreamVerdict> verdicts, int deadLetters) {
        long held = verdicts.stream().mapToLong(StreamVerdict::held).sum();
        if (isGood(verdicts, deadLetters)) {
            return "Nothing was lost: all " + TextTable.number(held)
                    + " record versions are stored, byte for byte and in order.";
        }
        if (verdicts.isEmpty()) {
            return "FAILED: no stream of the shipped routes ran, so nothing was compared.";
        }
        return "FAILED: the stored events are not what the simulator holds; see the table above and the log.";
    }

    void next(Path data) {
        out.println();
        out.println("To look at the stored events:  sqlite3 " + data.resolve("ingest/events.db")
                + " 'select payload from event limit 5'");
        out.println("To see that it survives cuts:  ./pineflow demo --for 20s --kill-every 2s");
        out.println("To use your own FD1 server:    see README.md, \"Against your FD1 and your Flowcore\"");
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
