package org.pineflow.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsTest {

    @ParameterizedTest
    @ValueSource(ints = {Events.SMALLEST, 200, 300, 385, 2048, 20_480})
    void eventsHaveTheSizeThatIsAskedFor(int size) {
        Events events = new Events(size);
        int packet = Events.packetHead("fh-1").length + 1;

        double mean = IntStream.range(0, 10_000)
                .map(i -> packet + events.length(i))
                .average()
                .orElseThrow();

        assertThat(mean).isCloseTo(size, Percentage.withPercentage(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {Events.SMALLEST, 300, 385})
    void anEventIsARecordWithItsOwnRveAndKey(int size) throws IOException {
        Events events = new Events(size);
        for (int i = 0; i < 5000; i++) {
            byte[] row = new byte[events.length(i)];
            assertThat(events.write(i, row, 0)).isEqualTo(row.length);

            JsonNode record = new ObjectMapper().readTree(row);
            assertThat(Events.number(record.path("rve").asLong())).isEqualTo(i);
            assertThat(record.path("physkey").asText()).isEqualTo("KSIM0A7Q%010d".formatted(Events.key(i)));
        }
    }

    @Test
    void aPacketBearsTheIdOfItsRequest() {
        assertThat(new String(Events.packetHead("fh-17"), StandardCharsets.US_ASCII))
                .startsWith("{\"rp\":\"fh-17\",")
                .endsWith("\"data\":");
    }

    @Test
    void rvesFollowEachOtherOverADay() {
        long previous = Events.rve(0);
        for (long i = 1; i < 10_000_000; i += 9973) {
            assertThat(Events.rve(i)).isGreaterThan(previous);
            assertThat(Events.number(Events.rve(i))).isEqualTo(i);
            previous = Events.rve(i);
        }
    }
}
