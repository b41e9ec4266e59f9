package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.pineflow.event.Event;
import org.pineflow.event.EventBatch;
import org.pineflow.event.Hash128;
import org.pineflow.fd1.client.Packets;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.client.Unreadable;
import org.pineflow.position.MemoryPositionStore;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.OwnershipLostException;
import org.pineflow.position.Position;
import org.pineflow.position.PositionStoreException;

/**
 * A source that replays what it is asked for in any order, a sink that fails now and then, a position store that does,
 * and crashes that leave nothing but the stored position.
 */
class CrashTest {

    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");
    private static final long BASE = 2024082310000000000L;
    private static final Duration OVERLAP = Duration.ofSeconds(60);

    @Property(tries = 400)
    void noInterleavingOfFailuresTiesAndCrashesLosesAnEvent(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int lanes, @ForAll boolean keepStale) {
        Model model = new Model(new Random(seed), lanes, keepStale, false);
        for (int crash = 0; crash < 4; crash++) {
            model.runUntilCrash(170);
        }
        model.runToTheEnd();
        model.assertNothingIsLost();
    }

    @Property(tries = 400)
    void noInterleavingOfFailuresTiesAndCrashesLosesAnEventOfASequencedRestart(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int lanes, @ForAll boolean keepStale) {
        Model model = new Model(new Random(seed), lanes, keepStale, true);
        for (int crash = 0; crash < 4; crash++) {
            model.runUntilCrash(170);
        }
        model.runToTheEnd();
        model.assertNothingIsLost();
    }

    @Property(tries = 300)
    void afterACrashTheLastThatTheSinkSeesOfAKeyIsItsNewestVersion(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int lanes) {
        Model model = new Model(new Random(seed), lanes, false, false);
        model.runUntilCrash(300);
        model.runToTheEnd();
        model.assertNothingIsLost();
        model.assertTheNewestVersionCameLast();
    }

    @Property(tries = 5)
    void aThousandTiesAndMoreSurviveACrashInTheirMidst(@ForAll long seed) {
        Model model = new Model(new Random(seed), 2, true, false);
        model.source.clear();
        for (int i = 0; i < 1500; i++) {
            model.source.add(new Row("t" + i, BASE, 10_000 + i));
        }
        model.runUntilCrash(3000);
        model.runToTheEnd();
        model.assertNothingIsLost();
    }

    @Test
    void anEventAtThePositionComesAgainAfterAnOlderVersionOfItsKey() {
        Model model = new Model(new Random(1), 1, false, false);
        model.source.clear();
        model.source.add(new Row("a", Rve.minus(BASE, Duration.ofSeconds(5)), 1));
        model.source.add(new Row("a", BASE, 2));
        model.runToTheEnd();
        model.runToTheEnd();
        model.assertTheNewestVersionCameLast();
    }

    private record Row(String key, long rve, int number) {

        String json() {
            return Streams.row(key, rve, number);
        }
    }

    private static final class Model {

        private final Random random;
        private final StreamSettings settings;
        private final boolean sequenced;
        private final MemoryPositionStore store = new MemoryPositionStore();
        private final List<Row> source = new ArrayList<>();
        private final List<Row> sink = new ArrayList<>();
        private int committed;
        private boolean storeFails;
        private boolean sinkFails;

        Model(Random random, int lanes, boolean keepStale, boolean sequenced) {
            this.sequenced = sequenced;
            this.random = random;
            this.settings = Streams.settings(lanes, 1 + random.nextInt(5), keepStale, 1 << 20);
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                long rve = Rve.of(Rve.toInstant(BASE).plusSeconds(random.nextInt(1 + i * 5)));
                rows.add(new Row("k" + random.nextInt(6), rve, i));
            }
            // Rows come late by less than the overlap, and in any order where they are ties.
            Map<Row, Long> arrival = new HashMap<>();
            rows.forEach(
                    row -> arrival.put(row, Rve.toInstant(row.rve()).getEpochSecond() * 1000 + random.nextInt(50_000)));
            rows.sort(Comparator.comparing(arrival::get));
            source.addAll(rows);
        }

        void runUntilCrash(int mostSteps) {
            try (Run run = new Run()) {
                int steps = random.nextInt(mostSteps);
                for (int i = 0; i < steps; i++) {
                    storeFails = random.nextInt(5) == 0;
                    sinkFails = random.nextInt(3) == 0;
                    run.step();
                    if (settings.keepStale()) {
                        assertThePositionIsBehind();
                    }
                }
            }
        }

        void runToTheEnd() {
            storeFails = false;
            sinkFails = false;
            try (Run run = new Run()) {
                run.drain();
            }
            if (settings.keepStale()) {
                assertThePositionIsBehind();
            }
            assertThat(position().rve())
                    .as("the position at the end")
                    .isEqualTo(source.stream().mapToLong(Row::rve).max().orElseThrow());
        }

        private Position position() {
            return store.read("customers").orElseGet(() -> Position.unopened(Streams.FINGERPRINT, ""));
        }

