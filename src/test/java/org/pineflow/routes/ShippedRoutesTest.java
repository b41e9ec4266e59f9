package org.pineflow.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.pineflow.flowcore.ScriptedSink.accept;
import static org.pineflow.flowcore.ScriptedSink.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.flowcore.ScriptedSink;
import org.pineflow.network.OwnPort;

class ShippedRoutesTest {

    private static final String BRIDGE = "file:routes/bridge/*.camel.yaml";
    private static final String TEMPLATES = "file:routes/bridge/templates.camel.yaml";
    private static final String NOWHERE = "ws://127.0.0.1:1/fd1/open_websocket";

    @TempDir
    private Path folder;

    static Stream<Path> routeFiles() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            return files
                    .filter(file -> file.toString().matches(".*\\.camel\\.(yaml|xml)"))
                    .filter(file -> !TEMPLATES.equals("file:" + file))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Each with the templates beside it; an option that is unknown anywhere in it stops the start. */
    @ParameterizedTest
    @MethodSource("routeFiles")
    void everyRouteFileStarts(Path file) throws Exception {
        Map<String, String> settings = Shop.settings(NOWHERE, "http://127.0.0.1:1");
        settings.put("camel.server.enabled", "true");
        settings.put("camel.server.host", "127.0.0.1");
        settings.put("camel.server.port", "0");
        settings.put("camel.main.configurationClasses", "org.pineflow.ingest.IngestionConfiguration");
        settings.put("camel.beans.customerDatabase", "#class:org.sqlite.SQLiteDataSource");
        // What is off unless a deployment wants it.
        settings.put("pineflow.ingest.cold", "s3");
        settings.put("pineflow.ingest.cold.bucket", "nowhere");
        try (OwnPort notifications = OwnPort.claim();
                RunningRoutes routes = start(settings, notifications, file)) {
            assertThat(routes.context().getRoutes()).isNotEmpty().allSatisfy(route -> assertThat(route.getConsumer())
                    .isNotNull());
        }
    }

    private RunningRoutes start(Map<String, String> settings, OwnPort notifications, Path file) throws Exception {
        settings.put("pineflow.ingest.notify.port", notifications.toString());
        return RunningRoutes.start(folder, settings, TEMPLATES, "file:" + file);
    }

    @Test
    void anOptionThatIsUnknownStopsTheStart() throws Exception {
        Path file = folder.resolve("customers.camel.yaml");
        String shipped = Files.readString(Path.of("routes/bridge/customers.camel.yaml"));
        Files.writeString(file, shipped.replace("startFrom: all", "startFrmo: all"));
        assertThatThrownBy(
                        () -> RunningRoutes.start(folder, Shop.settings(NOWHERE, "http://127.0.0.1:1"), "file:" + file))
                .hasStackTraceContaining("startFrmo");
    }

    @Test
    void theBridgeCarriesEveryRecordIntoTheReceiver() throws Exception {
        try (Shop shop = Shop.open();
                Receiver receiver = Receiver.start(folder.resolve("receiver"));
                RunningRoutes bridge = RunningRoutes.start(folder, shop.settings(receiver.url()), BRIDGE)) {
            awaitEverything(shop, receiver);
            await().until(() -> bridge.stream("customers").condition().state() == State.LIVE
                    && bridge.stream("stock-levels").condition().state() == State.LIVE);
            shop.change("customers", 10);
            shop.change("stocklevels", 10);
            shop.cutConnections();
            shop.change("customers", 10);
            shop.change("stocklevels", 10);
            awaitEverything(shop, receiver);
            assertThat(bridge.context().getRoutes()).hasSize(3);
        }
    }

    @Test
    void aFurtherStreamIsFiveLinesBesideTheBridge() throws Exception {
        String further = "routes/examples/further-stream.camel.yaml";
        assertThat(Files.readAllLines(Path.of(further)).stream().filter(line -> !line.startsWith("#")))
                .hasSize(5);
        try (Shop shop = Shop.open();
                Receiver receiver = Receiver.start(folder.resolve("receiver"));
                RunningRoutes bridge =
                        RunningRoutes.start(folder, shop.settings(receiver.url()), BRIDGE, "file:" + further)) {
            await().until(() -> bridge.stream("sales").condition().state() == State.LIVE);
            Set<String> before = shop.rows("sales");
            shop.sell();
            Set<String> added = shop.rows("sales");
            added.removeAll(before);
            await().untilAsserted(() ->
                    assertThat(receiver.stored("sale.0", "sale.changed.0")).containsExactlyElementsOf(added));
            awaitEverything(shop, receiver);
        }
    }

