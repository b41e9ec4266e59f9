package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pineflow.fd1.Bridge.eventually;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.network.OwnPort;
import org.pineflow.position.Position;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.Version;

/** Routes are stopped, started, suspended and resumed as any others; readiness tells the truth all the while. */
class LifecycleTest {

    @TempDir
    private Path data;

    private Simulator simulator;

    @BeforeEach
    void startServer() {
        simulator =
                Simulator.start(SimulatorSettings.defaults().withSizes(30, 5, 1).withChangesPerSecond(0));
    }

    @AfterEach
    void stopServer() {
        simulator.close();
    }

    private String uri(String operation) {
        String common = "?url=" + simulator.url() + "&apiKey=sim-key&batchWait=5ms&reconnectDelay=20ms&overlap=0s"
                + "&redeliveryDelay=20ms&rveStamp=&timeStamp=";
        return operation.equals("poll")
                ? "fd1:poll:fd1.customers.get_customers" + common + "&initialDelay=0&delay=20"
                : "fd1:firehose:pos.customers.edit" + common + "&startFrom=all&replayQuiet=100ms&openSettle=50ms";
    }

    @Test
    void theOnlyClockOfTheRegistryIsTheStreamsClock() throws Exception {
        Instant noon = Instant.parse("2020-02-29T12:00:00Z");
        try (Bridge bridge = Bridge.start(data, uri("firehose"), context -> context.getRegistry()
                .bind("clock", Clock.fixed(noon, ZoneOffset.UTC)))) {
            eventually().untilAsserted(() -> assertThat(
                            bridge.status().position().start().map(Position.Start::when))
                    .contains(noon));
        }
    }

    private void awaitEverything(Bridge bridge) {
        eventually().untilAsserted(() -> assertThat(bridge.status().position().rve())
                .isEqualTo(simulator.chain().versions("customers").stream()
                        .mapToLong(version -> version.rve())
                        .max()
                        .orElseThrow()));
    }

