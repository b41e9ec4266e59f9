package org.pineflow.ingest.cold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.ingest.request.JsonBuilder;
import org.pineflow.ingest.store.StoredEvent;
import org.pineflow.ingest.store.TestEvents;
import org.pineflow.ingest.store.TimeUuids;

class EventLineTest {

    private static final Instant FIRST_TIME = Instant.parse("1583-01-01T00:00:00Z");
    private static final Instant LAST_TIME = Instant.parse("5235-12-31T23:59:59.999Z");

    /** JSON as senders write it: with blanks and breaks, escapes, keys that are there twice, numbers of any length. */
    @Provide
    Arbitrary<String> payloads() {
        Arbitrary<String> blanks = Arbitraries.of("", " ", "\n", "\r\n", "\t");
        Arbitrary<String> keys =
                Arbitraries.of("n", "payload", "é\u2028", "\\u0000", "\\ud800", "\\\"", "x".repeat(60_000));
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of(
                        "1e5", "-0.0", "2024010113245600023", "1" + "0".repeat(2000), "null", "[]", "{\"}\":{}}"),
                Arbitraries.of("\"\\udc00\\n\"", "\"😀\u2029\"", "\"\\/\"", "[".repeat(64) + "]".repeat(64)));
        Arbitrary<String> members = Combinators.combine(blanks, keys, blanks, values, blanks)
                .as((a, key, b, value, c) -> a + "\"" + key + "\"" + b + ":" + value + c);
        return Combinators.combine(members.list().ofMaxSize(4), blanks)
                .as((all, end) -> "{" + String.join(",", all) + end + "}");
    }

    @Provide
    Arbitrary<StoredEvent> events() {
        Arbitrary<Optional<Instant>> times = Arbitraries.longs()
                .between(FIRST_TIME.toEpochMilli(), LAST_TIME.toEpochMilli())
                .map(Instant::ofEpochMilli)
                .optional();
        Arbitrary<String> texts = Arbitraries.strings().all().ofMaxLength(20).filter(text -> StandardCharsets.UTF_8
                .newEncoder()
                .canEncode(text));
        Arbitrary<Map<String, String>> metadata = Arbitraries.maps(texts, texts).ofMaxSize(4);
        return Combinators.combine(
                        payloads(),
                        Arbitraries.longs().between(0, 35_999_999_999L),
                        Arbitraries.of(true, false),
                        times,
                        metadata)
                .as((payload, step, timed, validTime, sent) -> {
                    var id = TestEvents.id(step);
                    return new StoredEvent(
                            id,
                            TestEvents.TYPE,
                            payload.getBytes(StandardCharsets.UTF_8),
                            timed ? Optional.of(TimeUuids.timeOf(id)) : Optional.empty(),
                            validTime,
                            Instant.ofEpochMilli(step),
                            sent);
                });
    }

    @Property(tries = 400)
    void anEventComesBackAsItWasToTheByteAndItsLineIsOneLine(@ForAll("events") StoredEvent event) throws IOException {
        byte[] line = line(event);

        assertThat(new String(line, StandardCharsets.UTF_8).indexOf('\n'))
                .isEqualTo(new String(line, StandardCharsets.UTF_8).length() - 1);
        StoredEvent back = EventLine.read(Arrays.copyOf(line, line.length - 1), TestEvents.TYPE);
        assertThat(new String(back.payload(), StandardCharsets.UTF_8))
                .isEqualTo(new String(event.payload(), StandardCharsets.UTF_8));
        assertThat(back).usingRecursiveComparison().ignoringFields("payload").isEqualTo(event);
    }

    @Property(tries = 400)
    void linesThatAreReadOneAfterTheOtherAreReadAsEachByItself(
            @ForAll @Size(max = 6) List<@From("events") StoredEvent> events) throws IOException {
        JsonBuilder lines = new JsonBuilder(0);
        EventLineWriter writer = new EventLineWriter();
        for (StoredEvent event : events) {
            writer.write(event, lines);
            writer.write(event, lines);
        }
        byte[] bytes = lines.whole();
        EventLineReader reader = new EventLineReader(TestEvents.TYPE);
        int from = 0;
        for (StoredEvent event : events) {
            for (int time = 0; time < 2; time++) {
                int to = from;
                while (bytes[to] != '\n') {
                    to++;
                }
                StoredEvent back = reader.read(bytes, from, to);
                assertThat(back.payload()).isEqualTo(event.payload());
                assertThat(back)
                        .usingRecursiveComparison()
                        .ignoringFields("payload")
                        .isEqualTo(EventLine.read(Arrays.copyOfRange(bytes, from, to), TestEvents.TYPE));
                from = to + 1;
            }
        }
        assertThat(from).isEqualTo(bytes.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"eventId\":\"7\",\"payload\":{}}",
                "{\"eventId\":\"5b0a4c1e-7d52-1c0e-9a61-2f1d8f3f6c10\",\"ingestedAt\":\"today\",\"payload\":{}}",
                "{\"eventId\":\"5b0a4c1e-7d52-1c0e-9a61-2f1d8f3f6c10\",\"ingestedAt\":\"2024-01-01T00:00:00.000Z\"}",
                "{\"eventId\":\"5b0a4c1e-7d52-1c0e-9a61-2f1d8f3f6c10\",\"payload\":{\"a\":"
            })
    void aLineThatIsNoneIsRefused(String line) {
        assertThatThrownBy(() -> EventLine.read(line.getBytes(StandardCharsets.UTF_8), TestEvents.TYPE))
                .isInstanceOf(IOException.class);
    }

    private static byte[] line(StoredEvent event) {
        JsonBuilder out = new JsonBuilder(0);
        new EventLineWriter().write(event, out);
        return out.whole();
    }
}
