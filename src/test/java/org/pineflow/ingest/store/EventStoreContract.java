package org.pineflow.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.request.NewEvent;

/** What every event store promises. */
abstract class EventStoreContract {

    static final EventTypeName CUSTOMERS =
            new EventTypeName("acme", new UUID(1, 2), "customer.0", "customer.changed.0");
    static final EventTypeName SALES = new EventTypeName("acme", new UUID(1, 2), "sale.0", "sale.changed.0");

    /** Late enough that every test's event times of 2024 are past, and in the middle of a day. */
    static final Instant NOW = Instant.parse("2026-02-03T12:05:06.789Z");

    static final Instant TEN = Instant.parse("2024-01-15T10:00:00Z");
    static final TimeBucket TEN_OCLOCK = TimeBucket.of(TEN);
    static final TimeBucket LAST_HOUR = TimeBucket.of(NOW.minus(Duration.ofHours(1)));
    static final PageLimits MANY = new PageLimits(10_000, 100_000_000);
    static final Retention ARCHIVED = new Retention(Duration.ofDays(3), true);
    static final Retention EPHEMERAL = new Retention(Duration.ofMinutes(30), false);

    final AtomicReference<Instant> time = new AtomicReference<>(NOW);
    private final List<EventStore> opened = new ArrayList<>();
    EventStore store;

    /** Opens the store of this test; the second time it is the same store. */
    abstract EventStore open(TimeUuids ids) throws Exception;

    /** Executes statements in the database of this test's store. */
    abstract void sql(String statements) throws SQLException;

    @BeforeEach
    void openStore() throws Exception {
        store = another();
    }

    @AfterEach
    void close() {
        opened.forEach(EventStore::close);
        opened.clear();
    }

    /** The same store, as another process would open it. */
    final EventStore another() throws Exception {
        EventStore another = open(new TimeUuids(new SettableClock(time)));
        opened.add(another);
        return another;
    }

    final void reopen() throws Exception {
        close();
        store = another();
    }

    // Archiving by turns.

    @Test
    void oneAtATimeHasTheTurnOfArchivingInWhateverProcess() throws Exception {
        EventStore other = another();
        try (ArchiveTurn mine = store.archive().turn().orElseThrow()) {
            assertThat(mine.isHeld()).isTrue();
            assertThat(other.archive().turn()).isEmpty();
            assertThat(store.archive().turn()).isEmpty();
        }
        try (ArchiveTurn next = other.archive().turn().orElseThrow()) {
            assertThat(store.archive().turn()).isEmpty();
        }
    }

    // Writing.

    @Test
    void whatWasStoredIsThereInOrderAfterReopening() throws Exception {
        Receipt receipt = store.append(batch(2500)
                .at(TEN.plusMillis(1))
                .validAt(Instant.EPOCH.minusMillis(1))
                .metadata(Map.of("source", "é\"\n\\u0000"))
                .submission());
        store.append(batch(1).of(SALES).submission());
        store.append(batch(0).submission());

        reopen();

        List<StoredEvent> events = stored(CUSTOMERS);
        assertThat(events).extracting(StoredEvent::eventId).isEqualTo(receipt.eventIds());
        assertThat(events).extracting(EventStoreContract::payload).isEqualTo(payloads(2500));
        assertThat(events.get(0).sentMetadata()).containsExactly(Map.entry("source", "é\"\n\\u0000"));
        assertThat(events.get(0).givenEventTime()).contains(TEN.plusMillis(1));
        assertThat(events.get(0).givenValidTime()).contains(Instant.EPOCH.minusMillis(1));
        assertThat(events.get(0).receivedAt()).isEqualTo(NOW);
        assertThat(stored(SALES).get(0).givenEventTime()).isEmpty();
        assertThat(stored(SALES).get(0).eventTime()).isEqualTo(NOW);
        assertThat(store.count(CUSTOMERS)).isEqualTo(2500);
        assertThat(store.count(new EventTypeName("no", new UUID(0, 0), "no", "no")))
                .isZero();
        assertThat(store.eventTypes()).containsExactly(CUSTOMERS, SALES);
    }

    @Test
    void payloadsComeBackByteForByteHoweverManyTheyAre() {
        String odd =
                "{ \"n\" : 2024010113245600023 ,\"n\":1e5, \"é\":\"\\u0000\\ud83d\\ude00😀\\/\", \"'; drop\":\"\\\\N\\t\"}";
        for (int count : new int[] {1, 19, 20, 300}) {
            store.append(batch(count).payload(i -> odd).submission());
        }

        assertThat(stored(CUSTOMERS))
                .hasSize(340)
                .extracting(EventStoreContract::payload)
                .containsOnly(odd);
    }

