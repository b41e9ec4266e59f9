package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pineflow.fd1.Bridge.eventually;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.simulator.Dialect;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.Version;

/** A sink that is down or slow: the server is held back, buffers stay within their bounds, neighbours go on. */
class HoldBackTest {

    private static final int BUFFER = 60_000;
    /** What was read from the socket before it was held may come on top of the bound. */
    private static final int SLACK = 100_000;

    @TempDir
    private Path data;

    private Simulator simulator;

    @BeforeEach
    void startServer() {
        simulator = Simulator.start(
                SimulatorSettings.defaults().withSizes(3000, 20, 1).withChangesPerSecond(0));
    }

    @AfterEach
    void stopServer() {
        simulator.close();
    }

    private String firehose(String table, String options) {
        return "fd1:firehose:pos." + table + ".edit?url=" + simulator.url() + "&apiKey=sim-key&batchWait=5ms"
                + "&reconnectDelay=20ms&replayQuiet=100ms&redeliveryDelay=20ms"
                + "&redeliveryMaxDelay=50ms&rveStamp=&timeStamp=&maxBufferedBytes=" + BUFFER + options;
    }

    private void change(String table, int times) {
        for (int i = 0; i < times; i++) {
            simulator.chain().change(table);
        }
    }

    private Set<String> current(String table) {
        return simulator.chain().versions(table).stream().map(Version::json).collect(Collectors.toSet());
    }

    private void assertBounded(Bridge bridge) {
        assertThat(bridge.status().bufferedBytes()).isLessThan(BUFFER + SLACK);
    }

