package org.pineflow.fd1.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RveTest {

    @ParameterizedTest
    @CsvSource({
        "2024010113245600023, 2024010113245600023",
        "20240823.102003, 2024082310200300000",
        "20240823.102003456, 2024082310200345600",
        "20240823.1, 2024082310000000000",
        "20240823, 2024082300000000000",
        "2.0240823102003E7, 2024082310200300000",
        "2024010113245600023.0, 2024010113245600023",
        "20260113.135466, 2026011313546600000",
    })
    void bothFormsAreReadThroughDecimalText(String text, long rve) {
        assertThat(Rve.parse(text)).hasValue(rve);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "-1", "0.0", "abc", "1e400", "1e-400", "NaN", "99999999999999999999", "17", "2024"})
    void whatIsNoRveIsNone(String text) {
        assertThat(Rve.parse(text)).isEmpty();
    }

    @Property
    void everyTimeSurvivesTheWayThroughAnRve(
            @ForAll @LongRange(min = 0, max = 4102444800000L) long millis,
            @ForAll @LongRange(min = 0, max = 99) long nn) {
        long rve = Rve.of(Instant.ofEpochMilli(millis)) + nn;
        assertThat(Rve.toInstant(rve)).isEqualTo(Instant.ofEpochMilli(millis));
        assertThat(Rve.parse(Long.toString(rve))).hasValue(rve);
        assertThat(Rve.parse(Rve.toDoubleForm(rve))).hasValue(rve - nn);
    }

    @Test
    void secondSixtySixRollsOver() {
        assertThat(Rve.toInstant(2026011313546600000L)).isEqualTo("2026-01-13T13:55:06Z");
    }

    @Test
    void anImpossibleDayRollsOver() {
        assertThat(Rve.toInstant(2026023000000000000L)).isEqualTo("2026-03-02T00:00:00Z");
    }

    @Test
    void earlierIsNeverTooLate() {
        assertThat(Rve.minus(2024010100000000023L, Duration.ofSeconds(60))).isEqualTo(2023123123590000000L);
        assertThat(Rve.minus(2024010100000000023L, Duration.ZERO)).isEqualTo(2024010100000000023L);
    }
}