    @Test
    void theTemplatesTakeEveryParameterAndNeedNoOptionalOne() throws Exception {
        Path file = folder.resolve("own.camel.yaml");
        Files.writeString(
                file,
                """
                - templatedRoute:
                    routeTemplateRef: firehose-to-flowcore
                    routeId: with-poll
                    parameters: [{name: stream, value: with-poll}, {name: event, value: pos.stocklevels.edit},
                                 {name: pollEndpoint, value: fd1.stock.get_levels}, {name: keyFields, value: pid+locid},
                                 {name: startFrom, value: all},
                                 {name: flowType, value: stock.0}, {name: eventType, value: stock.level-changed.0}]
                - templatedRoute:
                    routeTemplateRef: firehose-to-flowcore
                    routeId: without-poll
                    parameters: [{name: stream, value: without-poll}, {name: event, value: pos.customers.edit},
                                 {name: startFrom, value: all},
                                 {name: flowType, value: customer.0}, {name: eventType, value: customer.changed.0}]
                - templatedRoute:
                    routeTemplateRef: poll-to-flowcore
                    routeId: polled
                    parameters: [{name: stream, value: polled}, {name: endpoint, value: fd1.products.get_products},
                                 {name: flowType, value: product.0}, {name: eventType, value: product.changed.0}]
                """);
        try (Shop shop = Shop.open();
                Receiver receiver = Receiver.start(folder.resolve("receiver"));
                RunningRoutes routes =
                        RunningRoutes.start(folder, shop.settings(receiver.url()), TEMPLATES, "file:" + file)) {
            awaitEverything(shop, receiver);
            assertThat(routes.context().getRoute("with-poll").getEndpoint().getEndpointUri())
                    .contains("pollEndpoint=fd1.stock.get_levels");
            assertThat(routes.context().getRoute("without-poll").getEndpoint().getEndpointUri())
                    .doesNotContain("pollEndpoint");
        }
    }

    @Test
    void whileFd1IsUnreachableReadinessIsDownAndSaysWhyAndNothingIsLost() throws Exception {
        try (Receiver receiver = Receiver.start(folder.resolve("receiver"));
                OwnPort port = OwnPort.claim();
                RunningRoutes bridge = RunningRoutes.start(folder, Shop.settings(port.fd1(), receiver.url()), BRIDGE)) {
            await().untilAsserted(() -> assertThat(bridge.readiness("customers").getMessage())
                    .hasValueSatisfying(message -> assertThat(message)
                            .contains("stream=customers")
                            .contains("127.0.0.1:" + port.number())
                            .contains("refused")));
            assertThat(bridge.readiness("customers").getState()).isEqualTo(HealthCheck.State.DOWN);
            try (Shop shop = Shop.openAt(port.number())) {
                awaitEverything(shop, receiver);
                await().until(() -> bridge.readiness("customers").getState() == HealthCheck.State.UP);
            }
        }
    }

    @Test
    void whileFlowcoreIsUnreachableBatchesAreHeldAndHealthSaysWhyAndNothingIsLost() throws Exception {
        try (Shop shop = Shop.open();
                OwnPort port = OwnPort.claim();
                RunningRoutes bridge =
                        RunningRoutes.start(folder, shop.settings("http://127.0.0.1:" + port.number()), BRIDGE)) {
            await().untilAsserted(() -> assertThat(
                            bridge.readiness("customers").getDetails().get("delivery"))
                    .asString()
                    .contains("http://127.0.0.1:" + port.number()));
            shop.change("customers", 20);
            assertThat(bridge.stream("customers").delivered()).isZero();
            try (Receiver receiver = Receiver.startAt(port.number(), folder.resolve("receiver"))) {
                awaitEverything(shop, receiver);
                await().until(() -> !bridge.readiness("customers").getDetails().containsKey("delivery"));
            }
        }
    }

    @Test
    void whileFlowcoreDeniesReadinessIsDownAndSaysWhyAndNothingIsLost() throws Exception {
        try (Shop shop = Shop.open();
                ScriptedSink sink = new ScriptedSink().otherwise(request -> status(401, ""));
                RunningRoutes bridge = RunningRoutes.start(folder, shop.settings(sink.url()), BRIDGE)) {
            await().untilAsserted(() -> assertThat(HealthCheckHelper.invokeReadiness(bridge.context()))
                    .anySatisfy(result -> {
                        assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
                        assertThat(result.getMessage()).hasValueSatisfying(message -> assertThat(message)
                                .contains(sink.url())
                                .contains("401")
                                .doesNotContain(Receiver.KEY));
                    }));
            sink.otherwise(request -> accept());
            await().untilAsserted(() -> assertThat(Shop.received(sink))
                    .contains(shop.rows("customers"))
                    .contains(shop.rows("products"))
                    .contains(shop.rows("stocklevels")));
            await().until(() -> HealthCheckHelper.invokeReadiness(bridge.context()).stream()
                    .allMatch(result -> result.getState() == HealthCheck.State.UP));
            assertThat(new FileDeadLetterStore(folder.resolve("dead-letters")).ids())
                    .isEmpty();
        }
    }

    private static void awaitEverything(Shop shop, Receiver receiver) {
        Map<String, String> eventTypes = new HashMap<>();
        eventTypes.put("customers", "customer.0/customer.changed.0");
        eventTypes.put("products", "product.0/product.changed.0");
        eventTypes.put("stocklevels", "stock.0/stock.level-changed.0");
        eventTypes.forEach((table, type) -> await().untilAsserted(
                        () -> assertThat(receiver.stored(type.split("/")[0], type.split("/")[1]))
                                .as(table)
                                .containsAll(shop.rows(table))));
    }
}
