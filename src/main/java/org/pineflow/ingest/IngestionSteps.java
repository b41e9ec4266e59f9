package org.pineflow.ingest;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.pineflow.ingest.api.ReadingApi;
import org.pineflow.ingest.body.EarlyBodies;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.cold.Archiver;
import org.pineflow.ingest.cold.ColdEvents;
import org.pineflow.ingest.cold.ColdStore;
import org.pineflow.ingest.cold.FolderColdStore;
import org.pineflow.ingest.health.IngestionCounts;
import org.pineflow.ingest.notify.Notifications;
import org.pineflow.ingest.rate.Allowances;
import org.pineflow.ingest.read.EventLog;
import org.pineflow.ingest.request.Authentication;
import org.pineflow.ingest.settings.ArchiveSettings;
import org.pineflow.ingest.settings.FileSettings;
import org.pineflow.ingest.settings.IngestionSettings;
import org.pineflow.ingest.store.EventStore;

/** Makes the steps of the ingestion routes and binds them under the names that the routes call. */
final class IngestionSteps {

    private static final Set<String> READ_BY_NAME = Set.of("/api/v1/events", "/api/v1/time-buckets/by-names");

    private final CamelContext context;
    private final Supplier<Catalog> catalog;
    private final EventStore store;
    private final Notifications notifications;
    private final IngestionCounts counts;
    private final Clock clock;
    private final IngestionSettings settings;
    private final ArchiveSettings archive;
    private final ColdStore cold;
    private final FileSteps files;
    private final Authentication authentication;
    private final Admission admission;
    private final EarlyBodies early;

    IngestionSteps(
            CamelContext context,
            IngestionSettings settings,
            ArchiveSettings archive,
            FileSettings files,
            Supplier<Catalog> catalog,
            EventStore store,
            Notifications notifications,
            IngestionCounts counts,
            Clock clock) {
        this.context = context;
        this.catalog = catalog;
        this.store = store;
        this.notifications = notifications;
        this.counts = counts;
        this.clock = clock;
        this.settings = settings;
        this.archive = archive;
        this.cold = coldStore();
        this.files = new FileSteps(context, files, archive.retention());
        this.authentication = new Authentication(catalog, clock);
        this.admission = new Admission(catalog, clock, settings.maxMetadataBytes());
        this.early = new EarlyBodies(this::expected, settings.bodyTimeout());
    }

    /** Where bodies are taken; to stand before the routes of the HTTP server. */
    EarlyBodies early() {
        return early;
    }

    private Optional<EarlyBodies.Expected> expected(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!request.method().equals(HttpMethod.POST)) {
            return Optional.empty();
        }
        if (READ_BY_NAME.contains(request.path())) {
            String key = authentication
                    .key(request.headers().getAll("authorization"), request.uri())
                    .id();
            return Optional.of(new EarlyBodies.Expected(key, Reading.LARGEST_BODY));
        }
        return Optional.of(admission.early(routing))
                .filter(json -> json.boundary().isEmpty())
                .map(json -> new EarlyBodies.Expected(json.key().id(), settings.bodyLimit(json.coding())));
    }

    void bind() {
        bindWriting();
        bindReading();
        bindKeeping();
        NotificationSocket.bind(context, new SocketKeys(catalog, clock), notifications, counts);
    }

    private void bindWriting() {
        Registry registry = context.getRegistry();
        registry.bind("ingestAdmission", admission);
        registry.bind("ingestReception", new Reception(settings, archive.retention(), files.reception(), early));
        Allowances allowances =
                new Allowances(settings.events().maxBatchEvents(), settings.maxBodyBytes(), System::nanoTime);
        registry.bind("ingestRateGate", new RateGate(settings.rate(), allowances));
        registry.bind("ingestStorage", new Storage(store));
        registry.bind("ingestRefusal", new Refusal(counts, System::nanoTime));
    }

    private void bindReading() {
        EventLog log = new EventLog(store.reader(), new ColdEvents(cold));
        files.bind(catalog, clock, store.reader(), log);
        context.getRegistry()
                .bind(
                        "ingestReading",
                        new Reading(
                                authentication,
                                new ReadingApi(catalog, log, settings.pageBytes()),
                                early,
                                settings.bodyTimeout()));
    }

    private void bindKeeping() {
        Archiver archiver = new Archiver(store.archive(), cold, archive.workFolder(), archive.level());
        Registry registry = context.getRegistry();
        registry.bind(
                "ingestArchiving",
                new Archiving(store.archive(), archiver, clock, archive.settle(), archive.objects(), counts));
        registry.bind("ingestExpiring", new Expiring(store.expiry(), clock, counts));
    }

    private ColdStore coldStore() {
        return switch (archive.cold()) {
            case FOLDER -> new FolderColdStore(archive.coldFolder());
            case S3 -> new S3ColdStore(context);
        };
    }
}