    @Test
    void idsAscendWithinABatchAndAreUniqueAlways() {
        Set<UUID> seen = new HashSet<>();
        for (Optional<Instant> given : List.of(Optional.<Instant>empty(), Optional.of(TEN))) {
            for (int i = 0; i < 5; i++) {
                List<UUID> ids =
                        store.append(batch(4000).at(given).submission()).eventIds();
                assertThat(ids).isSortedAccordingTo(EventRange.ORDER);
                seen.addAll(ids);
            }
        }
        assertThat(seen).hasSize(40_000);
    }

    @Test
    void theIdOfAnEventHasItsOwnTimeWhereTheTimesOfABatchDiffer() {
        List<UUID> ids = store.append(
                        batch(30).times(i -> TEN.minus(Duration.ofHours(i))).submission())
                .eventIds();

        assertThat(ids)
                .extracting(TimeUuids::timeOf)
                .isEqualTo(IntStream.range(0, 30)
                        .mapToObj(i -> TEN.minus(Duration.ofHours(i)))
                        .toList());
        assertThat(stored(CUSTOMERS)).extracting(StoredEvent::eventId).isEqualTo(ids);
    }

    @Test
    void aSourceThatFailsInTheMiddleLeavesNothing() {
        for (int count : new int[] {10, 3000}) {
            Submission broken = batch(count)
                    .key("broken")
                    .source(failingAfter(count - 1, count))
                    .submission();

            assertThatThrownBy(() -> store.append(broken)).isInstanceOf(IllegalArgumentException.class);

            assertThat(store.count(CUSTOMERS)).isZero();
            assertThat(store.append(batch(count).key("broken").submission()).repeated())
                    .isFalse();
            assertThat(store.count(CUSTOMERS)).isEqualTo(count);
            reset();
        }
    }

    @Test
    void aReaderSeesTheStoreAsItWasAndStopsNoWriter() {
        store.append(batch(3).submission());
        List<StoredEvent> seen = new ArrayList<>();

        store.read(CUSTOMERS, event -> {
            seen.add(event);
            store.append(batch(1).submission());
        });

        assertThat(seen).hasSize(3);
        assertThat(store.count(CUSTOMERS)).isEqualTo(6);
    }

    @Test
    void namesOfEveryKindAreOnlyNames() {
        String name = "'; drop table event; --\"\\%_é😀";
        EventTypeName type = new EventTypeName(name, new UUID(3, 4), name, name);
        FileEntry file = new FileEntry(name, name, name, 1, "0".repeat(64));

        store.append(batch(2).of(type)
                .owner(name)
                .key(name)
                .file(file)
                .metadata(Map.of(name, name))
                .submission());

        assertThat(stored(type).get(0).sentMetadata()).containsExactly(Map.entry(name, name));
        assertThat(store.append(batch(2).of(type).owner(name).key(name).submission())
                        .repeated())
                .isTrue();
        assertThat(store.reader().files(name, name))
                .extracting(StoredFile::entry)
                .containsExactly(file);
        assertThat(store.reader().files(name, "%")).isEmpty();
        assertThat(store.eventTypes()).containsExactly(type);
    }

    // Idempotency.

    @Test
    void aRepeatedKeyGivesTheFirstIdsAndStoresNothing() {
        Receipt first = store.append(batch(40).key("one").submission());
        Receipt second = store.append(batch(40).key("one").submission());

        assertThat(second.repeated()).isTrue();
        assertThat(second.eventIds()).isEqualTo(first.eventIds());
        assertThat(store.count(CUSTOMERS)).isEqualTo(40);
    }

    @Test
    void theFirstAnswerIsGivenAgainEvenWhenTheEventsAreGone() {
        Receipt first = store.append(batch(3).key("one").retention(EPHEMERAL).submission());
        time.set(NOW.plus(Duration.ofHours(23)));
        store.expiry().expire(time.get(), 100);

        assertThat(store.count(CUSTOMERS)).isZero();
        assertThat(store.append(batch(3).key("one").retention(EPHEMERAL).submission()))
                .isEqualTo(new Receipt(first.eventIds(), true));
    }

    @Test
    void aKeyIsGoodForItsOwnerAndTypeAlone() {
        store.append(batch(1).key("one").submission());

        assertThat(store.append(batch(1).key("one").owner("other").submission()).repeated())
                .isFalse();
        assertThat(store.append(batch(1).key("one").of(SALES).submission()).repeated())
                .isFalse();
    }

