package org.pineflow.ingest.settings;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.pineflow.ingest.file.FileParts;
import org.pineflow.ingest.file.UploadLimits;
import org.pineflow.ingest.store.TimeUuids;

/**
 * The settings of files. The properties of these names are described in the route file.
 *
 * @param limits {@code pineflow.ingest.maxFileBytes} and what else a form may hold
 * @param spool the folder {@code ingest/spool} under {@code pineflow.data}
 * @param silence {@code pineflow.ingest.bodyTimeout}: how long to wait for the next bytes of a file
 * @param fileTimeout {@code pineflow.ingest.fileTimeout}: how long a file may take to arrive, or to be fetched
 * @param transfers {@code pineflow.ingest.maxFileTransfers}: how many files may arrive at once, and be fetched at once
 */
public record FileSettings(UploadLimits limits, Path spool, Duration silence, Duration fileTimeout, int transfers) {

    private static final int FIELDS = 100;
    private static final int FIELD_BYTES = 64_000;

    /**
     * @param ingestion what files have in common with events
     * @throws IllegalArgumentException when a value is none; the message names the property
     */
    public static FileSettings of(CamelContext context, IngestionSettings ingestion) {
        ContextProperties properties = new ContextProperties(context);
        return new FileSettings(
                new UploadLimits(
                        properties.number(
                                "pineflow.ingest.maxFileBytes",
                                1L << 30,
                                1,
                                (long) TimeUuids.MAX_BATCH * FileParts.PART_BYTES),
                        FIELDS,
                        FIELD_BYTES,
                        ingestion.events().maxDepth()),
                properties.folder().resolve("spool"),
                ingestion.bodyTimeout(),
                properties.timeout("pineflow.ingest.fileTimeout", "1h"),
                (int) properties.number("pineflow.ingest.maxFileTransfers", 8, 1, 1000));
    }
}
