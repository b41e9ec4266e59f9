package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pineflow.fd1.client.Rve;
import org.pineflow.position.Position;

class RveFormTest {

    /** Every legal rve, second 66 and midnight among them. */
    @Provide
    Arbitrary<Long> rves() {
        Arbitrary<Long> seconds = Arbitraries.oneOf(Arbitraries.longs().between(0, 99), Arbitraries.of(0L, 59L, 66L));
        return Combinators.combine(
                        Arbitraries.longs().between(2000, 2100),
                        Arbitraries.longs().between(101, 1231),
                        Arbitraries.longs().between(0, 23),
                        Arbitraries.oneOf(Arbitraries.longs().between(0, 59), Arbitraries.just(0L)),
                        seconds,
                        Arbitraries.oneOf(Arbitraries.longs().between(0, 999), Arbitraries.just(0L)),
                        Arbitraries.oneOf(Arbitraries.longs().between(0, 99), Arbitraries.just(0L)))
                .as((year, day, hour, minute, second, milli, counter) ->
                        ((((year * 10_000 + day) * 100 + hour) * 100 + minute) * 100 + second) * 100_000
                                + milli * 100
                                + counter);
    }

    @Property
    void aLowerBoundNeverExcludesTheRveItself(@ForAll("rves") long rve) {
        for (RveForm form : RveForm.values()) {
            assertThat(number(form, form.atLeast(rve).asText())).isLessThanOrEqualTo(stored(form, rve));
            assertThat(number(form, form.above(rve).asText())).isLessThan(stored(form, rve));
        }
    }

    @Property
    void aBoundIsLowByMillisecondsAtMost(@ForAll("rves") long rve) {
        for (RveForm form : RveForm.values()) {
            assertThat(new BigDecimal(form.above(rve).asText()).toPlainString()).satisfies(text -> {
                long bound = Rve.parse(text).orElseThrow();
                assertThat(rve - bound).isBetween(0L, 700L);
            });
        }
    }

    @Property
    void earlierIsNeverLaterAsANumber(@ForAll("rves") long rve, @ForAll @LongRange(max = 100_000) long millis) {
        assertThat(Rve.minus(rve, Duration.ofMillis(millis))).isLessThanOrEqualTo(rve);
    }

    /** As a server of that form compares them. */
    private static BigDecimal number(RveForm form, String text) {
        return switch (form) {
            case LONG, LONG_TEXT -> new BigDecimal(text);
            case DOUBLE, DOUBLE_TEXT -> new BigDecimal(Double.parseDouble(text));
        };
    }

    private static BigDecimal stored(RveForm form, long rve) {
        return switch (form) {
            case LONG, LONG_TEXT -> BigDecimal.valueOf(rve);
            case DOUBLE, DOUBLE_TEXT -> number(form, Rve.toDoubleForm(rve));
        };
    }

    @ParameterizedTest
    @CsvSource({
        "2024082310200300000, LONG",
        "\"2024082310200300000\", LONG_TEXT",
        "20240823.102003, DOUBLE",
        "2.0240823102003E7, DOUBLE",
        "20240823, DOUBLE",
        "\"20240823.102003\", DOUBLE_TEXT",
    })
    void theFormIsReadOffARow(String value, RveForm form) {
        byte[] bytes = ("{\"rve\":" + value + "}").getBytes(StandardCharsets.UTF_8);
        assertThat(RveForm.of(bytes, 7, bytes.length - 1)).isEqualTo(form);
    }

    @Test
    void aServerWhoseFormIsNotKnownIsAskedSoThatItSendsTooMuchRatherThanNothing() {
        Position unopened = Position.unopened("a question", "");
        assertThat(RveForm.of(unopened)).isEqualTo(RveForm.LONG);
        assertThat(RveForm.of(unopened.movedTo(2024082310200345600L, List.of())))
                .isEqualTo(RveForm.DOUBLE);
        assertThat(RveForm.of(unopened.movedTo(2024082310200345623L, List.of())))
                .isEqualTo(RveForm.LONG);
        assertThat(RveForm.of(unopened.movedTo(2024082310200345600L, List.of()).withRveForm("LONG_TEXT")))
                .isEqualTo(RveForm.LONG_TEXT);
    }

    @Test
    void untilARowHasComeAStreamIsAskedInTheFormItsStartWasWrittenIn() {
        Position unopened = Position.unopened("a question", "");
        Instant now = Instant.EPOCH;
        assertThat(RveForm.of(unopened.started(new Position.Start("20240823.102003", now))))
                .isEqualTo(RveForm.DOUBLE);
        assertThat(RveForm.of(unopened.started(new Position.Start("2024010113245600023", now))))
                .isEqualTo(RveForm.LONG);
        assertThat(RveForm.of(unopened.started(new Position.Start("all", now)))).isEqualTo(RveForm.LONG);
    }
}
