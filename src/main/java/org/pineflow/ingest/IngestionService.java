package org.pineflow.ingest;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.support.service.ServiceSupport;
import org.pineflow.ingest.body.EarlyBodies;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.catalog.CatalogFile;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.health.ArchiveHealthCheck;
import org.pineflow.ingest.health.IngestionCounts;
import org.pineflow.ingest.health.IngestionMeters;
import org.pineflow.ingest.notify.Notifications;
import org.pineflow.ingest.settings.ArchiveSettings;
import org.pineflow.ingest.settings.FileSettings;
import org.pineflow.ingest.settings.IngestionSettings;
import org.pineflow.ingest.settings.StoreSettings;
import org.pineflow.ingest.store.EventStore;
import org.pineflow.ingest.store.ObservedEventStore;
import org.pineflow.ingest.store.TimeUuids;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the ingestion routes need, bound into a Camel context: their steps, the store's data source as {@code
 * ingestDatabase}, for routes that read it, and this service as {@code ingestionService}. Goes by the context's clock,
 * where its registry has one and no other. Lives as long as the context, and closes its store when the context stops.
 */
public final class IngestionService extends ServiceSupport {

    /** The name this service is bound under. */
    public static final String NAME = "ingestionService";

    private static final Logger LOG = LoggerFactory.getLogger(IngestionService.class);

    private final Supplier<Catalog> catalog;
    private final EventStore store;
    private final Notifications notifications;

    private IngestionService(Supplier<Catalog> catalog, EventStore store, Notifications notifications) {
        this.catalog = catalog;
        this.store = store;
        this.notifications = notifications;
    }

    /**
     * Binds a service with the context's properties and the catalog that they name, which is read again when its file
     * changes. To be called before the ingestion routes are added.
     *
     * @throws org.pineflow.ingest.catalog.CatalogException when the catalog cannot be used
     * @throws org.pineflow.ingest.store.EventStoreException when the store cannot be opened
     * @throws IllegalArgumentException when a property has a wrong value
     */
    public static IngestionService bind(CamelContext context) {
        CatalogFile file = CatalogFile.open(IngestionSettings.of(context).catalog());
        IngestionService service = bind(context, file);
        add(context, new CatalogWatch(context, file));
        return service;
    }

    /**
     * Binds a service with the context's properties and this catalog; for keys that are in no file. Throws as {@link
     * #bind(CamelContext)} does.
     */
    public static IngestionService bind(CamelContext context, Catalog catalog) {
        return bind(context, () -> catalog);
    }

    private static IngestionService bind(CamelContext context, Supplier<Catalog> catalog) {
        // All of them before anything is opened: a mistake in one leaves nothing behind.
        IngestionSettings settings = IngestionSettings.of(context);
        ArchiveSettings archive = ArchiveSettings.of(context);
        FileSettings files = FileSettings.of(context, settings);
        StoreSettings storage = StoreSettings.of(context);
        Clock clock = Optional.ofNullable(context.getRegistry().findSingleByType(Clock.class))
                .orElseGet(Clock::systemUTC);
        Notifications notifications = new Notifications(catalog, settings.readers(), clock);
        IngestionCounts counts = new IngestionCounts(clock.instant());
        EventStore store = new ObservedEventStore(storage.open(new TimeUuids(clock)), List.of(notifications, counts));
        IngestionService service = new IngestionService(catalog, store, notifications);
        try {
            LimitedConnections.bind(context, settings.connections());
            IngestionSteps steps =
                    new IngestionSteps(context, settings, archive, files, catalog, store, notifications, counts, clock);
            steps.bind();
            whenStarted(context, started -> {
                tell(started, counts, notifications, store.database(), clock);
                standBefore(started, steps.early());
            });
            context.getRegistry().bind("ingestDatabase", store.database());
            context.getRegistry().bind(NAME, service);
            add(context, service);
        } catch (RuntimeException e) {
            store.close();
            LimitedConnections.end(context);
            throw e;
        }
        if (catalog.get().keyCount() == 0) {
            LOG.warn(
                    "the catalog {} has no keys: every request will be answered 401 until it has; "
                            + "pineflow webhook makes one",
                    settings.catalog());
        }
        return service;
    }

    private static void tell(
            CamelContext started,
            IngestionCounts counts,
            Notifications notifications,
            DataSource database,
            Clock clock) {
        IngestionMeters.register(started, counts, notifications, clock);
        HealthCheckRegistry health = HealthCheckRegistry.get(started);
        if (health != null) {
            Executor executor = started.getExecutorServiceManager().newSingleThreadExecutor(started, "ingest-store");
            health.register(new StoreHealthCheck(database, executor, System::nanoTime));
            health.register(new ArchiveHealthCheck(counts, clock));
        }
    }

    /** Requests get here only now: before, they are answered 503. */
    private static void standBefore(CamelContext started, EarlyBodies early) {
        MainHttpServer server = started.hasService(MainHttpServer.class);
        if (server != null) {
            server.getRouter().route().order(-1).handler(early);
        }
    }

    /** Other registries, and the HTTP server, are complete only when the context has started. */
    private static void whenStarted(CamelContext context, Consumer<CamelContext> doing) {
        try {
            context.addStartupListener((started, already) -> doing.accept(started));
        } catch (Exception e) {
            throw new IllegalStateException("a listener can be added before the start", e);
        }
    }

    /** It starts and stops with the context. */
    private static void add(CamelContext context, Service service) {
        try {
            context.addService(service);
        } catch (Exception e) {
            throw new IllegalStateException("a service that does nothing at its start cannot fail to start", e);
        }
    }

    /** The catalog in force. Ask again for every use: a file of it may have changed. */
    public Catalog catalog() {
        return catalog.get();
    }

    /** Where the events are; for reading them back. */
    public EventStore store() {
        return store;
    }

    /** How many readers are connected to the notification socket. */
    public int readers() {
        return notifications.readers();
    }

    /** The event type of this name, empty when the catalog has none. The data core is given by name or id. */
    public Optional<EventTypeName> eventType(String tenant, String dataCore, String flowType, String eventType) {
        return catalog().find(tenant, dataCore, flowType, eventType);
    }

    @Override
    protected void doStop() {
        store.close();
    }
}
