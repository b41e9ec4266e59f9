package org.pineflow.ingest.request;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long events are to be kept, as their metadata says.
 *
 * <p>{@code ttl-on/stored-event} is written in three ways, and all are taken: a duration like {@code 12h} (days, hours,
 * minutes, seconds), seconds without a unit, and {@code true} for the default. {@code do-not-archive-on/stored-event} is
 * {@code true} or {@code false}.
 */
public final class RetentionMetadata {

    private static final String TTL = "ttl-on/stored-event";
    private static final String EPHEMERAL = "do-not-archive-on/stored-event";
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,8})([dhms]?)");

    private final Duration standard;
    private final Duration longest;

    /**
     * @param standard how long events stay in the hot store that say nothing
     * @param longest the most that can be asked for
     */
    public RetentionMetadata(Duration standard, Duration longest) {
        this.standard = standard;
        this.longest = longest;
    }

    /**
     * How long the events stay in the hot store.
     *
     * @throws RequestRefusedException 400 when the value is none of the three, or too long
     */
    public Duration hot(Map<String, String> metadata) {
        String text = metadata.getOrDefault(TTL, "true").trim();
        if (text.equals("true")) {
            return standard;
        }
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw RequestRefusedException.badRequest(
                    "the metadata " + TTL + " has to be a duration like 30m, 12h or 3d, seconds, or true");
        }
        long number = Long.parseLong(duration.group(1));
        Duration ttl =
                switch (duration.group(2)) {
                    case "d" -> Duration.ofDays(number);
                    case "h" -> Duration.ofHours(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofSeconds(number);
                };
        if (ttl.compareTo(longest) > 0) {
            throw RequestRefusedException.badRequest(
                    "the metadata " + TTL + " may be at most " + longest.toSeconds() + " seconds");
        }
        return ttl;
    }

    /**
     * Whether the events go to the cold store.
     *
     * @throws RequestRefusedException 400 when the value is neither {@code true} nor {@code false}
     */
    public boolean archived(Map<String, String> metadata) {
        return switch (metadata.getOrDefault(EPHEMERAL, "false").trim()) {
            case "false" -> true;
            case "true" -> false;
            default ->
                throw RequestRefusedException.badRequest("the metadata " + EPHEMERAL + " has to be true or false");
        };
    }
}
