package org.pineflow.ingest.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.ingest.request.NewEvent;
import org.pineflow.ingest.store.ArchiveLedger;
import org.pineflow.ingest.store.ArchiveTask;
import org.pineflow.ingest.store.ArchiveTurn;
import org.pineflow.ingest.store.ColdObject;
import org.pineflow.ingest.store.EventRange;
import org.pineflow.ingest.store.EventSource;
import org.pineflow.ingest.store.EventStore;
import org.pineflow.ingest.store.PageLimits;
import org.pineflow.ingest.store.Retention;
import org.pineflow.ingest.store.SqliteEventStore;
import org.pineflow.ingest.store.StoredEvent;
import org.pineflow.ingest.store.Submission;
import org.pineflow.ingest.store.TestEvents;
import org.pineflow.ingest.store.TimeBucket;
import org.pineflow.ingest.store.TimeUuids;

/** What is not proven to be in the cold store stays in the hot one; what is tried again makes the same object. */
class ArchiverTest {

    private static final int EVENTS = 40;

    @TempDir
    Path folder;

    private EventStore hot;
    private ColdStore cold;

    @BeforeEach
    void write() {
        hot = SqliteEventStore.open(folder.resolve("events.db"), new TimeUuids(Clock.systemUTC()), 0);
        cold = new FolderColdStore(folder.resolve("cold"));
        List<NewEvent> events = IntStream.range(0, EVENTS)
                .mapToObj(i -> new NewEvent(
                        ("{\"n\":" + i + ",\"pad\":\"" + "x".repeat(20_000) + "\"}").getBytes(StandardCharsets.UTF_8),
                        Optional.of(TestEvents.BUCKET.start().plusMillis(i)),
                        Optional.empty()))
                .toList();
        hot.append(new Submission(
                TestEvents.TYPE,
                "shop1",
                Optional.empty(),
                new byte[32],
                Map.of(),
                new Retention(Duration.ofSeconds(1), true),
                EventSource.of(events),
                Optional.empty()));
    }

    @AfterEach
    void close() {
        hot.close();
    }

    private Optional<ArchiveTask> next() {
        return hot.archive().next(new TimeBucket(Long.MAX_VALUE), Instant.MAX, new PageLimits(100, Long.MAX_VALUE));
    }

    private Archiver archiver(ArchiveLedger ledger, ColdStore store) {
        return new Archiver(ledger, store, folder.resolve("work"), 6);
    }

    private void expireAll() {
        hot.expiry().expire(Instant.now().plus(Duration.ofDays(10)), 1000);
    }

    private Path file(ArchiveTask task) {
        return folder.resolve("cold").resolve(ColdKeys.object(task.type(), task.bucket(), task.object()));
    }

    private void assertHot(ArchiveTask task) {
        expireAll();
        assertThat(hot.count(TestEvents.TYPE)).isEqualTo(EVENTS);
        assertThat(hot.reader().object(task.object())).isEmpty();
        assertThat(next()).contains(task);
    }

    private void assertArchivedWhole(ArchiveTask task) {
        ColdObject object = archiver(hot.archive(), cold).archive(task);
        expireAll();
        assertThat(hot.count(TestEvents.TYPE)).isZero();
        assertThat(next()).isEmpty();
        assertThat(hot.reader().object(task.object())).contains(object);
        int[] count = {0};
        new ColdEvents(cold).read(object, EventRange.ALL).forEachRemaining(event -> assertThat(
                        new String(event.payload(), StandardCharsets.UTF_8))
                .startsWith("{\"n\":" + count[0]++ + ","));
        assertThat(count[0]).isEqualTo(EVENTS);
        assertThat(folder.resolve("work")).isEmptyDirectory();
    }

    /** What can become of bytes that were put. */
    private enum Damage {
        ONE_BYTE_FLIPPED(bytes -> {
            bytes[bytes.length / 2] ^= 1;
            return bytes;
        }),
        CUT_OFF(bytes -> Arrays.copyOf(bytes, bytes.length / 2)),
        ONE_BYTE_SHORT(bytes -> Arrays.copyOf(bytes, bytes.length - 1)),
        EMPTY(bytes -> new byte[0]),
        MORE_BEHIND(bytes -> Arrays.copyOf(bytes, bytes.length + 100)),
        TWICE(bytes -> {
            byte[] twice = Arrays.copyOf(bytes, bytes.length * 2);
            System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
            return twice;
        });

        private final UnaryOperator<byte[]> change;

        Damage(UnaryOperator<byte[]> change) {
            this.change = change;
        }

