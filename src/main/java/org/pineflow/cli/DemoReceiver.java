package org.pineflow.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.pineflow.ingest.IngestionService;
import org.pineflow.ingest.catalog.CatalogReader;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.settings.IngestionSettings;
import org.pineflow.ingest.store.StoredEvent;

/** The ingestion service of the shipped routes, on a free port, with one key that is in no file. */
final class DemoReceiver implements AutoCloseable {

    private final PineflowMain main;

    /**
     * @param home where the routes are
     * @param key what requests have to bring
     */
    DemoReceiver(Settings settings, Path home, String key) {
        main = new PineflowMain(settings, Optional.of(RoutePatterns.join(List.of("routes/ingest"), home)));
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport support) {
                CamelContext context = support.getCamelContext();
                Path catalog = IngestionSettings.of(context).catalog();
                IngestionService.bind(
                        context, CatalogReader.read(catalog).withKey(DemoSettings.TENANT, "demo-only", key));
            }
        });
    }

    PineflowMain main() {
        return main;
    }

    /** Where it listens, once it is started. */
    URI url() {
        int port = main.getCamelContext()
                .hasService(MainHttpServer.class)
                .getRouter()
                .getServer()
                .getPort();
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Shows every stored event of a table, in the order of storing. */
    void read(CarriedTable carried, Consumer<StoredEvent> reader) {
        IngestionService service =
                main.getCamelContext().getRegistry().lookupByNameAndType(IngestionService.NAME, IngestionService.class);
        Optional<EventTypeName> type =
                service.eventType(DemoSettings.TENANT, DemoSettings.DATA_CORE, carried.flowType(), carried.eventType());
        type.ifPresent(known -> service.store().read(known, reader));
    }

    @Override
    public void close() {
        main.stop();
    }
}
