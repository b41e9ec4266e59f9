package org.pineflow.ingest.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.cold.ColdEvents;
import org.pineflow.ingest.cold.MemoryColdStore;
import org.pineflow.ingest.store.ColdObject;
import org.pineflow.ingest.store.EventRange;
import org.pineflow.ingest.store.EventReader;
import org.pineflow.ingest.store.HotPage;
import org.pineflow.ingest.store.PageLimits;
import org.pineflow.ingest.store.StoredEvent;
import org.pineflow.ingest.store.StoredFile;
import org.pineflow.ingest.store.TestEvents;
import org.pineflow.ingest.store.TimeBucket;

/** Hot and cold events as one, against going through a list of all of them. */
class EventLogTest {

    /** Where an event is: 0 = hot alone, else the object of this number; hot as well or not. */
    private record Place(int object, boolean hot) {}

    /** Each element is an event, in the order of their ids. */
    @Provide
    Arbitrary<List<Place>> places() {
        Arbitrary<Place> place = Combinators.combine(Arbitraries.integers().between(0, 4), Arbitraries.of(true, false))
                .as(Place::new);
        return place.list().ofMaxSize(40);
    }

    @Provide
    Arbitrary<EventRange> ranges() {
        Arbitrary<Optional<UUID>> bounds =
                Arbitraries.longs().between(-2, 42).map(TestEvents::id).optional(0.3);
        return Combinators.combine(bounds, bounds, bounds, Arbitraries.of(true, false))
                .as((from, after, to, descending) ->
                        new EventRange(from, after, to, Optional.empty(), Optional.empty(), descending));
    }

    @Provide
    Arbitrary<PageLimits> limits() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 50),
                        Arbitraries.longs().between(1, 3000))
                .as(PageLimits::new);
    }

    @Property(tries = 300)
    void aPageIsTheFirstOfTheWantedEventsEachOnce(
            @ForAll("places") List<Place> places,
            @ForAll("ranges") EventRange range,
            @ForAll("limits") PageLimits limits) {
        Store store = new Store(places);
        List<UUID> wanted = wanted(store.all, range);

        EventPage page = store.log.page(Set.of(TestEvents.TYPE), TestEvents.BUCKET, range, limits);

        List<UUID> given = ids(page.events());
        assertThat(given).hasSizeLessThanOrEqualTo(limits.events()).isEqualTo(wanted.subList(0, given.size()));
        if (given.size() < wanted.size()) {
            assertThat(page.more()).isTrue();
            assertThat(given).isNotEmpty();
        }
        long beforeTheLast = page.events().stream()
                .limit(Math.max(0, given.size() - 1))
                .mapToLong(event -> event.payload().length)
                .sum();
        assertThat(given.size() < 2 || beforeTheLast < limits.bytes())
                .as("ends when it is long enough")
                .isTrue();
    }

    @Property(tries = 200)
    void readingOnAfterTheLastIdGivesEveryEventOnce(
            @ForAll("places") List<Place> places, @ForAll("limits") PageLimits limits) {
        Store store = new Store(places);
        List<UUID> read = new ArrayList<>();
        Optional<UUID> after = Optional.empty();
        boolean more = true;
        while (more) {
            EventRange range = new EventRange(
                    Optional.empty(), after, Optional.empty(), Optional.empty(), Optional.empty(), false);
            EventPage page = store.log.page(Set.of(TestEvents.TYPE), TestEvents.BUCKET, range, limits);
            read.addAll(ids(page.events()));
            more = page.more();
            assertThat(!more || !page.events().isEmpty()).isTrue();
            after = read.isEmpty() ? after : Optional.of(read.get(read.size() - 1));
        }
        assertThat(read).isEqualTo(ids(store.all));
    }

    @Test
    void aPageOfManyTypesHoldsNotManyTimesWhatAPageOfOneDoes() {
        Store store = new Store(List.of());
        Set<EventTypeName> types = IntStream.range(0, 100)
                .mapToObj(i -> new EventTypeName("acme", new UUID(0, 1), "flow.0", "type." + i))
                .collect(Collectors.toSet());
        EventRange all = new EventRange(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

        store.log.page(types, TestEvents.BUCKET, all, new PageLimits(10_000, 4 << 20));

        assertThat(store.asked.stream().mapToInt(PageLimits::events).sum()).isLessThanOrEqualTo(25_000);
        assertThat(store.asked.stream().mapToLong(PageLimits::bytes).sum()).isLessThanOrEqualTo(4 << 20);
    }

    private static List<UUID> ids(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::eventId).toList();
    }

    private static List<UUID> wanted(List<StoredEvent> all, EventRange range) {
        return all.stream()
                .filter(range::wants)
                .map(StoredEvent::eventId)
                .sorted(range.order())
                .toList();
    }

    /** A hot store that is a list, beside real objects. */
    private static final class Store implements EventReader {

        private final List<StoredEvent> all;
        private final List<StoredEvent> hot = new ArrayList<>();
        private final List<ColdObject> cold = new ArrayList<>();
        private final List<PageLimits> asked = new ArrayList<>();
        private final EventLog log;

        Store(List<Place> places) {
            all = TestEvents.events(places.size(), 100);
            Map<Integer, List<StoredEvent>> objects = new TreeMap<>();
            for (int i = 0; i < places.size(); i++) {
                Place place = places.get(i);
                if (place.hot() || place.object() == 0) {
                    hot.add(all.get(i));
                }
                if (place.object() > 0) {
                    objects.computeIfAbsent(place.object(), number -> new ArrayList<>())
                            .add(all.get(i));
                }
            }
            MemoryColdStore store = new MemoryColdStore();
            objects.forEach((number, events) -> cold.add(store.add(new UUID(0, number), events)));
            log = new EventLog(this, new ColdEvents(store));
        }

        @Override
        public HotPage page(EventTypeName type, TimeBucket bucket, EventRange range, PageLimits limits) {
            asked.add(limits);
            Stream<StoredEvent> inOrder =
                    hot.stream().filter(range::wants).sorted(Comparator.comparing(StoredEvent::eventId, range.order()));
            List<StoredEvent> page = new ArrayList<>();
            long bytes = 0;
            for (StoredEvent event : inOrder.toList()) {
                if (page.size() == limits.events() || !page.isEmpty() && bytes >= limits.bytes()) {
                    return new HotPage(page, true, cold);
                }
                page.add(event);
                bytes += event.payload().length;
            }
            return new HotPage(page, false, cold);
        }

        @Override
        public List<TimeBucket> buckets(
                Set<EventTypeName> types, TimeBucket from, TimeBucket to, boolean descending, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<StoredFile> files(String tenant, String fileId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<ColdObject> object(UUID id) {
            throw new UnsupportedOperationException();
        }
    }
}
