package org.pineflow.ingest.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A body is taken apart with one of two ends, whatever its bytes are. Among the other tests this runs over the inputs
 * that are kept in the folder of its name; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class RequestBodyFuzzTest {

    private static final int MAX_BODY = 50_000;
    private static final EventLimits LIMITS = new EventLimits(1000, 50, 8);
    private static final EventCutter CUTTER = new EventCutter(LIMITS);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The first byte of an input says how the rest is sent: how it is compressed, and whether it is a batch. */
    @FuzzTest(maxDuration = "15s")
    void anyBodyIsRefusedOrCutIntoSlicesOfItself(byte[] input) throws IOException {
        int form = input.length == 0 ? 0 : input[0];
        byte[] sent = Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
        byte[] body;
        List<NewEvent> events;
        try {
            body = coding(form).decode(sent, MAX_BODY, size -> assertThat(size).isLessThanOrEqualTo(MAX_BODY));
            events = (form & 4) == 0 ? CUTTER.batch(body, times(form)) : List.of(CUTTER.single(body, times(form)));
        } catch (RequestRefusedException refused) {
            assertThat(refused.status().code()).isIn(400, 413);
            assertThat(refused.getMessage()).hasSizeBetween(1, 300);
            assertThat(refused.faults()).hasSizeLessThanOrEqualTo(50);
            return;
        }
        assertThat(body).hasSizeLessThanOrEqualTo(MAX_BODY);
        assertThat(events).hasSizeLessThanOrEqualTo(LIMITS.maxBatchEvents());
        assertThat(JSON.readTree(body).size() == events.size() || (form & 4) != 0)
                .isTrue();
        int from = 0;
        for (NewEvent event : events) {
            int at = indexOf(body, event.payload(), from);
            assertThat(at).isNotNegative();
            assertThat(event.payload()).hasSizeLessThanOrEqualTo(LIMITS.maxEventBytes());
            assertThat(JSON.readTree(event.payload()).isObject()).isTrue();
            from = at + event.payload().length;
        }
    }

    private static ContentCoding coding(int form) {
        return switch (form & 3) {
            case 1 -> ContentCoding.GZIP;
            case 2 -> ContentCoding.DEFLATE;
            default -> ContentCoding.IDENTITY;
        };
    }

    private static EventTimes times(int form) {
        Optional<String> key = (form & 8) == 0 ? Optional.empty() : Optional.of("t");
        return new EventTimes(Optional.empty(), Optional.empty(), key, key);
    }

    private static int indexOf(byte[] body, byte[] slice, int from) {
        for (int at = from; at + slice.length <= body.length; at++) {
            if (Arrays.equals(body, at, at + slice.length, slice, 0, slice.length)) {
                return at;
            }
        }
        return -1;
    }
}