    @Test
    void aKeyThatComesAgainWithOtherBytesIsAConflict() {
        store.append(batch(1).key("one").submission());

        assertThatThrownBy(() -> store.append(batch(1).key("one").digest(7).submission()))
                .isInstanceOf(IdempotencyConflictException.class);
        assertThat(store.count(CUSTOMERS)).isEqualTo(1);
    }

    @Test
    void aKeyIsNewAgainAfter24Hours() {
        List<UUID> first = store.append(batch(1).key("one").submission()).eventIds();
        time.set(NOW.plus(Duration.ofHours(24)).minusMillis(1));
        assertThat(store.append(batch(1).key("one").submission()).repeated()).isTrue();

        time.set(NOW.plus(Duration.ofHours(24)));
        Receipt second = store.append(batch(1).key("one").digest(7).submission());

        assertThat(second.repeated()).isFalse();
        assertThat(second.eventIds()).doesNotContainAnyElementsOf(first);
        assertThat(store.append(batch(1).key("one").digest(7).submission()).eventIds())
                .isEqualTo(second.eventIds());
    }

    @Test
    void keysOlderThan24HoursAreDeleted() {
        store.append(batch(1).key("old").submission());
        time.set(NOW.plus(Duration.ofHours(1)));
        store.append(batch(1).key("new").submission());

        assertThat(store.expiry().expire(NOW.plus(Duration.ofHours(24)), 100).keys())
                .isEqualTo(1);
        assertThat(store.append(batch(1).key("new").submission()).repeated()).isTrue();
    }

    @Test
    void manyAtOnceWithOneKeyAreStoredOnce() throws Exception {
        EventStore other = another();
        List<Callable<Receipt>> calls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            EventStore used = i % 2 == 0 ? store : other;
            calls.add(() -> used.append(batch(100).key("one").submission()));
        }

        List<Receipt> receipts = atOnce(8, calls);

