package org.pineflow.flowcore.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Clock OURS = Clock.fixed(Instant.parse("1994-11-06T08:49:07Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Retry-After                 | Date of the answer             | seconds
                "30                             |                                | 30",
                "0                              |                                | 0",
                "007                            |                                | 7",
                "99999999999999999999           |                                | 999999999",
                "Sun, 06 Nov 1994 08:49:37 GMT  |                                | 30",
                "Sun, 6 Nov 1994 08:49:37 GMT   |                                | 30",
                "Sun Nov  6 08:49:37 1994       |                                | 30",
                "Sun, 06 Nov 1994 08:49:37 GMT  | Sun, 06 Nov 1994 08:49:27 GMT  | 10",
                "Tue, 06 Nov 2035 08:49:37 GMT  | Tue, 06 Nov 2035 08:49:35 GMT  | 2",
                "Sun, 06 Nov 1994 08:49:37 GMT  | soon                           | 30",
                "Sun, 06 Nov 1994 08:49:36 GMT  | Sun, 06 Nov 1994 08:49:37 GMT  | -",
                "Fri, 31 Dec 9999 23:59:59 GMT  | Fri, 31 Dec 9999 23:59:57 GMT  | 2",
                "Sun, 06 Nov 1994 08:48:37 GMT  |                                | -",
                "-5                             |                                | -",
                "1.5                            |                                | -",
                "soon                           |                                | -",
                "''                             |                                | -",
            })
    void itIsReadInEveryFormAndHeldAgainstTheServersOwnClock(String value, String date, String seconds) {
        WebhookAnswer answer =
                new WebhookAnswer(503, Optional.of(value), Optional.ofNullable(date), new byte[0], false);
        assertThat(RetryAfter.of(answer, OURS))
                .isEqualTo(
                        seconds.equals("-")
                                ? Optional.empty()
                                : Optional.of(Duration.ofSeconds(Long.parseLong(seconds))));
    }
}
