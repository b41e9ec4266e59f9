package org.pineflow.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.pineflow.fd1.stream.StreamStatus;

/** What is shown while the chain trades. Used by one thread. */
final class DemoLive {

    private final DemoHouse house;
    private final DemoText text;
    private final boolean onTerminal;
    private final Instant born;
    private final Instant since = Instant.now();
    private final List<DemoStreamLine> lines;
    private boolean firstSeen;
    private int cuts;

    DemoLive(DemoHouse house, DemoText text, boolean onTerminal, Instant born) {
        this.house = house;
        this.text = text;
        this.onTerminal = onTerminal;
        this.born = born;
        this.lines = house.streams().stream()
                .map(status -> new DemoStreamLine(status, house.simulator().chain()))
                .toList();
    }

    /** Says when the first event has got its receipt. */
    void lookForFirst() {
        if (!firstSeen && house.streams().stream().anyMatch(status -> status.delivered() > 0)) {
            firstSeen = true;
            Instant first = house.streams().stream()
                    .map(StreamStatus::lastDelivery)
                    .filter(time -> !time.equals(Instant.MIN))
                    .min(Instant::compareTo)
                    .orElseGet(Instant::now);
            text.first(Duration.between(born, first));
        }
    }

    /** Counts a cut for the next time that something is shown. */
    void cut(int number) {
        cuts = number;
    }

    /** Draws, or tells. */
    void show() {
        if (!firstSeen) {
            return;
        }
        Instant now = Instant.now();
        long nanos = System.nanoTime();
        String head = String.format(
                Locale.ROOT,
                "%4d s%s",
                Duration.between(since, now).toSeconds(),
                cuts == 0 ? "" : ", connections cut " + cuts + (cuts == 1 ? " time" : " times"));
        if (onTerminal) {
            List<String> drawing = new ArrayList<>(List.of(head, DemoStreamLine.HEADING));
            lines.forEach(line -> drawing.add(line.tabular(nanos, now)));
            text.live().draw(drawing);
        } else {
            text.tell(head + ": "
                    + lines.stream().map(line -> line.phrase(nanos, now)).collect(Collectors.joining("; ")));
        }
    }
}
