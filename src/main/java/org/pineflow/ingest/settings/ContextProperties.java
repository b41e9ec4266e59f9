package org.pineflow.ingest.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;

/**
 * Reads the properties of a Camel context as what they stand for. A value that is none is an {@link
 * IllegalArgumentException} that names the property and tells what it has to be.
 */
public final class ContextProperties {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)?");

    private final CamelContext context;

    public ContextProperties(CamelContext context) {
        this.context = context;
    }

    /** A path; a relative one starts from {@code pineflow.home}, or without it from the working folder. */
    public Path path(String name, String otherwise) {
        return Path.of(text("pineflow.home", ".")).resolve(text(name, otherwise));
    }

    /** The folder of the ingestion service, under {@code pineflow.data}. */
    public Path folder() {
        return path("pineflow.data", "data").resolve("ingest");
    }

    /** A text without the blanks around it; a blank one is as good as none. */
    public String text(String name, String otherwise) {
        Optional<String> value = context.getPropertiesComponent().resolveProperty(name);
        return value.map(context::resolvePropertyPlaceholders)
                .filter(text -> !text.isBlank())
                .orElse(otherwise)
                .trim();
    }

    /** A whole number from {@code least} to {@code most}. */
    public long number(String name, long otherwise, long least, long most) {
        String text = text(name, Long.toString(otherwise));
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " has to be a whole number, not '" + text + "'", e);
        }
        throw new IllegalArgumentException(name + " has to be from " + least + " to " + most + ", not " + text);
    }

    /** A duration that is not zero. */
    public Duration timeout(String name, String otherwise) {
        Duration duration = duration(name, otherwise);
        if (duration.isZero()) {
            throw new IllegalArgumentException(
                    name + " has to be longer than no time at all, not " + text(name, otherwise));
        }
        return duration;
    }

    /** A duration like {@code 500ms}, {@code 30s}, {@code 5m}, {@code 12h} or {@code 3d}; a bare number is milliseconds. */
    public Duration duration(String name, String otherwise) {
        String text = text(name, otherwise);
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw new IllegalArgumentException(name + " has to be a duration like 30s or 3d, not '" + text + "'");
        }
        long number = Long.parseLong(duration.group(1));
        return switch (Optional.ofNullable(duration.group(2)).orElse("ms")) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofMillis(number);
        };
    }
}
