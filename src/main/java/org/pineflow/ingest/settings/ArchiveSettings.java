package org.pineflow.ingest.settings;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.pineflow.ingest.request.RetentionMetadata;
import org.pineflow.ingest.store.PageLimits;

/**
 * The settings of hot and cold storage. The properties of these names are described in the route files.
 *
 * @param hotTime {@code pineflow.ingest.hotTime}: how long events stay in the hot store that say nothing themselves
 * @param maxHotTime {@code pineflow.ingest.maxHotTime}: the longest that can be asked for
 * @param cold {@code pineflow.ingest.cold}: where the cold store is
 * @param coldFolder {@code pineflow.ingest.cold.folder}: the folder it is in
 * @param workFolder where objects are made, under {@code pineflow.data}
 * @param settle {@code pineflow.ingest.archive.settle}: how long an hour has to be over, and its events to have been
 *     there, before they are archived
 * @param objects {@code pineflow.ingest.archive.objectEvents} and {@code objectBytes}: how large an object becomes
 * @param level {@code pineflow.ingest.archive.compressionLevel}: 1 to 9
 */
public record ArchiveSettings(
        Duration hotTime,
        Duration maxHotTime,
        Cold cold,
        Path coldFolder,
        Path workFolder,
        Duration settle,
        PageLimits objects,
        int level) {

    /** The kinds of cold store. */
    public enum Cold {
        FOLDER,
        S3
    }

    /** @throws IllegalArgumentException when a value is none; the message names the property */
    public static ArchiveSettings of(CamelContext context) {
        ContextProperties properties = new ContextProperties(context);
        Path data = properties.folder();
        Duration hotTime = properties.timeout("pineflow.ingest.hotTime", "3d");
        Duration maxHotTime = properties.timeout("pineflow.ingest.maxHotTime", "7d");
        if (hotTime.compareTo(maxHotTime) > 0) {
            throw new IllegalArgumentException(
                    "pineflow.ingest.hotTime has to be at most pineflow.ingest.maxHotTime, not "
                            + properties.text("pineflow.ingest.hotTime", ""));
        }
        return new ArchiveSettings(
                hotTime,
                maxHotTime,
                cold(properties.text("pineflow.ingest.cold", "folder")),
                properties.path(
                        "pineflow.ingest.cold.folder", data.resolve("cold").toString()),
                data.resolve("archive"),
                properties.duration("pineflow.ingest.archive.settle", "5m"),
                new PageLimits(
                        (int) properties.number("pineflow.ingest.archive.objectEvents", 100_000, 1, 10_000_000),
                        properties.number("pineflow.ingest.archive.objectBytes", 64L << 20, 1, 1L << 32)),
                (int) properties.number("pineflow.ingest.archive.compressionLevel", 6, 1, 9));
    }

    /** How long events are kept, as their metadata says within these settings. */
    public RetentionMetadata retention() {
        return new RetentionMetadata(hotTime, maxHotTime);
    }

    private static Cold cold(String text) {
        return switch (text) {
            case "folder" -> Cold.FOLDER;
            case "s3" -> Cold.S3;
            default ->
                throw new IllegalArgumentException("pineflow.ingest.cold has to be folder or s3, not '" + text + "'");
        };
    }
}
