package org.pineflow.ingest.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.pineflow.ingest.store.ColdObject;
import org.pineflow.ingest.store.EventRange;
import org.pineflow.ingest.store.StoredEvent;
import org.pineflow.ingest.store.TestEvents;

/** Objects as they are written, and events as they are read out of them. */
class ColdEventsTest {

    /** About 5 MB: 20 members, three runs. */
    private static final List<StoredEvent> EVENTS = TestEvents.events(100, 50_000);

    private static final UUID OBJECT = new UUID(3, 4);

    private static final MemoryColdStore WRITTEN = new MemoryColdStore();
    private static final ColdObject OBJECT_IN_STORE = WRITTEN.add(OBJECT, EVENTS);

    private final MemoryColdStore store = new MemoryColdStore();
    private final ColdObject object = OBJECT_IN_STORE;

    ColdEventsTest() {
        store.objects.putAll(WRITTEN.objects);
    }

    private List<UUID> read(EventRange range) {
        List<UUID> ids = new ArrayList<>();
        new ColdEvents(store).read(object, range).forEachRemaining(event -> ids.add(event.eventId()));
        return ids;
    }

    private String key() {
        return ColdKeys.object(TestEvents.TYPE, TestEvents.BUCKET, OBJECT);
    }

    @Test
    void theManifestSaysWhatIsInTheObjectAndWhereItsMembersBegin() throws IOException {
        ColdManifest manifest =
                ColdManifest.fromJson(store.objects.get(ColdKeys.manifest(TestEvents.TYPE, TestEvents.BUCKET, OBJECT)));

        assertThat(manifest.coldObject()).isEqualTo(object);
        assertThat(object.events()).isEqualTo(100);
        assertThat(object.bytes()).isEqualTo(store.objects.get(key()).length);
        assertThat(object.first()).isEqualTo(EVENTS.get(0).eventId());
        assertThat(object.last()).isEqualTo(EVENTS.get(99).eventId());
        assertThat(manifest.members().size()).isBetween(17, 21);
        assertThat(manifest.extents().get(0).from()).isZero();
    }

    @Test
    void theSameEventsMakeTheSameBytes() {
        MemoryColdStore another = new MemoryColdStore();

        assertThat(another.add(OBJECT, EVENTS)).isEqualTo(object);
        assertThat(another.objects.get(key())).isEqualTo(store.objects.get(key()));
    }

    @Test
    void noMoreOfAnObjectIsFetchedThanCanHoldWhatIsWanted() {
        UUID first = EVENTS.get(0).eventId();
        Iterator<StoredEvent> one = new ColdEvents(store)
                .read(
                        object,
                        new EventRange(
                                Optional.of(first),
                                Optional.empty(),
                                Optional.of(first),
                                Optional.empty(),
                                Optional.empty(),
                                false));

        assertThat(one.next().eventId()).isEqualTo(first);
        assertThat(one.hasNext()).isFalse();
        assertThat(store.bytesRead).isPositive().isLessThan(object.bytes() / 2);
    }

    /** Bounds are ids of events, and others before, between and after them. */
    @Provide
    Arbitrary<EventRange> ranges() {
        Arbitrary<Optional<UUID>> bounds = Combinators.combine(
                        Arbitraries.longs().between(-3, 103),
                        Arbitraries.longs().between(0, 2))
                .as(TestEvents::id)
                .optional(0.5);
        return Combinators.combine(bounds, bounds, bounds, Arbitraries.of(true, false))
                .as((from, after, to, descending) ->
                        new EventRange(from, after, to, Optional.empty(), Optional.empty(), descending));
    }

    @Property(tries = 150)
    void aRangeGivesWhatGoingThroughAllEventsWouldGive(@ForAll("ranges") EventRange range) {
        List<UUID> wanted = new ArrayList<>(
                EVENTS.stream().filter(range::wants).map(StoredEvent::eventId).toList());
        if (range.descending()) {
            Collections.reverse(wanted);
        }
        assertThat(read(range)).isEqualTo(wanted);
    }

    @Test
    void anObjectThatIsCutOffAnywhereIsAnErrorAndNotTheEnd() {
        byte[] whole = store.objects.get(key());
        ColdManifest manifest = manifest();
        List<Long> cuts = new ArrayList<>(
                manifest.extents().stream().map(ColdManifest.Extent::from).toList());
        cuts.addAll(List.of(object.bytes() - 1, object.bytes() / 2, 5L));
        for (long cut : cuts) {
            store.objects.put(key(), Arrays.copyOf(whole, (int) cut));

            assertThatThrownBy(() -> read(EventRange.ALL))
                    .as("cut at %d", cut)
                    .isInstanceOf(ColdStoreException.class)
                    .hasMessageContaining(OBJECT.toString());
        }
    }

    @Test
    void aDamagedMemberIsAnErrorAndNotTheEnd() {
        byte[] whole = store.objects.get(key());
        for (ColdManifest.Extent member : manifest().extents()) {
            byte[] damaged = whole.clone();
            damaged[(int) member.from()] ^= 1;
            store.objects.put(key(), damaged);

            assertThatThrownBy(() -> read(EventRange.ALL)).isInstanceOf(ColdStoreException.class);
        }
    }

    @Test
    void aManifestOfAnotherObjectOrNoneIsRefused() {
        String key = ColdKeys.manifest(TestEvents.TYPE, TestEvents.BUCKET, OBJECT);
        String good = new String(store.objects.get(key), StandardCharsets.UTF_8);
        for (String bad : List.of(
                good.replace(object.sha256(), "0".repeat(64)),
                good.replace("\"version\":1", "\"version\":2"),
                good.replace("\"offset\":0", "\"offset\":-1"),
                good.replace(object.first().toString(), "7"),
                good.replace("\"members\"", "\"others\""),
                "{}",
                "")) {
            store.objects.put(key, bad.getBytes(StandardCharsets.UTF_8));

            assertThatThrownBy(() -> read(EventRange.ALL)).as(bad).isInstanceOf(ColdStoreException.class);
        }
    }

    private ColdManifest manifest() {
        try {
            return ColdManifest.fromJson(
                    store.objects.get(ColdKeys.manifest(TestEvents.TYPE, TestEvents.BUCKET, OBJECT)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