    @Test
    void aloneOnItsSocketTheFirehoseIsHeldByTcp() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose("customers", ""))) {
            bridge.awaitState(State.LIVE);
            long servedBefore = simulator.served();
            bridge.fail();
            change("customers", 20_000);
            bridge.awaitState(State.HELD);
            assertBounded(bridge);
            assertThat(bridge.status().position().rve())
                    .isLessThan(simulator.chain().lastRve());
            assertThat(simulator.served() - servedBefore).isLessThan(20_000);
            bridge.mend();
            eventually().until(() -> bridge.delivered().size() == 20_000);
            assertThat(new HashSet<>(bridge.delivered())).hasSize(20_000);
            assertThat(bridge.status().openings()).isEqualTo(1);
            bridge.awaitState(State.LIVE);
        }
    }

    @Test
    void heldLongerThanCloseAfterItIsClosedAndOpenedAgainAtItsPosition() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose("customers", "&closeAfter=150ms"))) {
            bridge.awaitState(State.LIVE);
            change("customers", 1);
            eventually()
                    .until(() -> bridge.status().position().rve() > 0
                            && bridge.delivered().size() == 1);
            bridge.fail();
            change("customers", 5_000);
            eventually().until(() -> bridge.status().condition().reason().contains("closeAfter"));
            assertBounded(bridge);
            bridge.mend();
            Set<String> newest = simulator.chain().versions("customers").stream()
                    .filter(version -> version.json().contains("revision"))
                    .map(Version::json)
                    .collect(Collectors.toSet());
            eventually().untilAsserted(() -> assertThat(new HashSet<>(bridge.delivered()))
                    .containsAll(newest));
            eventually()
                    .untilAsserted(() -> assertThat(bridge.status().position().rve())
                            .isEqualTo(simulator.chain().lastRve()));
            assertThat(bridge.status().openings()).isGreaterThan(1);
            assertThat(bridge.status().position().gaps()).isEmpty();
        }
    }

    @Test
    void onASharedSocketItIsCancelledTheNeighbourGoesOnAndItComesBack() throws Exception {
        try (Bridge bridge = Bridge.prepare(data)) {
            bridge.add("bridge", firehose("customers", ""));
            bridge.add("neighbour", firehose("products", ""));
            bridge.context().start();
            bridge.awaitState(State.LIVE);
            eventually().until(() -> bridge.status("neighbour").condition().state() == State.LIVE);
            assertThat(simulator.connections()).isEqualTo(1);
            change("customers", 1);
            eventually().until(() -> bridge.status().position().rve() > 0);
            bridge.fail();
            change("customers", 20_000);
            bridge.awaitState(State.HELD);
            change("products", 10);
            eventually().until(() -> bridge.delivered("neighbour").size() == 10);
            assertThat(bridge.status().condition().state()).isEqualTo(State.HELD);
            assertBounded(bridge);
            bridge.mend();
            bridge.awaitState(State.LIVE);
            eventually()
                    .untilAsserted(() ->
                            assertThat(bridge.status().position().rve()).isGreaterThanOrEqualTo(newestOf("customers")));
            assertThat(new HashSet<>(bridge.delivered()))
                    .containsAll(simulator.chain().versions("customers").stream()
                            .filter(version -> version.rve() > firstDelivered(bridge))
                            .map(Version::json)
                            .toList());
            assertThat(bridge.status("neighbour").openings()).isEqualTo(1);
        }
    }

    private long newestOf(String table) {
        return simulator.chain().versions(table).stream()
                .mapToLong(Version::rve)
                .max()
                .orElseThrow();
    }

    private static long firstDelivered(Bridge bridge) {
        return bridge.events().get(0).rve();
    }

    @Test
    void historyOnASharedSocketWithASlowSinkComesToItsEnd() throws Exception {
        try (Bridge bridge = Bridge.prepare(data)) {
            String slow = firehose("customers", "&startFrom=all&batchSize=100");
            Bridge.Sink sink = bridge.sink("slow");
            bridge.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(slow).routeId("slow").delay(20).process(sink::deliver);
                }
            });
            bridge.add("neighbour", firehose("products", ""));
            bridge.context().start();
            eventually().until(() -> bridge.delivered("slow").size() > 100);
            change("products", 5);
            eventually().until(() -> bridge.delivered("neighbour").size() == 5);
            eventually().until(() -> bridge.status("slow").condition().state() == State.LIVE);
            eventually()
                    .untilAsserted(() ->
                            assertThat(bridge.status("slow").position().rve()).isEqualTo(newestOf("customers")));
            assertThat(new HashSet<>(bridge.delivered("slow"))).isEqualTo(current("customers"));
            assertThat(bridge.delivered("slow")).hasSize(3000);
        }
    }

    @Test
    void aPollIsHeldByTcpAndLosesNothing() throws Exception {
        String uri = "fd1:poll:fd1.customers.get_customers?url=" + simulator.url() + "&apiKey=sim-key&batchWait=5ms"
                + "&initialDelay=0&delay=20&redeliveryDelay=20ms&redeliveryMaxDelay=50ms&rveStamp=&timeStamp="
                + "&maxBufferedBytes=" + BUFFER;
        try (Bridge bridge = Bridge.prepare(data)) {
            bridge.sink("bridge").fail();
            Bridge.Sink sink = bridge.sink("bridge");
            bridge.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(uri).routeId("bridge").process(sink::deliver);
                }
            });
            bridge.context().start();
            bridge.awaitState(State.HELD);
            assertThat(bridge.status().received()).isLessThan(3000);
            bridge.mend();
            eventually().until(() -> bridge.status().position().rve() == newestOf("customers"));
            assertThat(bridge.delivered()).hasSize(3000);
        }
    }

    @Test
    void whileCatchingUpByPollTheBuffersAreBoundedToo() throws Exception {
        String uri = firehose("customers", "&startFrom=all&pollEndpoint=fd1.customers.get_customers");
        try (Bridge bridge = Bridge.prepare(data)) {
            bridge.add("bridge", uri);
            bridge.fail();
            bridge.context().start();
            eventually().until(() -> bridge.status().bufferedBytes() > BUFFER / 2);
            change("customers", 2_000);
            eventually().until(() -> bridge.status().retries() > 2);
            assertThat(bridge.status().bufferedBytes()).isLessThan(2 * BUFFER + 200_000);
            bridge.mend();
            bridge.awaitState(State.LIVE);
            eventually().untilAsserted(() -> assertThat(new HashSet<>(bridge.delivered()))
                    .containsAll(current("customers")));
        }
    }

    @Test
    void aServerThatIgnoresTheCancelLosesItsSocketEvenWhenTheSinkIsUpAgain() throws Exception {
        simulator.speak(Dialect.parse(java.util.List.of("cancel=ignored")));
        try (Bridge bridge = Bridge.prepare(data)) {
            bridge.add("bridge", firehose("customers", ""));
            bridge.add("neighbour", firehose("products", ""));
            bridge.context().start();
            bridge.awaitState(State.LIVE);
            eventually().until(() -> bridge.status("neighbour").condition().state() == State.LIVE);
            change("customers", 1);
            eventually().until(() -> bridge.status().position().rve() > 0);
            bridge.fail();
            change("customers", 2_000);
            bridge.awaitState(State.HELD);
            bridge.mend();
            bridge.awaitState(State.LIVE);
            eventually().pollInterval(java.time.Duration.ofMillis(50)).until(() -> {
                change("customers", 1);
                return bridge.status("neighbour").openings() > 1;
            });
            bridge.awaitState(State.LIVE);
            change("customers", 1);
            eventually()
                    .untilAsserted(
                            () -> assertThat(bridge.status().position().rve()).isEqualTo(newestOf("customers")));
        }
    }
}
