package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pineflow.fd1.Bridge.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.event.Event;
import org.pineflow.event.EventBatch;
import org.pineflow.fd1.FakeServer.Client;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.Gap;
import org.pineflow.position.MemoryPositionStore;
import org.pineflow.position.Position;
import org.pineflow.simulator.Dialect;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.Version;

/** What always holds, at the level of routes: each test bears the name of its rule. */
class RulesTest {

    private static final String OPEN = "fd1.firehose.open_firehose";
    private static final String POLL = "fd1.rows";
    private static final String FAST =
            "&batchWait=5ms&reconnectDelay=20ms&redeliveryDelay=10ms&redeliveryMaxDelay=30ms" + "&rveStamp=&timeStamp=";

    @TempDir
    private Path data;

    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    @AfterEach
    void closeServers() throws Exception {
        for (AutoCloseable server : open) {
            server.close();
        }
    }

    private FakeServer serve(FakeServer.Script script) {
        FakeServer server = new FakeServer(script);
        open.add(server);
        return server;
    }

    private Simulator simulate(String... dialect) {
        Simulator simulator = Simulator.start(SimulatorSettings.defaults()
                .withSizes(50, 5, 1)
                .withChangesPerSecond(0)
                .withDialect(Dialect.parse(List.of(dialect))));
        open.add(simulator);
        return simulator;
    }

    private static String customers(Simulator simulator) {
        return "fd1:firehose:pos.customers.edit?url=" + simulator.url() + "&apiKey=sim-key" + FAST;
    }

    private static String firehose(FakeServer server) {
        return "fd1:firehose:x?url=" + server.url() + "&openSettle=20ms" + FAST;
    }

    private static String row(String key, long rve) {
        return "{\"physkey\":\"" + key + "\",\"rve\":" + rve + "}";
    }

