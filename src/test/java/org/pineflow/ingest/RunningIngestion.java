package org.pineflow.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.main.MainHttpServer;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.Main;
import org.apache.camel.support.DefaultExchange;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.store.StoredEvent;

/** The shipped route file in a camel-main that knows nothing but properties, on a port of its own. */
final class RunningIngestion implements AutoCloseable {

    static final String KEY = "fc_shop1_0123456789abcdef";
    static final String OTHER_TENANTS_KEY = "fc_other_fedcba9876543210";
    static final String DATA_CORE_ID = "5b0a4c1e-7d52-4c0e-9a61-2f1d8f3f6c10";
    static final String PATH = "acme/retail/customer.0/customer.changed.0";

    private final Main main = new Main();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    RunningIngestion(Path folder, Map<String, String> properties) throws Exception {
        this(folder, properties, Map.of());
    }

    /** @param beans for the registry, by their names */
    RunningIngestion(Path folder, Map<String, String> properties, Map<String, Object> beans) throws Exception {
        beans.forEach(main::bind);
        Path catalog = writeCatalog(folder);
        main.addOverrideProperty("camel.server.enabled", "true");
        main.addOverrideProperty("camel.server.host", "127.0.0.1");
        main.addOverrideProperty("camel.server.port", "0");
        main.addOverrideProperty("camel.main.routesIncludePattern", "file:routes/ingest/*.camel.yaml");
        main.addOverrideProperty("camel.main.configurationClasses", "org.pineflow.ingest.IngestionConfiguration");
        main.addOverrideProperty("pineflow.ingest.catalog", catalog.toString());
        main.addOverrideProperty("pineflow.data", folder.resolve("data").toString());
        properties.forEach(main::addOverrideProperty);
        main.start();
    }

    /** Two tenants, each with its key. */
    static Path writeCatalog(Path folder) throws IOException {
        Path catalog = folder.resolve("catalog.yaml");
        Files.writeString(
                catalog,
                """
                tenants:
                  - name: acme
                    keys: [{id: shop1, sha256: %s}]
                    dataCores:
                      - name: retail
                        id: %s
                        flowTypes:
                          - {name: customer.0, eventTypes: [customer.changed.0, customer.moved.0]}
                  - name: other
                    keys: [{id: other1, sha256: %s}]
                    dataCores:
                      - name: theirs
                        id: 00000000-0000-4000-8000-000000000001
                        flowTypes:
                          - {name: secret.0, eventTypes: [secret.0]}
                """
                        .formatted(sha256(KEY), DATA_CORE_ID, sha256(OTHER_TENANTS_KEY)));
        return catalog;
    }

    IngestionService service() {
        return main.getCamelContext().getRegistry().lookupByNameAndType(IngestionService.NAME, IngestionService.class);
    }

    /** Lets archive or expiry do now what they do at their turn; nobody else does it meanwhile. */
    void keep(String step) throws Exception {
        for (String route : List.of("ingest-archive", "ingest-expiry")) {
            main.getCamelContext().getRouteController().stopRoute(route);
        }
        main.getCamelContext()
                .getRegistry()
                .lookupByNameAndType(step, Processor.class)
                .process(new DefaultExchange(main.getCamelContext()));
    }

    HealthCheck.Result health(String check) {
        return HealthCheckRegistry.get(main.getCamelContext())
                .getCheck(check)
                .orElseThrow()
                .call();
    }

    int port() {
        return main.getCamelContext()
                .hasService(MainHttpServer.class)
                .getRouter()
                .getServer()
                .getPort();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .header("Authorization", KEY)
                .header("Content-Type", "application/json");
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, byte[] body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    HttpResponse<String> post(String path, String body, String... headers) throws IOException, InterruptedException {
        return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Sends bytes over a socket of their own and returns all that comes back until the server closes. */
    String raw(byte[]... parts) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(20_000);
            for (byte[] part : parts) {
                socket.getOutputStream().write(part);
            }
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            in.transferTo(answer);
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    CamelContext context() {
        return main.getCamelContext();
    }

    int requestsInFlight() {
        return main.getCamelContext().getInflightRepository().size();
    }

    EventTypeName type(String eventType) {
        return service().eventType("acme", "retail", "customer.0", eventType).orElseThrow();
    }

    List<StoredEvent> stored(String eventType) {
        List<StoredEvent> events = new ArrayList<>();
        service().store().read(type(eventType), events::add);
        return events;
    }

    List<String> payloads(String eventType) {
        return stored(eventType).stream()
                .map(event -> new String(event.payload(), StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void close() {
        main.stop();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
