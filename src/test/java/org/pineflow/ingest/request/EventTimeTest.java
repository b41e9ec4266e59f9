package org.pineflow.ingest.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class EventTimeTest {

    private static final DateTimeFormatter EXPECTED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** From the year 0 to 9999. */
    @Property
    void everyTimeHasTheOneFormThatConsumersTake(
            @ForAll @LongRange(min = -62_167_219_200_000L, max = 253_402_300_799_999L) long milliseconds) {
        Instant time = Instant.ofEpochMilli(milliseconds);

        assertThat(EventTime.format(time)).isEqualTo(EXPECTED.format(time));
        assertThat(new String(new JsonBuilder(0).ascii("x").time(time).whole(), StandardCharsets.UTF_8))
                .isEqualTo("x" + EXPECTED.format(time));
    }

    /** Few different times, so that many follow themselves; in no particular size of array. */
    @Property
    void aTimeThatIsAddedAgainIsTheSameText(@ForAll List<@IntRange(min = -1, max = 2) Integer> times) {
        JsonBuilder json = new JsonBuilder(0);
        StringBuilder expected = new StringBuilder();
        for (int number : times) {
            if (number < 0) {
                json.clear();
                expected.setLength(0);
            } else {
                Instant time = Instant.EPOCH.plusSeconds(number);
                json.ascii("+").time(time);
                expected.append('+').append(EXPECTED.format(time));
            }
        }
        assertThat(new String(json.whole(), StandardCharsets.UTF_8)).isEqualTo(expected.toString());
    }
}