    private static long rve(String time) {
        return Long.parseLong("20260102" + time + "00000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "seda", "failing", "lanes"})
    void thePositionNeverRunsAheadOfReceipts(String kind) throws Exception {
        Simulator simulator = simulate();
        Set<String> receipts = ConcurrentHashMap.newKeySet();
        AtomicInteger calls = new AtomicInteger();
        long before = simulator.chain().lastRve();
        WatchedPositions positions = new WatchedPositions(
                new MemoryPositionStore(), position -> simulator.chain().history().get("customers").stream()
                        .filter(version -> version.rve() > before && version.rve() <= position.rve())
                        .filter(version -> !isStartingPoint(position, version))
                        .allMatch(version -> receipts.contains(version.json())));
        String lanes = kind.equals("lanes") || kind.equals("failing") ? "&maxInFlight=4" : "";
        String uri = customers(simulator) + "&batchSize=7&positionStore=#watched" + lanes;
        try (Bridge bridge = Bridge.prepare(data)) {
            bridge.context().getRegistry().bind("watched", positions);
            bridge.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    String sink = (kind.equals("seda") ? "seda" : "direct") + ":sink";
                    from(uri).routeId("bridge").to(sink);
                    from(sink).errorHandler(noErrorHandler()).process(exchange -> {
                        if (kind.equals("failing") && calls.incrementAndGet() % 3 == 0) {
                            throw new IllegalStateException("the sink hiccups");
                        }
                        for (Event event : exchange.getMessage().getBody(EventBatch.class)) {
                            receipts.add(event.toString());
                        }
                    });
                }
            });
            bridge.context().start();
            bridge.awaitState(State.LIVE);
            for (int i = 0; i < 300; i++) {
                simulator.chain().change("customers");
            }
            eventually()
                    .untilAsserted(() -> assertThat(bridge.status().position().rve())
                            .isEqualTo(simulator.chain().lastRve()));
            assertThat(receipts).hasSize(300);
            assertThat(positions.tooEarly()).isEmpty();
            assertThat(positions.writes()).isGreaterThan(2);
        }
    }

    /** Where a stream starts now, the position stands at its first row, with nothing delivered there. */
    private static boolean isStartingPoint(Position position, Version version) {
        return version.rve() == position.rve() && position.delivered().isEmpty();
    }

    @Test
    void withNowTheFirstRowBecomesTheRestartPointBeforeItIsRouted() throws Exception {
        Simulator simulator = simulate();
        List<Long> seen = new CopyOnWriteArrayList<>();
        try (Bridge bridge = Bridge.prepare(data)) {
            bridge.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(customers(simulator) + "&stream=s").routeId("bridge").process(exchange -> {
                        seen.add(bridge.positions().read("s").orElseThrow().rve());
                        throw new IllegalStateException("the sink is down");
                    });
                }
            });
            bridge.context().start();
            bridge.awaitState(State.LIVE);
            Version first = simulator.chain().change("customers");
            simulator.chain().change("customers");
            eventually().until(() -> seen.size() > 2);
            assertThat(seen).containsOnly(first.rve());
        }
    }

    @Test
    void theStartRecordIsWrittenBeforeTheRequestAndWinsOverConfigurationLater() throws Exception {
        List<String> starts = new CopyOnWriteArrayList<>();
        try (Bridge bridge = Bridge.prepare(data)) {
            FakeServer server = serve((client, rq, packet) -> {
                starts.add(bridge.positions()
                        .read("s")
                        .flatMap(Position::start)
                        .map(Position.Start::from)
                        .orElse("none"));
            });
            bridge.add("bridge", firehose(server) + "&stream=s");
            bridge.context().start();
            eventually().until(() -> starts.size() == 1);
            bridge.context().getRouteController().stopRoute("bridge");
            bridge.context().removeRoute("bridge");
            bridge.add("bridge", firehose(server) + "&stream=s&startFrom=all");
            eventually().until(() -> starts.size() == 2);
            assertThat(starts).containsExactly("now", "now");
            assertThat(server.requests(OPEN))
                    .noneMatch(request -> request.path("v").has("rve"));
        }
    }

    @Test
    void aPollThatBreaksLeavesThePositionAndStartsOver() throws Exception {
        AtomicInteger polls = new AtomicInteger();
        FakeServer server = serve((client, rq, packet) -> {
            client.chunk(rq, 1, row("A", rve("080030")), row("B", rve("080010")));
            if (polls.incrementAndGet() == 1) {
                client.close();
            } else {
                client.chunk(rq, 2, row("C", rve("080020")));
                client.send("{\"rp\":\"" + rq + "\",\"ch\":0}");
            }
        });
        String uri = "fd1:poll:" + POLL + "?url=" + server.url() + FAST + "&initialDelay=0&delay=300&stream=s";
        try (Bridge bridge = Bridge.start(data, uri)) {
            eventually().until(() -> bridge.delivered().size() == 2);
            assertThat(bridge.positions().read("s").orElseThrow().rve()).isZero();
            eventually().until(() -> bridge.delivered().size() == 3);
            eventually().until(() -> bridge.status().position().rve() == rve("080030"));
            assertThat(server.requests(POLL).get(1).path("q").isMissingNode()).isTrue();
        }
    }

    @Test
    void whileAReplayLastsThePositionStaysAndOlderVersionsAreStale() throws Exception {
        List<Client> clients = new CopyOnWriteArrayList<>();
        List<String> rqs = new CopyOnWriteArrayList<>();
        FakeServer server = serve((client, rq, packet) -> {
            rqs.add(rq);
            clients.add(client);
            client.rows(rq, row("A", rve("090000")), row("B", rve("080000")));
            client.rows(rq, row("A", rve("085959")), row("B", rve("080000")).replace("}", ",\"n\":1}"));
        });
        String uri = firehose(server) + "&stream=s&startFrom=all&replayQuiet=300ms&overlap=1s";
        try (Bridge bridge = Bridge.start(data, uri)) {
            eventually().until(() -> bridge.delivered().size() == 3);
            assertThat(bridge.positions().read("s").orElseThrow().rve()).isZero();
            assertThat(bridge.status().condition().state()).isEqualTo(State.CATCHING_UP);
            assertThat(bridge.delivered()).contains(row("B", rve("080000")).replace("}", ",\"n\":1}"));
            assertThat(bridge.status().stale()).isEqualTo(1);
            bridge.awaitState(State.LIVE);
            eventually().until(() -> bridge.status().position().rve() == rve("090000"));

            clients.get(0).rows(rqs.get(0), row("C", rve("070000")));
            eventually().until(() -> bridge.delivered().contains(row("C", rve("070000"))));
            eventually()
                    .untilAsserted(() -> assertThat(bridge.status().position().gaps())
                            .singleElement()
                            .satisfies(gap -> assertThat(gap.detail()).contains("after the history")));
        }
    }

    @Test
    void staleRowsAreKeptAndMarkedWhereThatIsWanted() throws Exception {
        FakeServer server = serve((client, rq, packet) ->
                client.rows(rq, row("A", rve("090000")), row("A", rve("085959")), row("A", rve("090001"))));
        try (Bridge bridge = Bridge.start(data, firehose(server) + "&startFrom=all&stale=keep")) {
            eventually().until(() -> bridge.delivered().size() == 3);
            assertThat(bridge.events().stream().map(Event::stale)).containsExactly(false, true, false);
        }
    }

    @Test
    void withPollTheFirehoseIsOpenFirstLiveRowsDoNotWaitAndThePositionStaysUntilTheEnd() throws Exception {
        Map<String, String> rqs = new ConcurrentHashMap<>();
        Map<String, Client> clients = new ConcurrentHashMap<>();
        AtomicInteger polls = new AtomicInteger();
        FakeServer server = serve((client, rq, packet) -> {
            String address = packet.path("a").asText();
            boolean probe = address.equals(POLL) && packet.path("q").toString().contains("9000");
            if (probe) {
                client.rows(rq);
                return;
            }
            rqs.put(address, rq);
            clients.put(address, client);
            if (address.equals(OPEN)) {
                client.rows(rq, row("A", rve("090000")));
            } else if (address.equals(POLL) && polls.incrementAndGet() == 1) {
                client.chunk(rq, 1, row("A", rve("080000")), row("B", rve("080001")));
                client.close();
            } else if (address.equals(POLL)) {
                client.chunk(rq, 1, row("A", rve("080000")), row("B", rve("080001")), row("C", rve("080002")));
            }
        });
        String uri = firehose(server) + "&stream=s&startFrom=all&pollEndpoint=" + POLL;
        try (Bridge bridge = Bridge.start(data, uri)) {
            eventually().until(() -> polls.get() == 2);
            clients.get(OPEN).rows(rqs.get(OPEN), row("D", rve("090001")));
            eventually().until(() -> bridge.delivered().contains(row("D", rve("090001"))));
            eventually().until(() -> bridge.delivered().contains(row("C", rve("080002"))));
            assertThat(bridge.positions().read("s").orElseThrow().rve()).isZero();
            assertThat(bridge.delivered())
                    .as("an older version than the live one is stale")
                    .doesNotContain(row("A", rve("080000")));
            assertThat(server.requests(OPEN)).as("both start over").hasSize(2);
            List<String> order = server.requests().stream()
                    .map(request -> request.path("a").asText())
                    .toList();
            assertThat(order.indexOf(OPEN)).isLessThan(order.indexOf(POLL));

            clients.get(POLL).send("{\"rp\":\"" + rqs.get(POLL) + "\",\"ch\":0}");
            bridge.awaitState(State.LIVE);
            eventually().until(() -> bridge.status().position().rve() == rve("090001"));
        }
    }

    @Test
    void aRefusedRestartIsAGapNotNow() throws Exception {
        Simulator simulator = simulate();
        try (Bridge bridge = Bridge.start(data, customers(simulator) + "&replayQuiet=100ms&stream=s")) {
            long position = leaveAtFirstChange(simulator, bridge);
            simulator.chain().change("customers");
            simulator.speak(Dialect.parse(List.of("restart=rejected")));
            try (LogLines log = new LogLines()) {
                bridge.context().getRouteController().startRoute("bridge");
                bridge.awaitState(State.LIVE);
                eventually().untilAsserted(() -> assertThat(
                                bridge.positions().read("s").orElseThrow().gaps())
                        .singleElement()
                        .satisfies(gap -> {
                            assertThat(gap.fromRve()).isEqualTo(position);
                            assertThat(gap.cause()).isEqualTo(Gap.Cause.RESTART_REFUSED);
                        }));
                assertThat(log.lines()).anySatisfy(line -> assertThat(line).startsWith("WARN stream=s has a gap"));
            }
            Version live = simulator.chain().change("customers");
            eventually().until(() -> bridge.status().position().rve() == live.rve());
        }
    }

    @Test
    void withoutAPollEndpointAnIgnoredRestartIsUnprovenAndNothingIsGuessed() throws Exception {
        Simulator simulator = simulate();
        try (Bridge bridge = Bridge.start(data, customers(simulator) + "&replayQuiet=100ms&stream=s")) {
            leaveAtFirstChange(simulator, bridge);
            simulator.speak(Dialect.parse(List.of("restart=ignored")));
            bridge.context().getRouteController().startRoute("bridge");
            bridge.awaitState(State.LIVE);
            eventually().until(() -> bridge.positions()
                    .read("s")
                    .orElseThrow()
                    .restartUnproven()
                    .isPresent());
            assertThat(bridge.status().position().gaps()).isEmpty();

            simulator.speak(Dialect.parse(List.of()));
            bridge.restartRoute();
            eventually().untilAsserted(() -> assertThat(
                            bridge.positions().read("s").orElseThrow().restartUnproven())
                    .as("the record at the position has come")
                    .isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "sequenced&sequencedArgument=v.sequenced=true"})
    void withAPollEndpointAnIgnoredRestartIsAGapAndPolledAtOnce(String restart) throws Exception {
        Simulator simulator = simulate();
        String uri = customers(simulator)
                + "&replayQuiet=100ms&stream=s&pollEndpoint=fd1.customers.get_customers&restart=" + restart;
        try (Bridge bridge = Bridge.start(data, uri)) {
            long position = leaveAtFirstChange(simulator, bridge);
            Version missed = simulator.chain().change("customers");
            simulator.speak(Dialect.parse(List.of("restart=ignored")));
            bridge.context().getRouteController().startRoute("bridge");
            bridge.awaitState(State.LIVE);
            eventually().until(() -> bridge.delivered().contains(missed.json()));
            eventually().until(() -> bridge.status().position().rve() == missed.rve());
            assertThat(bridge.status().position().gaps()).singleElement().satisfies(gap -> {
                assertThat(gap.fromRve()).isEqualTo(position);
                assertThat(gap.cause()).isEqualTo(Gap.Cause.RESTART_IGNORED);
                assertThat(gap.detail()).contains("restartArgument", "fd1.customers.get_customers");
            });
        }
    }

    @Test
    void withAPollEndpointAnHonouredRestartIsProven() throws Exception {
        Simulator simulator = simulate();
        String uri = customers(simulator)
                + "&replayQuiet=100ms&stream=s&pollEndpoint=fd1.customers.get_customers&restart=replay";
        try (Bridge bridge = Bridge.start(data, uri)) {
            leaveAtFirstChange(simulator, bridge);
            Version missed = simulator.chain().change("customers");
            bridge.context().getRouteController().startRoute("bridge");
            bridge.awaitState(State.LIVE);
            eventually().until(() -> bridge.status().position().rve() == missed.rve());
            assertThat(bridge.delivered()).contains(missed.json());
            assertThat(bridge.status().position().gaps()).isEmpty();

            bridge.restartRoute();
            bridge.awaitState(State.LIVE);
            assertThat(bridge.status().position().gaps())
                    .as("nothing was missed, so nothing had to come")
                    .isEmpty();
            assertThat(bridge.status().position().restartUnproven()).isEmpty();
        }
    }

    @Test
    void withAPollEndpointARefusedRestartIsAGapAndPolled() throws Exception {
        Simulator simulator = simulate();
        String uri = customers(simulator)
                + "&replayQuiet=100ms&openSettle=20ms&stream=s&pollEndpoint=fd1.customers.get_customers&restart=replay";
        try (Bridge bridge = Bridge.start(data, uri)) {
            leaveAtFirstChange(simulator, bridge);
            Version missed = simulator.chain().change("customers");
            simulator.speak(Dialect.parse(List.of("restart=rejected")));
            bridge.context().getRouteController().startRoute("bridge");
            bridge.awaitState(State.LIVE);
            eventually().until(() -> bridge.delivered().contains(missed.json()));
            assertThat(bridge.status().position().gaps()).singleElement().satisfies(gap -> assertThat(gap.cause())
                    .isEqualTo(Gap.Cause.RESTART_REFUSED));
        }
    }

    /** Delivers one change, and stops the route. The result is the position. */
    private static long leaveAtFirstChange(Simulator simulator, Bridge bridge) throws Exception {
        bridge.awaitState(State.LIVE);
        simulator.chain().change("customers");
        eventually()
                .until(() -> bridge.delivered().size() == 1
                        && bridge.status().position().delivered().size() == 1);
        bridge.context().getRouteController().stopRoute("bridge");
        return bridge.status().position().rve();
    }

    @Test
    void withRestartNoneEveryStretchWithoutTheFirehoseIsAGap() throws Exception {
        Simulator simulator = simulate();
        String uri = "fd1:firehose:device.event?restart=none&url=" + simulator.url() + "&apiKey=sim-key" + FAST;
        try (Bridge bridge = Bridge.start(data, uri)) {
            bridge.awaitState(State.LIVE);
            assertThat(bridge.status().position().gaps()).isEmpty();
            simulator.chain().readDevice();
            eventually().until(() -> bridge.delivered().size() == 1);
            simulator.cutConnections();
            eventually().until(() -> bridge.status().position().gaps().size() == 1);
            assertThat(bridge.status().position().gaps().get(0).detail()).contains("restart=none");
        }
    }

    @Test
    void bytesArriveAsTheyCameButForTheStamps() throws Exception {
        String odd = "{ \"physkey\":\"A\" ,\"big\":1e400,\"one\":1.0,\"id\":12345678901234567890123,"
                + "\"text\":\"\\u00e9\\/\u00e9\u65e5\ud83d\ude00\",\"b\":{\"z\":[1,2 ,3]},\"a\":null,\"rve\":"
                + rve("080000") + "}";
        FakeServer server = serve((client, rq, packet) -> client.rows(rq, odd));
        String stamped = firehose(server).replace("&rveStamp=&timeStamp=", "") + "&startFrom=all";
        try (Bridge bridge = Bridge.start(data, stamped)) {
            eventually().until(() -> bridge.delivered().size() == 1);
            assertThat(bridge.delivered().get(0))
                    .isEqualTo(odd.substring(0, odd.length() - 1) + ",\"_rve\":\"" + rve("080000")
                            + "\",\"_eventTime\":\"2026-01-02T08:00:00.000Z\"}");
        }
    }

    @Test
    void withinAKeyNoOlderVersionFollowsANewerOne() throws Exception {
        Simulator simulator = simulate("history=shuffled");
        String uri = customers(simulator) + "&startFrom=all&replayQuiet=200ms&maxInFlight=4&batchSize=3";
        try (Bridge bridge = Bridge.start(data, uri)) {
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 50; j++) {
                    simulator.chain().change("customers");
                }
                simulator.cutConnections();
            }
            Set<String> current = simulator.chain().versions("customers").stream()
                    .map(Version::json)
                    .collect(Collectors.toSet());
            eventually().untilAsserted(() -> assertThat(bridge.delivered()).containsAll(current));
            Map<String, Long> newest = new HashMap<>();
            for (Event event : bridge.events()) {
                assertThat(event.rve()).isGreaterThanOrEqualTo(newest.getOrDefault(event.key(), 0L));
                newest.put(event.key(), event.rve());
            }
        }
    }

    @Test
    void anotherFingerprintStopsTheStreamWithTheCure() throws Exception {
        FakeServer server = serve((client, rq, packet) -> client.rows(rq, row("A", rve("080000"))));
        try (Bridge bridge = Bridge.start(data, firehose(server) + "&stream=s&startFrom=all")) {
            eventually().until(() -> bridge.delivered().size() == 1);
        }
        int asked = server.requests().size();
        String other = firehose(server) + "&stream=s&query=RAW({\"department\":2})";
        try (Bridge bridge = Bridge.start(data, other)) {
            bridge.awaitState(State.STOPPED);
            assertThat(bridge.status().condition().reason())
                    .contains("department", "stream=", "put the route back as it was");
            assertThat(server.requests()).hasSize(asked);
        }
    }

    @Test
    void anotherServerIsAskedFromAnHourEarlier() throws Exception {
        FakeServer first = serve((client, rq, packet) -> client.rows(rq, row("A", rve("090000"))));
        String options = "&stream=s&startFrom=all&replayQuiet=50ms&overlap=1m";
        try (Bridge bridge = Bridge.start(data, firehose(first) + options)) {
            eventually().until(() -> bridge.status().position().rve() == rve("090000"));
        }
        FakeServer second = serve((client, rq, packet) -> {});
        try (Bridge bridge = Bridge.start(data, firehose(second) + options)) {
            eventually().until(() -> !second.requests(OPEN).isEmpty());
            JsonNode from = second.requests(OPEN).get(0).path("v").path("rve");
            assertThat(Rve.parse(from.asText())).hasValue(rve("075900"));
        }
    }

    @Test
    void twoRoutesWithOneStreamNameAreRefused() throws Exception {
        FakeServer server = serve((client, rq, packet) -> {});
        try (Bridge bridge = Bridge.start(data, firehose(server) + "&stream=s")) {
            String twin = "fd1:poll:" + POLL + "?stream=s&url=" + server.url();
            for (String id : List.of("second", "third")) {
                assertThatThrownBy(() -> bridge.add(id, twin))
                        .hasMessageContaining("two routes have the stream name s")
                        .hasMessageContaining("stream=…");
            }
            bridge.restartRoute();
            bridge.awaitState(State.LIVE);
        }
    }

    @Test
    void aStreamHasOneOwnerAndTheNextOneTakesItOver() throws Exception {
        FakeServer server = serve((client, rq, packet) -> client.rows(rq, row("A", rve("080000"))));
        String uri = firehose(server) + "&stream=s&startFrom=all";
        Bridge owner = Bridge.start(data, uri);
        eventually().until(() -> owner.delivered().size() == 1);
        try (Bridge waiting = Bridge.start(data, uri)) {
            eventually()
                    .untilAsserted(() ->
                            assertThat(waiting.status().condition().reason()).contains("owns the stream"));
            assertThat(server.requests(OPEN)).hasSize(1);
            owner.close();
            eventually().until(() -> waiting.delivered().size() == 1);
        } finally {
            owner.close();
        }
    }
}
