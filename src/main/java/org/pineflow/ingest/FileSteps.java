package org.pineflow.ingest;

import java.time.Clock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.file.FileReconstruction;
import org.pineflow.ingest.file.Spool;
import org.pineflow.ingest.read.EventLog;
import org.pineflow.ingest.request.RetentionMetadata;
import org.pineflow.ingest.settings.FileSettings;
import org.pineflow.ingest.store.EventReader;

/** Makes the steps of the routes that handle files: they share the spool. */
final class FileSteps {

    private final CamelContext context;
    private final FileSettings settings;
    private final RetentionMetadata retention;
    private final Spool spool;

    /** @throws org.pineflow.ingest.store.EventStoreException when the spool cannot be used */
    FileSteps(CamelContext context, FileSettings settings, RetentionMetadata retention) {
        this.context = context;
        this.settings = settings;
        this.retention = retention;
        this.spool = Spool.open(settings.spool());
    }

    /** What {@code ingestReception} does with files. */
    FileReception reception() {
        return new FileReception(settings, spool, retention);
    }

    /** Binds {@code ingestFileDownload} and {@code ingestFileRebuilding}. */
    void bind(Supplier<Catalog> catalog, Clock clock, EventReader files, EventLog log) {
        FileReconstruction reconstruction = new FileReconstruction(log, spool);
        Registry registry = context.getRegistry();
        registry.bind("ingestFileDownload", new FileDownload(catalog, clock, files, reconstruction, settings));
        registry.bind("ingestFileRebuilding", new FileRebuilding(catalog, files, reconstruction));
    }
}