    private HealthCheck.State readiness(Bridge bridge) {
        return bridge.readiness("bridge").getState();
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "firehose"})
    void suspendedItTakesNothingInAndResumedItGoesOnWhereItWas(String operation) throws Exception {
        try (Bridge bridge = Bridge.start(data, uri(operation))) {
            awaitEverything(bridge);
            int before = bridge.delivered().size();
            bridge.context().getRouteController().suspendRoute("bridge");
            eventually().until(() -> simulator.connections() == 0);
            simulator.chain().change("customers");
            simulator.chain().change("customers");
            assertThat(bridge.delivered()).hasSize(before);
            bridge.context().getRouteController().resumeRoute("bridge");
            awaitEverything(bridge);
            assertThat(bridge.delivered().size() - before).isBetween(1, 3);
            assertThat(bridge.status().position().gaps()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "firehose"})
    void stoppedAndStartedItGoesOnWhereItWas(String operation) throws Exception {
        try (Bridge bridge = Bridge.start(data, uri(operation))) {
            awaitEverything(bridge);
            for (int i = 0; i < 3; i++) {
                bridge.context().getRouteController().stopRoute("bridge");
                simulator.chain().change("customers");
                bridge.context().getRouteController().startRoute("bridge");
                awaitEverything(bridge);
            }
            assertThat(bridge.delivered()).hasSizeBetween(31, 36);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "firehose"})
    void aContextThatIsStoppedWhileTheSinkIsDownStopsSoonAndKeepsThePosition(String operation) throws Exception {
        Bridge bridge = Bridge.prepare(data);
        bridge.context().getShutdownStrategy().setTimeout(60);
        bridge.add("bridge", uri(operation));
        bridge.fail();
        bridge.context().start();
        eventually().until(() -> bridge.status().retries() > 1);
        String stream = bridge.status().stream();
        long started = System.nanoTime();
        bridge.close();
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(30));
        assertThat(bridge.context().getStatus()).isEqualTo(ServiceStatus.Stopped);
        assertThat(data.resolve("dead-letters")).doesNotExist();
        try (Bridge next = Bridge.start(data, uri(operation))) {
            assertThat(next.positions().read(stream).orElseThrow().rve()).isZero();
            awaitEverything(next);
            assertThat(next.delivered()).hasSize(30);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "firehose"})
    void aBatchInFlightMayEndWhileTheContextStops(String operation) throws Exception {
        CountDownLatch inFlight = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Bridge bridge = Bridge.prepare(data);
        Bridge.Sink sink = bridge.sink("bridge");
        bridge.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(operation)).routeId("bridge").process(exchange -> {
                    inFlight.countDown();
                    go.await();
                    sink.deliver(exchange);
                });
            }
        });
        bridge.context().start();
        inFlight.await();
        Thread stopping = new Thread(bridge::close);
        stopping.start();
        eventually().until(() -> bridge.context().getStatus() == ServiceStatus.Stopping);
        go.countDown();
        stopping.join();
        assertThat(bridge.delivered()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "firehose"})
    void readinessIsDownWithTheReasonAndUpWhenTheStreamIsOpen(String operation) throws Exception {
        try (OwnPort port = OwnPort.claim();
                Bridge bridge = Bridge.start(
                        data, uri(operation).replace(simulator.url().toString(), port.fd1()))) {
            eventually().untilAsserted(() -> {
                HealthCheck.Result health = bridge.readiness("bridge");
                assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
                assertThat(health.getMessage().orElse("")).contains("stream=", "127.0.0.1");
            });
            simulator.close();
            simulator = Simulator.start(SimulatorSettings.defaults()
                    .withSizes(30, 5, 1)
                    .withChangesPerSecond(0)
                    .withPort(port.number()));
            eventually().until(() -> readiness(bridge) == HealthCheck.State.UP);
            awaitEverything(bridge);
            simulator.close();
            eventually().until(() -> readiness(bridge) == HealthCheck.State.DOWN);
        }
    }

    @Test
    void aFirehoseIsReadyWhenTheServerHasTakenItUp() throws Exception {
        List<Runnable> acknowledgements = new CopyOnWriteArrayList<>();
        try (FakeServer server = new FakeServer(
                        (client, rq, packet) -> acknowledgements.add(() -> client.send("{\"rp\":\"" + rq + "\"}")));
                Bridge bridge = Bridge.start(data, "fd1:firehose:x?openSettle=1h&url=" + server.url())) {
            eventually().until(() -> acknowledgements.size() == 1);
            assertThat(bridge.readiness("bridge").getMessage().orElse(""))
                    .contains("waiting for the server to open the firehose");
            acknowledgements.get(0).run();
            eventually().until(() -> readiness(bridge) == HealthCheck.State.UP);
        }
    }

    @Test
    void withBridgeErrorHandlerAPollThatBreaksGoesToTheErrorHandlerAndIsNoReceipt() throws Exception {
        List<String> errors = new CopyOnWriteArrayList<>();
        try (FakeServer server = new FakeServer((client, rq, packet) -> client.send("nonsense"));
                Bridge bridge = Bridge.prepare(data)) {
            bridge.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    onException(Exception.class)
                            .handled(true)
                            .process(exchange -> errors.add(
                                    exchange.getProperty(org.apache.camel.Exchange.EXCEPTION_CAUGHT, Exception.class)
                                            .getMessage()));
                    from("fd1:poll:x?bridgeErrorHandler=true&initialDelay=0&delay=20&url=" + server.url())
                            .routeId("bridge")
                            .to("mock:none");
                }
            });
            bridge.context().start();
            eventually().until(() -> errors.size() >= 3);
            assertThat(errors.get(0)).contains("stream=poll:x", "not JSON");
            assertThat(bridge.positions().read("poll:x").orElseThrow().rve()).isZero();
            bridge.awaitState(State.STOPPED);
        }
    }

    @Test
    void behindMasterItRunsOnceAndIsTakenOver() throws Exception {
        Path locks = Files.createDirectory(data.resolve("locks"));
        String uri = "master:pineflow:" + uri("firehose");
        long newest = simulator.chain().versions("customers").stream()
                .mapToLong(Version::rve)
                .max()
                .orElseThrow();
        try (Bridge first = Bridge.prepare(data)) {
            first.context().addService(cluster(locks));
            first.add("bridge", uri);
            first.context().start();
            eventually().until(() -> first.positions()
                    .read("firehose:pos.customers.edit")
                    .filter(position -> position.rve() == newest)
                    .isPresent());
            try (Bridge second = Bridge.prepare(data)) {
                second.context().addService(cluster(locks));
                second.add("bridge", uri);
                second.context().start();
                assertThat(simulator.connections()).isEqualTo(1);
                first.close();
                simulator.chain().change("customers");
                eventually().until(() -> !second.delivered().isEmpty());
                assertThat(second.delivered()).hasSizeLessThan(4);
            }
        }
    }

    private static CamelClusterService cluster(Path locks) {
        FileLockClusterService cluster = new FileLockClusterService();
        cluster.setRoot(locks.toString());
        cluster.setAcquireLockDelay(20);
        cluster.setAcquireLockInterval(50);
        cluster.setAcquireLockDelayUnit(java.util.concurrent.TimeUnit.MILLISECONDS);
        cluster.setAcquireLockIntervalUnit(java.util.concurrent.TimeUnit.MILLISECONDS);
        return cluster;
    }
}
