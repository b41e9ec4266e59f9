package org.pineflow.routes;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.pineflow.ingest.IngestionService;
import org.pineflow.ingest.catalog.EventTypeName;

/** The shipped ingestion service with the shipped catalog, to which one key is added, on a loopback port. */
final class Receiver implements AutoCloseable {

    static final String KEY = "fc_shop1_0123456789abcdef";

    private final RunningRoutes routes;

    private Receiver(RunningRoutes routes) {
        this.routes = routes;
    }

    static Receiver start(Path folder) throws Exception {
        return startAt(0, folder);
    }

    static Receiver startAt(int port, Path folder) throws Exception {
        Files.createDirectories(folder);
        Path catalog = folder.resolve("catalog.yaml");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                catalog,
                Files.readString(Path.of("config/catalog.yaml"))
                        .replace(
                                "keys: []",
                                "keys: [{id: test, sha256: " + HexFormat.of().formatHex(hash) + "}]"));
        return new Receiver(RunningRoutes.start(
                folder.resolve("data"),
                Map.of(
                        "camel.server.enabled", "true",
                        "camel.server.host", "127.0.0.1",
                        "camel.server.port", Integer.toString(port),
                        "camel.main.configurationClasses", "org.pineflow.ingest.IngestionConfiguration",
                        "pineflow.ingest.catalog", catalog.toString()),
                "file:routes/ingest/*.camel.yaml"));
    }

    String url() {
        return "http://127.0.0.1:"
                + routes.context()
                        .hasService(MainHttpServer.class)
                        .getRouter()
                        .getServer()
                        .getPort();
    }

    /** The payloads that are stored of a type, in order. */
    List<String> stored(String flowType, String eventType) {
        IngestionService service =
                routes.context().getRegistry().lookupByNameAndType(IngestionService.NAME, IngestionService.class);
        EventTypeName type =
                service.eventType("demo", "retail", flowType, eventType).orElseThrow();
        List<String> payloads = new ArrayList<>();
        service.store().read(type, event -> payloads.add(new String(event.payload(), StandardCharsets.UTF_8)));
        return payloads;
    }

    @Override
    public void close() {
        routes.close();
    }
}
