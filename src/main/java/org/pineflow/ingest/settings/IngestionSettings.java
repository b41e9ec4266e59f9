package org.pineflow.ingest.settings;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.pineflow.ingest.connection.ConnectionLimits;
import org.pineflow.ingest.rate.RateLimit;
import org.pineflow.ingest.request.ContentCoding;
import org.pineflow.ingest.request.EventLimits;
import org.pineflow.ingest.store.TimeUuids;

/**
 * The settings of writing, reading and telling, all {@code pineflow.ingest.*}. The properties of these names are described in
 * the route files.
 *
 * @param catalog {@code pineflow.ingest.catalog}: the file of tenants, event types and keys
 * @param maxCompressedBytes {@code pineflow.ingest.maxCompressedBytes}: the largest compressed body
 * @param maxBodyBytes {@code pineflow.ingest.maxBodyBytes}: the largest body that is not, or no longer, compressed
 * @param maxMetadataBytes {@code pineflow.ingest.maxMetadataBytes}: the longest metadata header, decoded
 * @param events {@code pineflow.ingest.maxBatchEvents}, {@code maxEventBytes} and {@code maxJsonDepth}
 * @param bodyTimeout {@code pineflow.ingest.bodyTimeout}: how long a body may take to arrive
 * @param rate {@code pineflow.ingest.eventsPerSecond} and {@code bytesPerSecond}, of each key
 * @param pageBytes {@code pineflow.ingest.pageBytes}: a page of events ends when its payloads are this long
 * @param readers {@code pineflow.ingest.notify.readers}: how many may be connected for notifications at once
 * @param connections {@code pineflow.ingest.maxConnections} and so on, by the names of its components
 */
public record IngestionSettings(
        Path catalog,
        int maxCompressedBytes,
        int maxBodyBytes,
        int maxMetadataBytes,
        EventLimits events,
        Duration bodyTimeout,
        RateLimit rate,
        int pageBytes,
        int readers,
        ConnectionLimits connections) {

    private static final String PREFIX = "pineflow.ingest.";

    /** The most bytes that a body in this coding may have as it comes. */
    public int bodyLimit(ContentCoding coding) {
        return coding == ContentCoding.IDENTITY ? maxBodyBytes : maxCompressedBytes;
    }

    /**
     * Reads the properties of a Camel context. Relative paths start from {@code pineflow.home}, or without it from the
     * working folder.
     *
     * @throws IllegalArgumentException when a value is none; the message names the property
     */
    public static IngestionSettings of(CamelContext context) {
        ContextProperties properties = new ContextProperties(context);
        return new IngestionSettings(
                properties.path("pineflow.ingest.catalog", "config/catalog.yaml"),
                positive(properties, "maxCompressedBytes", 8 << 20, Integer.MAX_VALUE),
                positive(properties, "maxBodyBytes", 32 << 20, Integer.MAX_VALUE),
                positive(properties, "maxMetadataBytes", 8192, 1 << 20),
                new EventLimits(
                        positive(properties, "maxEventBytes", 64_000, Integer.MAX_VALUE),
                        positive(properties, "maxBatchEvents", 5000, TimeUuids.MAX_BATCH),
                        positive(properties, "maxJsonDepth", 64, 1000)),
                properties.timeout(PREFIX + "bodyTimeout", "30s"),
                new RateLimit(
                        properties.number(PREFIX + "eventsPerSecond", 0, 0, Integer.MAX_VALUE),
                        properties.number(PREFIX + "bytesPerSecond", 0, 0, Long.MAX_VALUE)),
                positive(properties, "pageBytes", 4 << 20, Integer.MAX_VALUE / 4),
                positive(properties, "notify.readers", 200, 100_000),
                connections(properties));
    }

    private static ConnectionLimits connections(ContextProperties properties) {
        return new ConnectionLimits(
                positive(properties, "maxConnections", 2000, Integer.MAX_VALUE),
                (int) properties.number(PREFIX + "maxConnectionsPerAddress", 0, 0, Integer.MAX_VALUE),
                properties.timeout(PREFIX + "headerTimeout", "10s"),
                properties.timeout(PREFIX + "idleTimeout", "60s"),
                positive(properties, "maxRequestLineBytes", 16_384, 1 << 20),
                positive(properties, "maxHeaderBytes", 32_768, 1 << 20));
    }

    private static int positive(ContextProperties properties, String name, int otherwise, int most) {
        return (int) properties.number(PREFIX + name, otherwise, 1, most);
    }
}
