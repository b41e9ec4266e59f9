package org.pineflow.cli;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.pineflow.ingest.catalog.NewKey;
import picocli.CommandLine.Option;

/** The options of {@code pineflow webhook} that say what a new key is to be. */
final class WebhookKeyOptions {

    @Option(names = "--key-id", paramLabel = "ID", description = "Names the key: a-z and 0-9. Made up when not given.")
    private Optional<String> keyId;

    @Option(
            names = "--limit-to-event-type",
            description = "The key is for this event type only, and not for all of the tenant.")
    private boolean limited;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "From then on it is no key any more, such as 2026-12-01T00:00:00Z.")
    private Optional<Instant> expires;

    @Option(
            names = "--events-per-second",
            paramLabel = "N",
            description =
                    "The most events that the key may write a second, on average. After a pause it may write as many at"
                            + " once as in a second, or one largest batch (5,000 events) where that is more.")
    private Optional<Long> eventsPerSecond;

    @Option(
            names = "--bytes-per-second",
            paramLabel = "N",
            description =
                    "The most bytes of events that the key may write a second, on average; at once after a pause as"
                            + " --events-per-second has it, a largest request being 32 MiB.")
    private Optional<Long> bytesPerSecond;

    /** What was asked for. */
    WebhookKeys.Wishes wishes() {
        return new WebhookKeys.Wishes(keyId, limited, expires, eventsPerSecond, bytesPerSecond);
    }

    /** Whether anything was. */
    boolean areGiven() {
        return limited
                || Stream.of(keyId, expires, eventsPerSecond, bytesPerSecond).anyMatch(Optional::isPresent);
    }

    /** What is wrong with a value, if anything is. */
    Optional<String> complaint(Instant now) {
        if (keyId.isPresent() && !NewKey.isId(keyId.get())) {
            return Optional.of("--key-id is of a-z and 0-9, at most 64");
        }
        if (expires.isPresent() && !expires.get().isAfter(now)) {
            return Optional.of("--expires is in the past: " + expires.get());
        }
        boolean standstill = Stream.of(eventsPerSecond, bytesPerSecond)
                .flatMap(Optional::stream)
                .anyMatch(pace -> pace < 1 || pace > 999_999_999_999_999L);
        return standstill ? Optional.of("A pace is a whole number above 0, of at most 15 digits") : Optional.empty();
    }
}
