package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.network.OwnPort;
import org.pineflow.postgres.TestPostgres;

/**
 * Flowcore's own JavaScript clients, as they are on npm, against the shipped service: the tests of {@code
 * src/test/clients}. Needs Node 20 and npm: without them nothing is tested, which fails where {@code CI} is set.
 */
class OfficialClientsTest {

    private static final String KEY = "fc_shop1_0123456789abcdef";
    private static final String SLOW_KEY = "fc_slow1_0123456789abcdef";
    private static final String OTHER_TENANTS_KEY = "fc_other1_0123456789abcdef";
    private static final String CATALOG = "src/test/clients/catalog.yaml";

    @TempDir
    Path folder;

    @TempDir
    Path folderOfFull;

    @TestFactory
    Stream<DynamicNode> theOfficialClientsUseTheServiceWithoutNoticing() throws Exception {
        needNode();
        NodeProject clients = new NodeProject(Path.of("src/test/clients"), Path.of("target/clients"));
        clients.install();
        try (OwnPort notifications = OwnPort.claim()) {
            return theyUse(clients, notifications);
        }
    }

    private Stream<DynamicNode> theyUse(NodeProject clients, OwnPort notifications) throws Exception {
        ShiftedClock clock = new ShiftedClock();
        Map<String, String> properties = Map.of(
                "pineflow.ingest.catalog",
                CATALOG,
                "pineflow.ingest.store",
                TestPostgres.newDatabase(),
                "pineflow.ingest.store.user",
                TestPostgres.USER,
                "pineflow.ingest.notify.port",
                notifications.toString());
        Map<String, String> small =
                Map.of("pineflow.ingest.catalog", CATALOG, "pineflow.ingest.maxStoreBytes", "1000000");
        try (RunningIngestion service = new RunningIngestion(folder, properties, Map.of("clock", clock));
                RunningIngestion full = new RunningIngestion(folderOfFull, small)) {
            archiveSomething(service, clock);
            return nodes(clients.test(Map.of(
                    "PINEFLOW_URL",
                    "http://127.0.0.1:" + service.port(),
                    "PINEFLOW_FULL_URL",
                    "http://127.0.0.1:" + full.port(),
                    "PINEFLOW_NOTIFICATION_URL",
                    "ws://127.0.0.1:" + notifications + "/notifications",
                    "PINEFLOW_KEY",
                    KEY,
                    "PINEFLOW_KEY_ID",
                    "shop1",
                    "PINEFLOW_SLOW_KEY",
                    SLOW_KEY,
                    "PINEFLOW_OTHER_KEY",
                    OTHER_TENANTS_KEY,
                    "PINEFLOW_DATA_CORE_ID",
                    RunningIngestion.DATA_CORE_ID)));
        }
    }

    private static void needNode() throws Exception {
        if (NodeProject.canRun()) {
            return;
        }
        String message =
                "Flowcore's official clients are NOT tested: this machine has no npm, or no Node from version 20";
        assertThat(System.getenv("CI")).as(message).isNull();
        System.err.println("#".repeat(100) + "\n# " + message + "\n" + "#".repeat(100));
        Assumptions.abort(message);
    }

    /** Three events of which only the cold store knows. */
    private static void archiveSomething(RunningIngestion service, ShiftedClock clock) throws Exception {
        clock.shift(Duration.ofDays(-8));
        assertThat(service.post(
                                "/events/acme/retail/reading.0/archived.0",
                                """
                                [{"n":0,"at":"2024-08-01T06:10:00.000Z"},
                                 {"n":1,"at":"2024-08-01T06:20:00.000Z"},
                                 {"n":2,"at":"2024-08-01T06:30:00.000Z"}]""",
                                "x-flowcore-event-time-key",
                                "at",
                                "x-flowcore-metadata-json",
                                base64("{\"source\":\"archive\"}"))
                        .statusCode())
                .isEqualTo(200);
        clock.shift(Duration.ZERO);
        service.keep("ingestArchiving");
        service.keep("ingestExpiring");
        EventTypeName archived = service.service()
                .eventType("acme", "retail", "reading.0", "archived.0")
                .orElseThrow();
        assertThat(service.service().store().count(archived)).isZero();
    }

    private static Stream<DynamicNode> nodes(List<NodeProject.Result> results) {
        Map<String, List<NodeProject.Result>> suites = results.stream()
                .collect(
                        Collectors.groupingBy(result -> result.path().get(0), LinkedHashMap::new, Collectors.toList()));
        return suites.entrySet().stream()
                .map(suite -> DynamicContainer.dynamicContainer(
                        suite.getKey(), suite.getValue().stream().map(OfficialClientsTest::node)));
    }

    private static DynamicNode node(NodeProject.Result result) {
        String name = String.join(", ", result.path());
        return DynamicTest.dynamicTest(name, () -> {
            if (!result.passed()) {
                throw new AssertionError(name + ":\n" + result.error());
            }
        });
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The time of day, from a day that can be set. */
    private static final class ShiftedClock extends Clock {

        private final AtomicReference<Duration> shift = new AtomicReference<>(Duration.ZERO);

        void shift(Duration by) {
            shift.set(by);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(shift.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
