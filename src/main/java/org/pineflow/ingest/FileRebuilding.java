package org.pineflow.ingest;

import java.io.FileNotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.converter.stream.FileInputStreamCache;
import org.apache.camel.support.SynchronizationAdapter;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.catalog.Tenant;
import org.pineflow.ingest.file.FileNames;
import org.pineflow.ingest.file.FileReconstruction;
import org.pineflow.ingest.file.MediaTypes;
import org.pineflow.ingest.file.SpooledFile;
import org.pineflow.ingest.store.EventReader;
import org.pineflow.ingest.store.StoredFile;

/**
 * Puts a file together for a route. In: the id of the file as the body, or in {@link IngestionConstants#FILE_ID}. Out: the
 * newest file with that id as a stream, verified, with {@code Content-Type} and a {@code CamelFileName} that can do no
 * harm. The stream is good until the exchange is done. Asks for no key: whoever writes routes may read everything.
 */
final class FileRebuilding implements Processor {

    private final Supplier<Catalog> catalog;
    private final EventReader files;
    private final FileReconstruction reconstruction;

    FileRebuilding(Supplier<Catalog> catalog, EventReader files, FileReconstruction reconstruction) {
        this.catalog = catalog;
        this.files = files;
        this.reconstruction = reconstruction;
    }

    /**
     * Replaces the body.
     *
     * @throws IllegalArgumentException when there is no id, no such file, or more than one tenant has it
     * @throws org.pineflow.ingest.file.DamagedFileException when the file is not whole
     */
    @Override
    public void process(Exchange exchange) throws FileNotFoundException {
        Message message = exchange.getMessage();
        String id = Optional.ofNullable(message.getHeader(IngestionConstants.FILE_ID, String.class))
                .or(() -> Optional.ofNullable(message.getBody(String.class)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "direct:reconstruct-file needs the id of a file: as the body, or in the header "
                                + IngestionConstants.FILE_ID));
        StoredFile stored = find(id, Optional.ofNullable(message.getHeader(IngestionConstants.TENANT, String.class)));
        SpooledFile file = reconstruction.reconstruct(stored);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                file.close();
            }
        });
        message.setHeader(Exchange.FILE_NAME, FileNames.safe(stored.entry().name()));
        message.setHeader(Exchange.CONTENT_TYPE, MediaTypes.sane(stored.entry().type()));
        // A plain stream would be read into memory by the next step.
        message.setBody(new FileInputStreamCache(file.path().toFile()));
    }

    private StoredFile find(String id, Optional<String> tenant) {
        List<StoredFile> newest = catalog.get().tenants().stream()
                .map(Tenant::name)
                .filter(name -> tenant.map(name::equals).orElse(true))
                .flatMap(name -> files.files(name, id).stream().limit(1))
                .toList();
        if (newest.size() != 1) {
            throw new IllegalArgumentException(
                    newest.isEmpty()
                            ? "there is no file with this id"
                            : "several tenants have a file with this id; name one in the header "
                                    + IngestionConstants.TENANT);
        }
        return newest.get(0);
    }
}
