package org.pineflow.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EventBatchTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final BatchOrigin ORIGIN = new BatchOrigin("customers", "run", 1);

    private record Given(String key, long rve, String text, boolean replayed, boolean stale) {

        byte[] json() {
            ObjectNode row = JSON.createObjectNode().put("key", key).put("text", text);
            return row.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    @Provide
    Arbitrary<List<Given>> events() {
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(300);
        return Combinators.combine(
                        texts,
                        Arbitraries.longs().between(0, Long.MAX_VALUE),
                        texts,
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as(Given::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    private static EventBatch batch(List<Given> events) {
        EventBatchBuilder builder = new EventBatchBuilder();
        for (Given event : events) {
            byte[] json = event.json();
            int half = json.length / 2;
            builder.write(json, 0, half).write(json, half, json.length);
            builder.end(event.key(), event.rve(), Hash128.of(json), event.replayed(), event.stale());
        }
        return builder.build(ORIGIN);
    }

    @Property(tries = 300)
    void everyRunOfEventsIsAJsonArrayOfJustThem(@ForAll("events") List<Given> events) throws IOException {
        EventBatch batch = batch(events);
        for (int from = 0; from <= events.size(); from += 1 + events.size() / 4) {
            for (int to = from; to <= events.size(); to += 1 + events.size() / 4) {
                byte[] json = batch.json(from, to).exact();
                assertThat(json).hasSize(batch.jsonLength(from, to));
                JsonNode array = JSON.readTree(json);
                assertThat(array).hasSize(to - from);
                for (int i = from; i < to; i++) {
                    assertThat(array.get(i - from))
                            .isEqualTo(JSON.readTree(events.get(i).json()));
                }
            }
        }
    }

    @Property(tries = 300)
    void itsFormsAreTheSameText(@ForAll("events") List<Given> events) throws IOException {
        EventBatch batch = batch(events);
        String text = new String(batch.toBytes(), StandardCharsets.UTF_8);
        assertThat(batch).hasToString(text);
        assertThat(batch.toInputStream().readAllBytes()).isEqualTo(batch.toBytes());
        assertThat(JSON.writeValueAsString(batch)).isEqualTo(text);
        assertThat(JSON.readTree(text)).hasSize(events.size());
    }

    @Property(tries = 300)
    void anEventIsWhatWasPutIn(@ForAll("events") List<Given> events) throws IOException {
        int index = 0;
        for (Event event : batch(events)) {
            Given given = events.get(index++);
            assertThat(event.toBytes()).isEqualTo(given.json());
            assertThat(event.toInputStream().readAllBytes()).isEqualTo(given.json());
            assertThat(event.length()).isEqualTo(given.json().length);
            assertThat(JSON.writeValueAsString(event)).isEqualTo(event.toString());
            assertThat(event.key().getBytes(StandardCharsets.UTF_8))
                    .isEqualTo(given.key().getBytes(StandardCharsets.UTF_8));
            assertThat(event.rve()).isEqualTo(given.rve());
            assertThat(event.replayed()).isEqualTo(given.replayed());
            assertThat(event.stale()).isEqualTo(given.stale());
            assertThat(event.contentHash()).isEqualTo(Hash128.of(given.json()));
        }
        assertThat(index).isEqualTo(events.size());
    }

    @Property(tries = 300)
    void aSelectionHasTheSameEventsAndOriginAndNoNotes(@ForAll("events") List<Given> events) {
        EventBatch batch = batch(events);
        batch.attachment("note", String.class, () -> "of the whole");
        List<Integer> picked = new ArrayList<>();
        for (int i = events.size() - 1; i >= 0; i -= 2) {
            picked.add(i);
        }
        EventBatch selected =
                batch.select(picked.stream().mapToInt(Integer::intValue).toArray());
        assertThat(selected.size()).isEqualTo(picked.size());
        for (int i = 0; i < picked.size(); i++) {
            Event one = selected.get(i);
            Event other = batch.get(picked.get(i));
            assertThat(one.toBytes()).isEqualTo(other.toBytes());
            assertThat(one.key()).isEqualTo(other.key());
            assertThat(one.rve()).isEqualTo(other.rve());
            assertThat(one.stale()).isEqualTo(other.stale());
            assertThat(one.replayed()).isEqualTo(other.replayed());
            assertThat(one.contentHash()).isEqualTo(other.contentHash());
        }
        assertThat(selected.origin()).isEqualTo(batch.origin());
        assertThat(selected.attachment("note", String.class, () -> "new")).isEqualTo("new");
    }

    @Test
    void aNoteIsMadeOnce() {
        EventBatch batch =
                new EventBatchBuilder().add(new byte[] {'{', '}'}, "", 0).build(ORIGIN);
        AtomicInteger made = batch.attachment("count", AtomicInteger.class, AtomicInteger::new);
        assertThat(batch.attachment("count", AtomicInteger.class, AtomicInteger::new))
                .isSameAs(made);
        assertThatThrownBy(() -> batch.attachment("count", String.class, () -> ""))
                .isInstanceOf(ClassCastException.class);
    }

    @Test
    void theRveOfABatchLeavesOutEventsWithoutOne() {
        EventBatchBuilder builder = new EventBatchBuilder();
        byte[] json = {'{', '}'};
        EventBatch batch =
                builder.add(json, "a", 0).add(json, "b", 7).add(json, "c", 5).build(ORIGIN);
        assertThat(batch.firstRve()).isEqualTo(5);
        assertThat(batch.lastRve()).isEqualTo(7);
        EventBatch without = new EventBatchBuilder().add(json, "a", 0).build(ORIGIN);
        assertThat(without.firstRve()).isZero();
        assertThat(without.lastRve()).isZero();
    }

    @Test
    void thereIsNoEmptyBatchAndNoEventBeyondItsEnds() {
        assertThatThrownBy(() -> new EventBatchBuilder().build(ORIGIN)).isInstanceOf(IllegalArgumentException.class);
        EventBatch batch =
                new EventBatchBuilder().add(new byte[] {'{', '}'}, "", 0).build(ORIGIN);
        assertThatThrownBy(() -> batch.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(batch::select).isInstanceOf(IllegalArgumentException.class);
        var events = batch.iterator();
        events.next();
        assertThatThrownBy(events::next).isInstanceOf(NoSuchElementException.class);
    }
}
