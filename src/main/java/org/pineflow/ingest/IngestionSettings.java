package org.pineflow.ingest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.util.TimeUtils;
import org.pineflow.ingest.connection.ConnectionLimits;
import org.pineflow.ingest.store.TimeUuids;

/**
 * The settings of the ingestion service, all {@code pineflow.ingest.*} but for the folder. The properties of these names are described in the route file.
 *
 * @param catalog {@code pineflow.ingest.catalog}: the file of tenants, event types and keys
 * @param data {@code pineflow.data}: the folder the store is in
 * @param maxCompressedBytes {@code pineflow.ingest.maxCompressedBytes}: the largest compressed body
 * @param maxBodyBytes {@code pineflow.ingest.maxBodyBytes}: the largest body that is not, or no longer, compressed
 * @param maxBatchEvents {@code pineflow.ingest.maxBatchEvents}: the most events in one request
 * @param maxEventBytes {@code pineflow.ingest.maxEventBytes}: the longest event, in bytes of JSON
 * @param bodyTimeout {@code pineflow.ingest.bodyTimeout}: how long a body may take to arrive
 * @param connections {@code pineflow.ingest.maxConnections} and so on, by the names of its components
 */
public record IngestionSettings(
        Path catalog,
        Path data,
        int maxCompressedBytes,
        int maxBodyBytes,
        int maxBatchEvents,
        int maxEventBytes,
        Duration bodyTimeout,
        ConnectionLimits connections) {

    private static final Pattern DURATION = Pattern.compile("[1-9][0-9]{0,8}(ms|s|m|h)?");

    /**
     * Reads the properties of a Camel context. Relative paths start from {@code pineflow.home}, or without it from the
     * working folder.
     *
     * @throws IllegalArgumentException when a value is none; the message names the property
     */
    public static IngestionSettings of(CamelContext context) {
        Path home = Path.of(text(context, "pineflow.home", "."));
        return new IngestionSettings(
                home.resolve(text(context, "pineflow.ingest.catalog", "config/catalog.yaml")),
                home.resolve(text(context, "pineflow.data", "data")),
                (int) number(context, "pineflow.ingest.maxCompressedBytes", 8 << 20, 1, Integer.MAX_VALUE),
                (int) number(context, "pineflow.ingest.maxBodyBytes", 32 << 20, 1, Integer.MAX_VALUE),
                (int) number(context, "pineflow.ingest.maxBatchEvents", 5000, 1, TimeUuids.MAX_BATCH),
                (int) number(context, "pineflow.ingest.maxEventBytes", 64_000, 1, Integer.MAX_VALUE),
                duration(context, "pineflow.ingest.bodyTimeout", "30s"),
                connections(context));
    }

    private static ConnectionLimits connections(CamelContext context) {
        return new ConnectionLimits(
                (int) number(context, "pineflow.ingest.maxConnections", 2000, 1, Integer.MAX_VALUE),
                (int) number(context, "pineflow.ingest.maxConnectionsPerAddress", 0, 0, Integer.MAX_VALUE),
                duration(context, "pineflow.ingest.headerTimeout", "10s"),
                duration(context, "pineflow.ingest.idleTimeout", "60s"),
                (int) number(context, "pineflow.ingest.maxRequestLineBytes", 16_384, 1024, 1 << 20),
                (int) number(context, "pineflow.ingest.maxHeaderBytes", 32_768, 1024, 1 << 20));
    }

    private static String text(CamelContext context, String name, String otherwise) {
        Optional<String> value = context.getPropertiesComponent().resolveProperty(name);
        return value.map(context::resolvePropertyPlaceholders)
                .filter(text -> !text.isBlank())
                .orElse(otherwise)
                .trim();
    }

    private static long number(CamelContext context, String name, long otherwise, long least, long most) {
        String text = text(context, name, Long.toString(otherwise));
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

    private static Duration duration(CamelContext context, String name, String otherwise) {
        String text = text(context, name, otherwise);
        // Camel's own conversion takes texts that are no durations for no time at all.
        if (!DURATION.matcher(text).matches()) {
            throw new IllegalArgumentException(name + " has to be a duration like 30s, not '" + text + "'");
        }
        return Duration.ofMillis(TimeUtils.toMilliSeconds(text));
    }
}
