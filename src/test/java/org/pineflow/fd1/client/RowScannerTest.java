package org.pineflow.fd1.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RowScannerTest {

    private static final List<String> NAMES = List.of("rve", "_rve", "key", "ключ", "");

    private final RowScanner scanner = new RowScanner(NAMES);

    @Provide
    Arbitrary<String> rows() {
        return GeneratedJson.object(3);
    }

    @Property
    void itFindsWhatAParserFindsWhereverTheRowLiesInTheMessage(
            @ForAll("rows") String row, @ForAll("rows") String before, @ForAll("rows") String after) throws Exception {
        byte[] message = (before + row + after).getBytes(StandardCharsets.UTF_8);
        int from = before.getBytes(StandardCharsets.UTF_8).length;
        int to = from + row.getBytes(StandardCharsets.UTF_8).length;
        scanner.scan(message, from, to);

        JsonNode expected = Json.MAPPER.readTree(row);
        assertThat(scanner.empty()).isEqualTo(expected.isEmpty());
        for (int i = 0; i < NAMES.size(); i++) {
            JsonNode value = expected.get(NAMES.get(i));
            assertThat(scanner.found(i)).as(NAMES.get(i)).isEqualTo(value != null);
            if (value != null) {
                assertThat(scanner.isNull(i)).isEqualTo(value.isNull());
                int valueFrom = scanner.valueFrom(i);
                int length = scanner.valueTo(i) - valueFrom;
                assertThat(Json.MAPPER.readTree(message, valueFrom, length)).isEqualTo(value);
                assertThat(message[scanner.memberFrom(i)]).isEqualTo((byte) '"');
                String literal = new String(message, valueFrom, length, StandardCharsets.UTF_8);
                assertThat(scanner.text(i)).isEqualTo(value.isTextual() ? value.textValue() : literal);
                assertThat(literal).isEqualTo(literal.strip());
            }
        }
    }

    @Test
    void numbersKeepEveryDigit() {
        assertThat(text("{\"rve\":2024010113245600023}")).isEqualTo("2024010113245600023");
        assertThat(text("{\"rve\":1e400}")).isEqualTo("1e400");
        assertThat(text("{\"rve\":1.0}")).isEqualTo("1.0");
    }

    @Test
    void ofTwoMembersWithOneNameTheLastCounts() {
        assertThat(text("{\"rve\":1,\"x\":{\"rve\":2},\"rv\\u0065\":\"3\"}")).isEqualTo("3");
    }

    @Test
    void membersOfNestedObjectsAreNotFound() {
        scan("{\"a\":{\"rve\":1},\"b\":[{\"rve\":2}]}");
        assertThat(scanner.found(0)).isFalse();
    }

    @Test
    void nothingIsLeftOverFromTheRowBefore() {
        scan("{\"rve\":1}");
        scan("{\"key\":2}");
        assertThat(scanner.found(0)).isFalse();
        assertThat(scanner.text(2)).isEqualTo("2");
    }

    private String text(String row) {
        scan(row);
        return scanner.text(0);
    }

    private void scan(String row) {
        byte[] bytes = row.getBytes(StandardCharsets.UTF_8);
        scanner.scan(bytes, 0, bytes.length);
    }
}