        /** Whatever was sent and is not in the sink would be asked for again, and not be dropped then. */
        private void assertThePositionIsBehind() {
            Position position = position();
            if (position.rve() == 0) {
                return;
            }
            long asked = Rve.minus(position.rve(), OVERLAP);
            Set<Row> arrived = new HashSet<>(sink);
            for (Row row : source.subList(0, committed)) {
                if (!arrived.contains(row)) {
                    assertThat(row.rve()).as("%s undelivered", row).isGreaterThanOrEqualTo(asked);
                    assertThat(position.delivered()).doesNotContain(identity(row));
                }
            }
        }

        private static String identity(Row row) {
            return Identity.ofKey(row.key())
                    .and(row.rve())
                    .and(Hash128.of(row.json().getBytes(StandardCharsets.UTF_8)))
                    .toString();
        }

        void assertNothingIsLost() {
            Set<Row> arrived = new HashSet<>(sink);
            for (Row row : source) {
                boolean newer = !settings.keepStale()
                        && sink.stream().anyMatch(other -> other.key().equals(row.key()) && other.rve() > row.rve());
                assertThat(newer || arrived.contains(row))
                        .as("%s is in the sink", row)
                        .isTrue();
            }
        }

        void assertTheNewestVersionCameLast() {
            Map<String, Long> last = new HashMap<>();
            sink.forEach(row -> last.put(row.key(), row.rve()));
            Map<String, Long> newest = new HashMap<>();
            source.forEach(row -> newest.merge(row.key(), row.rve(), Math::max));
            assertThat(last).isEqualTo(newest);
        }

        /** One life of the process. */
        private final class Run implements BatchRouter, RowListener, Delivery.Listener, OwnedStream {

            private final ManualTime time = new ManualTime();
            private final OwnedStream owned = store.tryOpen("customers").orElseThrow();
            private final Map<Integer, Long> batchOf = new HashMap<>();
            private final List<Row> history;
            private final Pipeline pipeline;
            private final SequenceWatch sequence = new SequenceWatch(OVERLAP);
            private boolean released;

            Run() {
                Position position = position();
                StreamContext context = Streams.context(settings, time, this);
                this.pipeline = new Pipeline(context, this, position, time, this, this);
                long from = position.rve() == 0 ? 0 : Rve.minus(position.rve(), OVERLAP);
                this.history = new ArrayList<>(source.subList(0, committed).stream()
                        .filter(row -> row.rve() >= from)
                        .toList());
                if (sequenced) {
                    history.sort(Comparator.comparing(Row::rve).reversed());
                    pipeline.holdInOrder();
                } else {
                    Collections.shuffle(history, random);
                    pipeline.hold();
                }
            }

            void step() {
                switch (random.nextInt(5)) {
                    case 0, 1 -> receive();
                    case 2, 3 -> time.runOne(random.nextInt(8));
                    default -> time.pass(random.nextInt(2000));
                }
            }

            private void receive() {
                boolean live = committed < source.size() && (history.isEmpty() || !sequenced && random.nextInt(4) == 0);
                if (live) {
                    accept(source.get(committed++));
                } else if (!history.isEmpty()) {
                    accept(history.remove(history.size() - 1));
                }
                if (history.isEmpty() && !released) {
                    released = true;
                    pipeline.release(Streams.URL);
                }
            }

            private void accept(Row row) {
                pipeline.accept(Packets.rows(row.json()), 0);
            }

            void drain() {
                while (!history.isEmpty() || committed < source.size() || !released) {
                    receive();
                }
                time.pass(600_000);
            }

            @Override
            public void route(EventBatch batch, Receipt receipt) {
                boolean fails = sinkFails;
                if (!fails || random.nextBoolean()) {
                    batch.forEach(event -> sink.add(rowOf(event)));
                }
                batch.forEach(event -> assertThat(batchOf.merge(
                                rowOf(event).number(), batch.origin().number(), (first, again) -> first))
                        .as("%s is in one batch of this run", event)
                        .isEqualTo(batch.origin().number()));
                time.schedule(
                        () -> {
                            if (fails) {
                                receipt.failed(new IllegalStateException("the sink fails"));
                            } else {
                                receipt.delivered();
                            }
                        },
                        random.nextInt(300),
                        TimeUnit.MILLISECONDS);
            }

            private Row rowOf(Event event) {
                Matcher number = NUMBER.matcher(event.toString());
                assertThat(number.find()).isTrue();
                return new Row(event.key(), event.rve(), Integer.parseInt(number.group(1)));
            }

            @Override
            public void row(long rve, RowKey key, boolean known) {
                long before = sequence.highest();
                if (sequenced && sequence.row(rve) == SequenceWatch.Order.KEPT && rve >= before) {
                    pipeline.confirm(before);
                }
            }

            @Override
            public void first(long rve) {
                // The stream starts with all there is.
            }

            @Override
            public void unreadable(Unreadable row) {
                throw new AssertionError(row.reason());
            }

            @Override
            public void drained() {
                // The source here is never held.
            }

            @Override
            public void ownershipLost(OwnershipLostException cause) {
                throw new AssertionError(cause);
            }

            @Override
            public String stream() {
                return owned.stream();
            }

            @Override
            public Optional<Position> read() {
                return owned.read();
            }

            @Override
            public void write(Position position) {
                if (storeFails) {
                    throw new PositionStoreException("the disk is full", null);
                }
                owned.write(position);
            }

            @Override
            public void close() {
                owned.close();
            }
        }
    }
}