        assertThat(receipts).filteredOn(receipt -> !receipt.repeated()).hasSize(1);
        assertThat(receipts)
                .extracting(Receipt::eventIds)
                .containsOnly(receipts.get(0).eventIds());
        assertThat(store.count(CUSTOMERS)).isEqualTo(100);
    }

    @Test
    void manyWritersInTwoProcessesLoseNothingAndMakeNoIdTwice() throws Exception {
        EventStore other = another();
        List<Callable<Receipt>> calls = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            EventStore used = i % 2 == 0 ? store : other;
            EventTypeName type = i % 3 == 0 ? SALES : CUSTOMERS;
            calls.add(() -> used.append(batch(100).of(type).at(TEN).submission()));
        }

        List<Receipt> receipts = atOnce(8, calls);

        Set<UUID> ids = new HashSet<>();
        receipts.forEach(receipt -> ids.addAll(receipt.eventIds()));
        assertThat(ids).hasSize(4000);
        assertThat(store.count(CUSTOMERS) + store.count(SALES)).isEqualTo(4000);
    }

    // Reading.

    @Test
    void bucketsAreListedInOrderEachOnceWithinTheirRange() {
        for (int hours : new int[] {3, 0, 1, 1, 5}) {
            store.append(batch(2).at(TEN.plus(Duration.ofHours(hours))).submission());
        }
        store.append(batch(2).at(TEN.plus(Duration.ofHours(2))).of(SALES).submission());

        assertThat(buckets(Set.of(CUSTOMERS), 0, 5, false, 10)).containsExactly(0L, 1L, 3L, 5L);
        assertThat(buckets(Set.of(CUSTOMERS), 1, 4, true, 10)).containsExactly(3L, 1L);
        assertThat(buckets(Set.of(CUSTOMERS, SALES), 0, 5, false, 3)).containsExactly(0L, 1L, 2L);
        assertThat(buckets(Set.of(new EventTypeName("no", new UUID(0, 0), "no", "no")), 0, 5, false, 3))
                .isEmpty();
    }

    @Test
    void timesBefore1970HaveTheirBucketsToo() {
        Instant moon = Instant.parse("1969-07-20T20:17:40.123Z");
        store.append(batch(3).at(moon).submission());

        assertThat(page(TimeBucket.of(moon), EventRange.ALL, MANY).events())
                .hasSize(3)
                .extracting(StoredEvent::eventTime)
                .containsOnly(moon);
        assertThat(stored(CUSTOMERS)).hasSize(3);
    }

    @Test
    void aPageHasTheEventsOfOneBucketInTheOrderOfTheirIds() {
        store.append(batch(10).times(i -> TEN.plusSeconds(10 - i)).submission());
        store.append(batch(1).at(TEN.minusMillis(1)).submission());
        store.append(batch(1).at(TEN.plus(Duration.ofHours(1))).submission());
        store.append(batch(1).at(TEN).of(SALES).submission());

        List<UUID> ids = ids(page(TEN_OCLOCK, EventRange.ALL, MANY));

        assertThat(ids).hasSize(10).isSortedAccordingTo(EventRange.ORDER);
        assertThat(ids(page(TEN_OCLOCK, range(null, null, null, true), MANY)))
                .hasSize(10)
                .isSortedAccordingTo(EventRange.ORDER.reversed());
    }

    @Test
    void boundsAreComparedByTimeAndNeedNotBeIdsOfEvents() {
        store.append(batch(10).times(TEN::plusSeconds).submission());
        List<UUID> ids = ids(page(TEN_OCLOCK, EventRange.ALL, MANY));
        UUID between = new TimeUuids(new SettableClock(time)).batch(1).id(0, Optional.of(TEN.plusMillis(4500)));

        assertThat(ids(page(TEN_OCLOCK, range(ids.get(3), null, ids.get(5), false), MANY)))
                .isEqualTo(ids.subList(3, 6));
        assertThat(ids(page(TEN_OCLOCK, range(null, ids.get(3), null, false), MANY)))
                .isEqualTo(ids.subList(4, 10));
        assertThat(ids(page(TEN_OCLOCK, range(between, null, null, false), MANY)))
                .isEqualTo(ids.subList(5, 10));
        assertThat(ids(page(TEN_OCLOCK, range(null, null, between, false), MANY)))
                .isEqualTo(ids.subList(0, 5));
    }

    @Test
    void aPageEndsAtItsLimitsAndSaysSo() {
        store.append(batch(5).at(TEN)
                .payload(i -> "{\"pad\":\"" + "x".repeat(990) + "\"}")
                .submission());

        assertThat(page(TEN_OCLOCK, EventRange.ALL, new PageLimits(5, 1 << 20)).more())
                .isFalse();
        HotPage four = page(TEN_OCLOCK, EventRange.ALL, new PageLimits(4, 1 << 20));
        assertThat(four.events()).hasSize(4);
        assertThat(four.more()).isTrue();
        HotPage byBytes = page(TEN_OCLOCK, EventRange.ALL, new PageLimits(5, 1001));
        assertThat(byBytes.events()).hasSize(2);
        assertThat(byBytes.more()).isTrue();
        assertThat(page(TEN_OCLOCK, EventRange.ALL, new PageLimits(5, 1)).events())
                .hasSize(1);
    }

    @Test
    void aPageIsOfWhatWasValidAndWhatWasKnown() {
        store.append(batch(1).at(TEN).validAt(TEN.plusSeconds(100)).submission());
        time.set(NOW.plusSeconds(1));
        store.append(batch(1).at(TEN.plusSeconds(1)).submission());
        List<UUID> ids = ids(page(TEN_OCLOCK, EventRange.ALL, MANY));

        assertThat(ids(page(TEN_OCLOCK, validAt(TEN.plusMillis(999)), MANY))).isEmpty();
        assertThat(ids(page(TEN_OCLOCK, validAt(TEN.plusSeconds(99)), MANY))).containsExactly(ids.get(1));
        assertThat(ids(page(TEN_OCLOCK, validAt(TEN.plusSeconds(100)), MANY))).isEqualTo(ids);
        assertThat(ids(page(TEN_OCLOCK, knownAt(NOW.minusMillis(1)), MANY))).isEmpty();
        assertThat(ids(page(TEN_OCLOCK, knownAt(NOW), MANY))).containsExactly(ids.get(0));
    }

    @Test
    void whoReadsOnAfterTheLastIdMissesNoArrival() throws Exception {
        time.set(NOW);
        CountDownLatch done = new CountDownLatch(1);
        List<UUID> seen = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(5);
        try {
            Future<?> reading = pool.submit(() -> {
                boolean last;
                do {
                    last = done.getCount() == 0;
                    UUID after = seen.isEmpty() ? null : seen.get(seen.size() - 1);
                    seen.addAll(ids(page(TimeBucket.of(NOW), range(null, after, null, false), MANY)));
                } while (!last);
            });
            List<Future<Integer>> writing = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                writing.add(pool.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        store.append(batch(1 + i).submission());
                    }
                    return 60 * 61 / 2;
                }));
            }
            int written = 0;
            for (Future<Integer> each : writing) {
                written += each.get(60, TimeUnit.SECONDS);
            }
            done.countDown();
            reading.get(60, TimeUnit.SECONDS);

            assertThat(seen).hasSize(written).doesNotHaveDuplicates();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void ephemeralEventsAreGoneAfterTheirTimeBeforeAnybodyDeletesThem() {
        store.append(batch(2).at(TEN).retention(EPHEMERAL).file(FILE).submission());
        store.append(batch(1).at(TEN).submission());

        time.set(NOW.plus(EPHEMERAL.hot()).minusMillis(1));
        assertThat(page(TEN_OCLOCK, EventRange.ALL, MANY).events()).hasSize(3);
        time.set(NOW.plus(EPHEMERAL.hot()));

        assertThat(page(TEN_OCLOCK, EventRange.ALL, MANY).events()).hasSize(1);
        assertThat(stored(CUSTOMERS)).hasSize(1);
        assertThat(store.reader().files("acme", "file-1")).isEmpty();
        store.append(batch(1).of(SALES).at(TEN).retention(EPHEMERAL).submission());
        time.set(NOW.plus(EPHEMERAL.hot().multipliedBy(2)));
        assertThat(buckets(Set.of(SALES), 0, 1, false, 9)).isEmpty();
    }

    // Files.

    static final FileEntry FILE = new FileEntry("file-1", "../a b.png", "image/png", 1_500_000, "ab".repeat(32));

    @Test
    void aFileIsFoundByItsTenantAndIdTheNewestFirst() {
        Receipt first = store.append(batch(3).file(FILE).submission());
        Receipt second = store.append(batch(2).file(FILE).of(SALES).submission());

        List<StoredFile> files = store.reader().files("acme", "file-1");

        assertThat(files).extracting(StoredFile::parts).containsExactly(2, 3);
        assertThat(files).extracting(StoredFile::entry).containsOnly(FILE);
        assertThat(files.get(0).type()).isEqualTo(SALES);
        assertThat(files.get(1).first()).isEqualTo(first.eventIds().get(0));
        assertThat(files.get(1).last()).isEqualTo(first.eventIds().get(2));
        assertThat(files.get(0).first()).isEqualTo(second.eventIds().get(0));
        assertThat(files.get(0).receivedAt()).isEqualTo(NOW);
        assertThat(store.reader().files("other", "file-1")).isEmpty();
    }

    @Test
    void aLargeFileGoesThroughPartByPart() {
        AtomicReference<Integer> alive = new AtomicReference<>(0);
        byte[] part = ("{\"data\":\"" + "A".repeat(699_052) + "\"}").getBytes(StandardCharsets.UTF_8);
        EventSource parts = new EventSource() {
            @Override
            public int count() {
                return 60;
            }

            @Override
            public Iterator<NewEvent> iterator() {
                return IntStream.range(0, 60)
                        .mapToObj(i -> new NewEvent(part.clone(), Optional.empty(), Optional.empty()))
                        .peek(event -> alive.set(alive.get() + 1))
                        .iterator();
            }
        };

        store.append(batch(60).source(parts).file(FILE).submission());

        assertThat(alive.get()).as("gone through once").isEqualTo(60);
        StoredFile file = store.reader().files("acme", "file-1").get(0);
        HotPage page =
                page(file.bucket(), range(file.first(), null, file.last(), false), new PageLimits(100, 2_000_000));
        assertThat(page.events()).hasSize(3);
        assertThat(page.more()).isTrue();
        assertThat(page.events().get(2).payload()).isEqualTo(part);
    }

    // Archive and expiry.

    @Test
    void aTaskThatWasBegunIsGivenAgainWithTheSameEvents() throws Exception {
        store.append(batch(30).times(i -> TEN.plusSeconds(i % 7)).submission());
        ArchiveTask task = next().orElseThrow();
        List<UUID> events = ids(task);

        store.append(batch(5).at(TEN.plusSeconds(3)).submission());
        reopen();

        assertThat(next()).contains(task);
        assertThat(ids(task)).isEqualTo(events).hasSize(30).isSortedAccordingTo(EventRange.ORDER);
        confirm(task);
        ArchiveTask late = next().orElseThrow();
        assertThat(late.object()).isNotEqualTo(task.object());
        assertThat(ids(late)).hasSize(5).doesNotContainAnyElementsOf(events);
    }

    @Test
    void aTaskHoldsWholeSubmissionsOfOneTypeAndBucketUpToItsLimits() {
        for (int i = 0; i < 5; i++) {
            store.append(batch(10).at(TEN).submission());
        }
        store.append(batch(10).at(TEN).of(SALES).submission());
        store.append(batch(10).at(TEN.plus(Duration.ofHours(1))).submission());
        store.append(batch(10).at(TEN).retention(EPHEMERAL).submission());

        List<Long> sizes = new ArrayList<>();
        Map<UUID, Integer> seen = new HashMap<>();
        for (Optional<ArchiveTask> task = next(25); task.isPresent(); task = next(25)) {
            sizes.add(task.get().events());
            ids(task.get()).forEach(id -> seen.merge(id, 1, Integer::sum));
            confirm(task.get());
        }

        assertThat(sizes).containsExactlyInAnyOrder(20L, 20L, 10L, 10L, 10L);
        assertThat(seen).hasSize(70);
        assertThat(seen.values()).containsOnly(1);
        store.append(batch(40).at(TEN).submission());
        assertThat(next(25).orElseThrow().events())
                .as("at least one submission")
                .isEqualTo(40);
    }

    @Test
    void bytesLimitATaskToo() {
        for (int i = 0; i < 3; i++) {
            store.append(batch(1).at(TEN)
                    .payload(n -> "{\"pad\":\"" + "x".repeat(990) + "\"}")
                    .submission());
        }

        assertThat(store.archive()
                        .next(LAST_HOUR, Instant.MAX, new PageLimits(100, 1001))
                        .orElseThrow()
                        .events())
                .isEqualTo(2);
    }

    @Test
    void onlyEarlierBucketsAndOnlyWhatHasBeenThereForAWhileIsArchived() {
        store.append(batch(1).at(TEN).submission());
        time.set(NOW.plusSeconds(1));
        store.append(batch(2).at(TEN).submission());
        store.append(batch(4).at(TEN.plus(Duration.ofHours(1))).submission());
        TimeBucket eleven = TEN_OCLOCK.next();

        assertThat(store.archive().next(TEN_OCLOCK, Instant.MAX, MANY)).isEmpty();
        assertThat(store.archive().next(eleven, NOW, MANY)).isEmpty();
        ArchiveTask first =
                store.archive().next(eleven, NOW.plusMillis(1), MANY).orElseThrow();
        assertThat(first.events()).isEqualTo(1);
        confirm(first);
        ArchiveTask second = store.archive().next(eleven, Instant.MAX, MANY).orElseThrow();
        assertThat(second.events()).isEqualTo(2);
        confirm(second);
        assertThat(store.archive().next(eleven, Instant.MAX, MANY)).isEmpty();
    }

    @Test
    void onlyWhatIsConfirmedOrDoesNotBelongInTheArchiveIsDeleted() {
        store.append(batch(10).at(TEN).submission());
        ArchiveTask task = next().orElseThrow();
        List<UUID> archived = ids(task);
        Receipt late = store.append(batch(5).at(TEN).submission());
        store.append(batch(3).at(TEN).retention(EPHEMERAL).file(FILE).submission());
        Instant over = NOW.plus(Duration.ofDays(5));

        assertThat(store.expiry().expire(over, 100).events()).isEqualTo(3);
        confirm(task);
        assertThat(store.expiry()
                        .expire(NOW.plus(ARCHIVED.hot()).minusMillis(1), 100)
                        .any())
                .isFalse();
        assertThat(store.expiry().expire(over, 100).events()).isEqualTo(10);
        assertThat(store.expiry().expire(over, 100).any()).isFalse();

        HotPage page = page(TEN_OCLOCK, EventRange.ALL, MANY);
        assertThat(ids(page)).isEqualTo(late.eventIds());
        assertThat(page.cold()).containsExactly(object(task, archived));
        assertThat(buckets(Set.of(CUSTOMERS), 0, 0, false, 1)).containsExactly(0L);
    }

    @Test
    void anObjectIsAskedForOnlyOnceItsEventsLeaveTheHotStore() {
        store.append(batch(1).at(TEN)
                .retention(new Retention(Duration.ofHours(1), true))
                .submission());
        store.append(batch(1).at(TEN).submission());
        ArchiveTask task = next().orElseThrow();
        ColdObject object = object(task, ids(task));
        assertThat(store.reader().object(task.object())).isEmpty();

        store.archive().confirm(task, object);
        store.archive().confirm(task, object);

        assertThat(store.reader().object(task.object())).contains(object);
        assertThat(page(TEN_OCLOCK, EventRange.ALL, MANY).cold()).isEmpty();
        store.expiry().expire(NOW.plus(Duration.ofDays(2)), 100);
        HotPage half = page(TEN_OCLOCK, EventRange.ALL, MANY);
        assertThat(half.events()).hasSize(1);
        assertThat(half.cold()).containsExactly(object);
    }

    @Test
    void anObjectWithOtherEventsThanAskedForIsNotConfirmed() {
        store.append(batch(2).at(TEN).submission());
        ArchiveTask task = next().orElseThrow();
        ColdObject wrong = new ColdObject(
                task.object(), CUSTOMERS, TEN_OCLOCK, 1, 1, "0".repeat(64), new UUID(0, 0), new UUID(0, 0));

        assertThatThrownBy(() -> store.archive().confirm(task, wrong)).isInstanceOf(IllegalArgumentException.class);
        assertThat(next()).contains(task);
    }

    @Test
    void aFileGoesWhenItsEventsAreNowhereAnyMore() {
        store.append(batch(2).at(TEN).file(FILE).submission());
        store.append(batch(2).at(TEN).file(FILE).of(SALES).retention(EPHEMERAL).submission());
        ArchiveTask task = next().orElseThrow();
        confirm(task);

        store.expiry().expire(NOW.plus(Duration.ofDays(9)), 100);

        assertThat(store.count(CUSTOMERS) + store.count(SALES)).isZero();
        assertThat(store.reader().files("acme", "file-1"))
                .extracting(StoredFile::type)
                .containsExactly(CUSTOMERS);
    }

    @Test
    void expiryTakesNoMoreThanItsLimitAtOnce() {
        for (int i = 0; i < 5; i++) {
            store.append(batch(2).at(TEN).retention(EPHEMERAL).submission());
        }
        Instant over = NOW.plus(Duration.ofHours(1));

        assertThat(store.expiry().expire(over, 3).events()).isEqualTo(6);
        assertThat(store.expiry().expire(over, 3).events()).isEqualTo(4);
    }

    @Test
    void manyPortionsAreDeletedInOneCall() {
        for (int i = 0; i < 250; i++) {
            store.append(batch(1).at(TEN).retention(EPHEMERAL).submission());
        }

        assertThat(store.expiry().expire(NOW.plus(Duration.ofHours(1)), 1000).events())
                .isEqualTo(250);
    }

    @Test
    void aSubmissionOverManyBucketsIsArchivedAndDeletedBucketByBucket() {
        store.append(batch(300).times(i -> TEN.minus(Duration.ofHours(i))).submission());
        assertThat(buckets(Set.of(CUSTOMERS), -299, 0, false, 1000)).hasSize(300);

        ArchiveTask oldest = next().orElseThrow();
        confirm(oldest);

        assertThat(oldest.bucket().hour()).isEqualTo(TEN_OCLOCK.hour() - 299);
        assertThat(store.expiry().expire(NOW.plus(Duration.ofDays(9)), 1000).events())
                .isEqualTo(1);
        assertThat(store.count(CUSTOMERS)).isEqualTo(299);
    }

    // Trouble.

    @Test
    void aStoreThatCannotBeWrittenSaysSoAndWorksAgainAfterwards() throws Exception {
        store.append(batch(1).submission());
        sql("alter table event rename to elsewhere");
        for (int count : new int[] {1, 100}) {
            assertThatThrownBy(
                            () -> store.append(batch(count).key("one" + count).submission()))
                    .isInstanceOf(EventStoreException.class)
                    .hasMessageContaining("cannot write the event store");
        }
        assertThatThrownBy(() -> store.read(CUSTOMERS, event -> {})).isInstanceOf(EventStoreException.class);
        sql("alter table elsewhere rename to event");

        for (int count : new int[] {1, 100}) {
            assertThat(store.append(batch(count).key("one" + count).submission())
                            .repeated())
                    .isFalse();
        }
        assertThat(store.count(CUSTOMERS)).isEqualTo(102);
    }

    // What the tests are made of.

    /** A submission in the making. */
    static final class Draft {

        private final int count;
        private EventTypeName type = CUSTOMERS;
        private String owner = "shop1";
        private Optional<String> key = Optional.empty();
        private byte digest;
        private Map<String, String> metadata = Map.of();
        private Retention retention = ARCHIVED;
        private IntFunction<Optional<Instant>> times = i -> Optional.empty();
        private IntFunction<String> payload = i -> "{\"n\":" + i + "}";
        private Optional<Instant> validTime = Optional.empty();
        private Optional<FileEntry> file = Optional.empty();
        private Optional<EventSource> source = Optional.empty();

        private Draft(int count) {
            this.count = count;
        }

        Draft of(EventTypeName type) {
            this.type = type;
            return this;
        }

        Draft owner(String owner) {
            this.owner = owner;
            return this;
        }

        Draft key(String key) {
            this.key = Optional.of(key);
            return this;
        }

        Draft digest(int digest) {
            this.digest = (byte) digest;
            return this;
        }

        Draft metadata(Map<String, String> metadata) {
            this.metadata = metadata;
            return this;
        }

        Draft retention(Retention retention) {
            this.retention = retention;
            return this;
        }

        Draft at(Instant time) {
            return at(Optional.of(time));
        }

        Draft at(Optional<Instant> time) {
            this.times = i -> time;
            return this;
        }

        Draft times(IntFunction<Instant> times) {
            this.times = i -> Optional.of(times.apply(i));
            return this;
        }

        Draft validAt(Instant time) {
            this.validTime = Optional.of(time);
            return this;
        }

        Draft payload(IntFunction<String> payload) {
            this.payload = payload;
            return this;
        }

        Draft file(FileEntry file) {
            this.file = Optional.of(file);
            return this;
        }

        Draft source(EventSource source) {
            this.source = Optional.of(source);
            return this;
        }

        Submission submission() {
            byte[] sha = new byte[32];
            sha[0] = digest;
            EventSource events = source.orElseGet(() -> EventSource.of(IntStream.range(0, count)
                    .mapToObj(i ->
                            new NewEvent(payload.apply(i).getBytes(StandardCharsets.UTF_8), times.apply(i), validTime))
                    .toList()));
            return new Submission(type, owner, key, sha, metadata, retention, events, file);
        }
    }

    static Draft batch(int count) {
        return new Draft(count);
    }

    static String payload(StoredEvent event) {
        return new String(event.payload(), StandardCharsets.UTF_8);
    }

    static List<String> payloads(int count) {
        return IntStream.range(0, count).mapToObj(i -> "{\"n\":" + i + "}").toList();
    }

    private static EventSource failingAfter(int good, int count) {
        List<NewEvent> events = new ArrayList<>();
        batch(count).submission().events().forEach(events::add);
        return new EventSource() {
            @Override
            public int count() {
                return count;
            }

            @Override
            public Iterator<NewEvent> iterator() {
                return IntStream.range(0, count)
                        .mapToObj(i -> {
                            if (i == good) {
                                throw new IllegalArgumentException("the source is broken");
                            }
                            return events.get(i);
                        })
                        .iterator();
            }
        };
    }

    private void reset() {
        try {
            sql("delete from event; delete from portion; delete from request_key");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    final List<StoredEvent> stored(EventTypeName type) {
        List<StoredEvent> events = new ArrayList<>();
        store.read(type, events::add);
        return events;
    }

    final HotPage page(TimeBucket bucket, EventRange range, PageLimits limits) {
        return store.reader().page(CUSTOMERS, bucket, range, limits);
    }

    static List<UUID> ids(HotPage page) {
        return page.events().stream().map(StoredEvent::eventId).toList();
    }

    final List<UUID> ids(ArchiveTask task) {
        List<UUID> ids = new ArrayList<>();
        store.archive().read(task, event -> ids.add(event.eventId()));
        return ids;
    }

    /** The buckets, in hours from ten o'clock. */
    private List<Long> buckets(Set<EventTypeName> types, int from, int to, boolean descending, int limit) {
        TimeBucket first = new TimeBucket(TEN_OCLOCK.hour() + from);
        TimeBucket last = new TimeBucket(TEN_OCLOCK.hour() + to);
        return store.reader().buckets(types, first, last, descending, limit).stream()
                .map(bucket -> bucket.hour() - TEN_OCLOCK.hour())
                .toList();
    }

    final Optional<ArchiveTask> next() {
        return next(10_000);
    }

    private Optional<ArchiveTask> next(int events) {
        return store.archive().next(LAST_HOUR, Instant.MAX, new PageLimits(events, 100_000_000));
    }

    final void confirm(ArchiveTask task) {
        store.archive().confirm(task, object(task, ids(task)));
    }

    private static ColdObject object(ArchiveTask task, List<UUID> ids) {
        return new ColdObject(
                task.object(),
                task.type(),
                task.bucket(),
                ids.size(),
                1234,
                "cd".repeat(32),
                ids.stream().min(EventRange.ORDER).orElseThrow(),
                ids.stream().max(EventRange.ORDER).orElseThrow());
    }

    static EventRange range(UUID from, UUID after, UUID to, boolean descending) {
        return new EventRange(
                Optional.ofNullable(from),
                Optional.ofNullable(after),
                Optional.ofNullable(to),
                Optional.empty(),
                Optional.empty(),
                descending);
    }

    private static EventRange validAt(Instant time) {
        return new EventRange(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(time), Optional.empty(), false);
    }

    private static EventRange knownAt(Instant time) {
        return new EventRange(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(time), false);
    }

    static <T> List<T> atOnce(int threads, List<Callable<T>> calls) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : pool.invokeAll(calls, 60, TimeUnit.SECONDS)) {
                results.add(result.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    static void execute(Connection connection, String statements) throws SQLException {
        execute(connection, List.of(statements.split(";")));
    }

    static void execute(Connection connection, List<String> statements) throws SQLException {
        try (connection;
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
