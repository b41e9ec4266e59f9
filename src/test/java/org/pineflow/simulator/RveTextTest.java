package org.pineflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RveTextTest {

    private static final long YEAR_2100 = 4_102_444_800_000L;

    @Property
    void exactFormsAreReadBackAsTheyWereWritten(
            @ForAll @LongRange(min = 0, max = YEAR_2100) long millis, @ForAll @IntRange(max = 99) int number) {
        long rve = RveText.of(millis, number);
        assertThat(RveText.read(json(RveText.json(rve, Dialect.RveForm.LONG)))).hasValue(rve);
        assertThat(RveText.read(json(RveText.json(rve, Dialect.RveForm.STRING))))
                .hasValue(rve);
        assertThat(RveText.read(json(RveText.json(rve, Dialect.RveForm.DOUBLE))))
                .hasValue(rve / 100 * 100);
    }

    @Property
    void rveAreInOrderOfTimeAndNumber(
            @ForAll @LongRange(min = 0, max = YEAR_2100) long one,
            @ForAll @IntRange(max = 99) int oneNumber,
            @ForAll @LongRange(min = 0, max = YEAR_2100) long other,
            @ForAll @IntRange(max = 99) int otherNumber) {
        int expected = one != other ? Long.compare(one, other) : Integer.compare(oneNumber, otherNumber);
        assertThat(Long.compare(RveText.of(one, oneNumber), RveText.of(other, otherNumber)))
                .isEqualTo(expected);
    }

    @Test
    void anRveIsTheUtcTimeWithMillisecondsAndARunningNumber() {
        assertThat(RveText.of(Instant.parse("2024-01-01T13:24:56.007Z").toEpochMilli(), 23))
                .isEqualTo(2024010113245600723L);
    }

    @ParameterizedTest
    @CsvSource({
        "LONG, 2024010113245600023",
        "ROUNDED_LONG, 2024010113245600000",
        "DOUBLE, 20240101.132456",
        "STRING, \"2024010113245600023\"",
    })
    void eachFormIsWrittenInItsWay(Dialect.RveForm form, String json) {
        assertThat(RveText.json(2024010113245600023L, form)).isEqualTo(json);
    }

    @Test
    void theRoundedDoubleIsOneOfThoseAJavaScriptServerCanHold() {
        String exact = RveText.json(2026010208001612300L, Dialect.RveForm.DOUBLE);
        String rounded = RveText.json(2026010208001612300L, Dialect.RveForm.ROUNDED_DOUBLE);
        assertThat(exact).isEqualTo("20260102.080016123");
        assertThat(rounded).isNotEqualTo(exact);
        assertThat(Double.parseDouble(rounded)).isEqualTo(Double.parseDouble(exact));
    }

    @ParameterizedTest
    @CsvSource({
        "20240823.102003, 2024082310200300000",
        "20260113.135466, 2026011313546600000",
        "2.0240823102003E7, 2024082310200300000",
        "20240823.1, 2024082310000000000",
    })
    void theDoubleFormIsReadThroughDecimalText(String text, long rve) {
        assertThat(RveText.read(json(text))).hasValue(rve);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "0", "-1", "abc", "1e999999999", "1e-999999999", "99999999999999999999", "NaN"})
    void whatIsNoRveIsNone(String text) {
        assertThat(RveText.read(TextNode.valueOf(text))).isEmpty();
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
