package org.pineflow.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Map;

/** Letters to test with. */
final class Letters {

    static final Instant SINCE = Instant.parse("2026-01-13T13:54:56.123456Z");

    private Letters() {}

    static DeadLetter letter(String stream, String body, Instant since) {
        return letter(stream, body.getBytes(UTF_8), since);
    }

    static DeadLetter letter(String stream, byte[] body, Instant since) {
        return new DeadLetter(
                DeadLetter.Kind.EVENT,
                stream,
                "C-1",
                2026011313545600000L,
                body,
                "https://flowcore.example/events",
                Map.of("Content-Type", "application/json", "Idempotency-Key", "k"),
                422,
                "{\"error\":\"no\"}",
                "unknown field",
                since,
                3);
    }
}
