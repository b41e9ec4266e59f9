package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.EventBatchBuilder;
import org.pineflow.event.Hash128;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.Packets;
import org.pineflow.fd1.client.Rve;

class RowStamperTest {

    private static final long RVE = 2024082310200345612L;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build();

    private static String stamp(String row, long rve, String rveStamp, String timeStamp) {
        Packet packet = Packets.rows(row);
        int from = packet.rowFrom(0);
        int to = packet.rowTo(0);
        RowFields fields = new RowFields(KeyFields.parse("physkey"), Optional.empty(), "", rveStamp, timeStamp);
        fields.scan(packet, 0);
        EventBatchBuilder batch = new EventBatchBuilder();
        RowStamper stamper = new RowStamper(rveStamp, timeStamp);
        stamper.write(fields, packet.bytes(), from, to, rve, Instant.MIN, batch);
        batch.end("", rve, Hash128.of(packet.bytes(), from, to), false, false);
        assertThat(batch.length()).isLessThanOrEqualTo(to - from + stamper.mostAdded());
        return batch.build(new BatchOrigin("s", "r", 1)).get(0).toString();
    }

    /** Members with names that may be those of stamps, in rows with spaces anywhere. */
    @Provide
    Arbitrary<String> rows() {
        Arbitrary<String> space = Arbitraries.of("", " ", "\n\t", "  ");
        Arbitrary<String> name = Arbitraries.oneOf(
                Arbitraries.of(
                        "a", "rve", "_rve", "_eventTime", "\\u005frve", "_event\\u0054ime", "naïve", "\\\"", "\\\\"),
                Arbitraries.strings().alpha().ofMaxLength(5));
        Arbitrary<String> value = Arbitraries.of(
                "1",
                "-0.0",
                "1.0",
                "1e400",
                "2024082310200345612",
                "12345678901234567890123",
                "null",
                "true",
                "\"\"",
                "\"Tūī 鳥 \\u00e9 \\/ \\\" }\"",
                "{}",
                "{\"_rve\":1,\"x\":[\"}\"]}",
                "[ 1 , {\"_eventTime\":2} ]");
        Arbitrary<String> member = Combinators.combine(space, name, space, space, value, space)
                .as((a, n, b, c, v, d) -> a + "\"" + n + "\"" + b + ":" + c + v + d);
        return Combinators.combine(space, member.list().ofMaxSize(6))
                .as((inside, members) -> "{" + (members.isEmpty() ? inside : String.join(",", members)) + "}");
    }

    @Property
    void aStampedRowIsTheRowWithItsStamps(@ForAll("rows") String row) throws IOException {
        ObjectNode expected = (ObjectNode) JSON.readTree(row);
        expected.put("_rve", "2024082310200345612").put("_eventTime", "2024-08-23T10:20:03.456Z");
        assertThat(JSON.readTree(stamp(row, RVE, "_rve", "_eventTime"))).isEqualTo(expected);
    }

    @Property
    void withoutStampsARowIsAsItCame(@ForAll("rows") String row) {
        assertThat(stamp(row, RVE, "", "")).isEqualTo(row);
        assertThat(stamp(row, 0, "_rve", "_eventTime")).isEqualTo(row);
    }

    @Property
    void stampsOfNamesThatTheRowDoesNotHaveLeaveEveryByteAsItCame(@ForAll("rows") String row) {
        String stamped = stamp(row, RVE, "_carried", "_at");
        assertThat(stamped).startsWith(row.substring(0, row.length() - 1));
        assertThat(stamped.substring(row.length() - 1))
                .matches(",?\"_carried\":\"2024082310200345612\",\"_at\":\"2024-08-23T10:20:03.456Z\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | {\"_rve\":\"2024082310200345612\"}",
                "{ } | { \"_rve\":\"2024082310200345612\"}",
                "{\"a\":1e400} | {\"a\":1e400,\"_rve\":\"2024082310200345612\"}",
                "{\"_rve\":7,\"a\":1.0} | {\"_rve\":\"2024082310200345612\",\"a\":1.0}",
                "{\"a\":{\"_rve\":7}} | {\"a\":{\"_rve\":7},\"_rve\":\"2024082310200345612\"}",
            })
    void theRveIsATextOfNineteenDigits(String row, String stamped) {
        assertThat(stamp(row, RVE, "_rve", "")).isEqualTo(stamped);
    }

