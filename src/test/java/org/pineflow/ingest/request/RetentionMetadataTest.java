package org.pineflow.ingest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionMetadataTest {

    private static final String TTL = "ttl-on/stored-event";
    private static final String EPHEMERAL = "do-not-archive-on/stored-event";

    private final RetentionMetadata retention = new RetentionMetadata(Duration.ofDays(3), Duration.ofDays(7));

    @ParameterizedTest
    @CsvSource({"true, 259200", "86400, 86400", "1s, 1", "30m, 1800", "12h, 43200", "7d, 604800", "604800, 604800"})
    void theHotTimeIsTakenInAllThreeConventions(String ttl, long seconds) {
        assertThat(retention.hot(Map.of(TTL, ttl))).hasSeconds(seconds);
    }

    @Test
    void eventsThatSayNothingStayTheStandardTimeAndAreArchived() {
        assertThat(retention.hot(Map.of())).isEqualTo(Duration.ofDays(3));
        assertThat(retention.archived(Map.of())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8d", "604801", "999999999d", "0", "0s", "-1", "1w", "1.5h", "P1D", "false", "", "1 d", "１d"})
    void aHotTimeThatIsNoneOrTooLongIsRefused(String ttl) {
        assertThatThrownBy(() -> retention.hot(Map.of(TTL, ttl)))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining(TTL);
    }

    @Test
    void anEventThatIsNotToBeArchivedIsNot() {
        assertThat(retention.archived(Map.of(EPHEMERAL, "true"))).isFalse();
        assertThat(retention.archived(Map.of(EPHEMERAL, "false"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "TRUE", ""})
    void whatCouldMeanEitherIsRefused(String value) {
        assertThatThrownBy(() -> retention.archived(Map.of(EPHEMERAL, value)))
                .isInstanceOf(RequestRefusedException.class)
                .hasMessageContaining(EPHEMERAL);
    }
}