        void to(Path file) {
            try {
                Files.write(file, change.apply(Files.readAllBytes(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void anObjectThatReadsBackOtherwiseIsNotConfirmed(Damage damage) {
        ArchiveTask task = next().orElseThrow();
        Archiver archiver = archiver(hot.archive(), afterPut(".gz", damage::to));

        assertThatThrownBy(() -> archiver.archive(task)).isInstanceOf(ColdStoreException.class);
        assertHot(task);
        assertArchivedWhole(task);
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void aManifestThatReadsBackOtherwiseIsNotConfirmed(Damage damage) {
        ArchiveTask task = next().orElseThrow();
        Archiver archiver = archiver(hot.archive(), afterPut(".json", damage::to));

        assertThatThrownBy(() -> archiver.archive(task)).isInstanceOf(ColdStoreException.class);
        assertHot(task);
        assertArchivedWhole(task);
    }

    @ParameterizedTest
    @ValueSource(strings = {".gz", ".json"})
    void whatIsLostAfterItWasPutIsNotConfirmed(String kind) {
        ArchiveTask task = next().orElseThrow();
        Archiver archiver = archiver(
                hot.archive(),
                afterPut(kind, file -> assertThat(file.toFile().delete()).isTrue()));

        assertThatThrownBy(() -> archiver.archive(task)).isInstanceOf(ColdStoreException.class);
        assertHot(task);
        assertArchivedWhole(task);
    }

    @Test
    void aCrashAtAnyStepLosesNothingAndTheNextRunMakesTheSameObject() throws IOException {
        ArchiveTask task = next().orElseThrow();
        Optional<byte[]> first = Optional.empty();
        int step = 0;
        boolean crashed = true;
        while (crashed) {
            Steps steps = new Steps(step++);
            try {
                archiver(steps.ledger(hot.archive()), steps.store(cold)).archive(task);
                crashed = false;
            } catch (Crash e) {
                if (!e.confirmed) {
                    assertHot(task);
                }
                if (Files.exists(file(task))) {
                    byte[] now = Files.readAllBytes(file(task));
                    assertThat(now).isEqualTo(first.orElse(now));
                    first = Optional.of(now);
                }
            }
        }
        assertThat(step).as("steps").isEqualTo(13);
        assertArchivedWhole(task);
    }

    @Test
    void anObjectThatLacksEventsNeverTakesThePlaceOfOneThatHasThem() throws Exception {
        ArchiveTask task = next().orElseThrow();
        archiver(hot.archive(), cold).archive(task);
        byte[] good = Files.readAllBytes(file(task));
        try (Connection connection = hot.database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("delete from event where ordinal = 7");
        }

        assertThatThrownBy(() -> archiver(hot.archive(), cold).archive(task))
                .isInstanceOf(ColdStoreException.class)
                .hasMessageContaining("39 events of the 40");
        assertThat(Files.readAllBytes(file(task))).isEqualTo(good);
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamedAndNothingIsLost() throws IOException {
        Files.writeString(folder.resolve("cold"), "a file stands where the folder is to be");
        ArchiveTask task = next().orElseThrow();

        assertThatThrownBy(() -> archiver(hot.archive(), cold).archive(task))
                .isInstanceOf(ColdStoreException.class)
                .hasMessageContaining(folder.resolve("cold").toString());
        assertHot(task);
        Files.delete(folder.resolve("cold"));
        assertArchivedWhole(task);
    }

    @Test
    void whatACrashLeftInTheFolderIsWrittenOverAndNotAddedTo() throws IOException {
        ArchiveTask task = next().orElseThrow();
        Path leftOver = Path.of(file(task) + ".tmp");
        Files.createDirectories(leftOver.getParent());
        Files.writeString(leftOver, "half an object");

        assertArchivedWhole(task);
        try (Stream<Path> files = Files.list(leftOver.getParent())) {
            assertThat(files).hasSize(2).doesNotContain(leftOver);
        }
    }

    /** Does something to the file of every object of a kind when it was put. */
    private ColdStore afterPut(String kind, Consumer<Path> then) {
        return new ColdStore() {
            @Override
            public void put(String key, Path file) {
                cold.put(key, file);
                if (key.endsWith(kind)) {
                    then.accept(folder.resolve("cold").resolve(key));
                }
            }

            @Override
            public InputStream get(String key) {
                return cold.get(key);
            }

            @Override
            public InputStream get(String key, long from, long to) {
                return cold.get(key, from, to);
            }
        };
    }

    /** The end of a process, as far as one thread can tell. */
    private static final class Crash extends RuntimeException {

        private static final long serialVersionUID = 1L;
        private final boolean confirmed;

        Crash(boolean confirmed) {
            this.confirmed = confirmed;
        }
    }

    /** Counts what an archiver asks for, before and after each, and crashes at one of them. */
    private static final class Steps {

        private final int last;
        private int taken;
        private boolean confirmed;

        Steps(int last) {
            this.last = last;
        }

        private void step() {
            if (taken++ == last) {
                throw new Crash(confirmed);
            }
        }

        ColdStore store(ColdStore store) {
            return new ColdStore() {
                @Override
                public void put(String key, Path file) {
                    step();
                    store.put(key, file);
                    step();
                }

                @Override
                public InputStream get(String key) {
                    step();
                    InputStream in = store.get(key);
                    step();
                    return in;
                }

                @Override
                public InputStream get(String key, long from, long to) {
                    return store.get(key, from, to);
                }
            };
        }

        ArchiveLedger ledger(ArchiveLedger ledger) {
            return new ArchiveLedger() {
                @Override
                public Optional<ArchiveTurn> turn() {
                    return ledger.turn();
                }

                @Override
                public Optional<ArchiveTask> next(TimeBucket before, Instant received, PageLimits limits) {
                    return ledger.next(before, received, limits);
                }

                @Override
                public void read(ArchiveTask task, Consumer<StoredEvent> reader) {
                    step();
                    ledger.read(task, reader);
                    step();
                }

                @Override
                public void confirm(ArchiveTask task, ColdObject object) {
                    step();
                    ledger.confirm(task, object);
                    confirmed = true;
                    step();
                }
            };
        }
    }
}