    @Test
    void theNameOfAStampIsEscaped() throws IOException {
        String stamped = stamp("{}", RVE, "a\"b\\ü", "");
        assertThat(JSON.readTree(stamped).get("a\"b\\ü").textValue()).isEqualTo("2024082310200345612");
    }

    @ParameterizedTest
    @CsvSource({
        "2026011313546600000, 2026-01-13T13:55:06.000Z",
        "2026022923595999900, 2026-03-01T23:59:59.999Z",
        "2024022900000000017, 2024-02-29T00:00:00.000Z",
        "2025133100000000000, 2026-01-31T00:00:00.000Z",
        "2026010124000000000, 2026-01-02T00:00:00.000Z",
    })
    void aTimeThatDoesNotExistRollsOver(long rve, String time) {
        assertThat(stamp("{}", rve, "", "t")).isEqualTo("{\"t\":\"" + time + "\"}");
    }

    @Property
    void theTimeStampIsTheTimeThatTheRveNames(
            @ForAll @IntRange(min = 1900, max = 2150) int year,
            @ForAll @IntRange(max = 99) int month,
            @ForAll @IntRange(max = 99) int day,
            @ForAll @LongRange(max = 999_999_999) long clock) {
        long rve = (((year * 100L + month) * 100 + day) * 1_000_000_000L + clock) * 100;
        String time = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
                .withZone(ZoneOffset.UTC)
                .format(Rve.toInstant(rve));
        assertThat(stamp("{}", rve, "", "t")).isEqualTo("{\"t\":\"" + time + "\"}");
    }

    @Property
    void theStampsOfARowAreNotThoseOfTheRowBefore(@ForAll @Size(max = 20) List<@IntRange(max = 400) Integer> steps) {
        RowStamper stamper = new RowStamper("r", "t");
        RowFields fields = new RowFields(KeyFields.parse("k"), Optional.empty(), "", "r", "t");
        for (int step : steps) {
            EventBatchBuilder batch = new EventBatchBuilder();
            Packet packet = Packets.rows("{}");
            fields.scan(packet, 0);
            stamper.write(fields, packet.bytes(), packet.rowFrom(0), packet.rowTo(0), RVE + step, Instant.MIN, batch);
            batch.end("", RVE + step, Hash128.of(new byte[0]), false, false);
            assertThat(batch.build(new BatchOrigin("s", "r", 1)).get(0).toString())
                    .isEqualTo(stamp("{}", RVE + step, "r", "t"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2024-08-23T10:20:03Z, 2024-08-23T10:20:03Z",
        "2024-08-23 10:20:03, 2024-08-23T10:20:03Z",
        "2024-08-23T10:20:03.5+12:00, 2024-08-22T22:20:03.500Z",
        "2024-08-23 10:20, 2024-08-23T10:20:00Z",
    })
    void aTimeFieldIsReadWithOrWithoutAZone(String text, Instant time) {
        assertThat(timeIn("{\"when\":\"" + text + "\"}")).isEqualTo(time);
    }

    @Test
    void aTimeThatCannotBeReadIsNone() {
        assertThat(timeIn("{\"when\":\"soon\"}")).isEqualTo(Instant.MIN);
        assertThat(timeIn("{\"when\":null}")).isEqualTo(Instant.MIN);
        assertThat(timeIn("{}")).isEqualTo(Instant.MIN);
    }

    private static Instant timeIn(String row) {
        RowFields fields = new RowFields(KeyFields.parse("k"), Optional.empty(), "when", "", "");
        fields.scan(Packets.rows(row), 0);
        return fields.time();
    }
}
