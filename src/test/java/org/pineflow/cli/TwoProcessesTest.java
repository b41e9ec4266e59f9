package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.fd1.client.Rve;
import org.pineflow.flowcore.ScriptedSink;
import org.pineflow.position.FilePositionStore;
import org.pineflow.position.JdbcPositionStore;
import org.pineflow.position.Position;
import org.pineflow.position.PositionStore;
import org.pineflow.postgres.TestPostgres;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.Version;

/** Two processes on one configuration: one works, the other waits and takes over. */
@DisabledOnOs(OS.WINDOWS)
class TwoProcessesTest {

    private static final Duration PROMISED = Duration.ofSeconds(10);
    private static final Duration OVERLAP = Duration.ofSeconds(1);
    private static final Path SHIPPED = Path.of("routes/bridge/stock-levels.camel.yaml");
    private static final String STREAM = "stock-levels";

    @TempDir
    private Path home;

    private final ScriptedSink sink = new ScriptedSink();
    private final Simulator simulator =
            Simulator.start(SimulatorSettings.defaults().withSizes(20, 100, 2).withChangesPerSecond(300));

    @BeforeEach
    void configure() throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.copy(Path.of("config/log4j2.properties"), home.resolve("config/log4j2.properties"));
        set(
                "camel.component.fd1.url = " + simulator.url(),
                "camel.component.fd1.apiKey = sim-key",
                "camel.component.fd1.overlap = " + OVERLAP.toMillis() + "ms",
                "camel.component.fd1.batchWait = 20ms",
                "camel.component.fd1.openSettle = 100ms",
                "camel.component.flowcore.baseUrl = " + sink.url(),
                "camel.component.flowcore.tenant = acme",
                "camel.component.flowcore.dataCore = shop",
                "camel.component.flowcore.apiKey = sink-key",
                "camel.component.flowcore.compressor = jdk");
    }

    @AfterEach
    void stop() throws IOException {
        sink.close();
        simulator.close();
    }

    @Test
    void killMinusNineOfTheOwnerIsTakenOverByTheLockOfAFile() throws Exception {
        try (PositionStore positions = new FilePositionStore(home.resolve("data/positions"))) {
            takesOver(SHIPPED, STREAM, "stocklevels", positions);
        }
    }

    @Test
    void killMinusNineOfTheOwnerIsTakenOverByTheShippedLeaseInPostgres() throws Exception {
        try (EmbeddedPostgres postgres = TestPostgres.start();
                PositionStore positions = new JdbcPositionStore(postgres.getPostgresDatabase())) {
            keepPositionsIn(postgres, "");
            takesOver(SHIPPED, STREAM, "stocklevels", positions);
        }
    }

    @Test
    void killMinusNineOfTheLeaderIsTakenOverBehindMaster() throws Exception {
        try (PositionStore positions = new FilePositionStore(home.resolve("data/positions"))) {
            takesOver(Path.of("routes/examples/one-leader.camel.yaml"), "customers-one-leader", "customers", positions);
        }
        assertThat(home.resolve("data/cluster/pineflow")).exists();
    }

    /** Within the promised time, losing nothing, and repeating no more than the overlap. */
    private void takesOver(Path routes, String stream, String table, PositionStore positions) throws Exception {
        try (Peer one = Peer.start("one", home, routes);
                Peer two = Peer.start("two", home, routes)) {
            simulator.startTrading();
            Peer owner = owner(one, two);
            Peer other = owner == one ? two : one;
            if (routes.equals(SHIPPED)) {
                eventually(one, two).until(other::waitsAndIsReady);
            }
            eventually(one, two)
                    .until(() -> rves(owner.sentTo(sink)).size()
                            > simulator.chain().versions(table).size() * 3 / 2);
            assertThat(other.sentTo(sink)).isEmpty();
            long position = positions.read(stream).orElseThrow().rve();

            owner.process().kill();
            long killed = System.nanoTime();
            eventually(one, two).until(() -> !other.sentTo(sink).isEmpty());
            Duration took = Duration.ofNanos(System.nanoTime() - killed);
            System.out.println("taken over within " + took.toMillis() + " ms: " + routes);
            assertThat(took).isLessThan(PROMISED);
            simulator.stopTrading();
            eventually(one, two)
                    .untilAsserted(() -> assertThat(rves(sink.requests())).containsAll(current(table)));
            Set<Long> repeated = rves(other.sentTo(sink));
            repeated.retainAll(rves(owner.sentTo(sink)));
            assertThat(repeated).allMatch(rve -> rve >= Rve.minus(position, OVERLAP));
            eventually(one, two)
                    .untilAsserted(() -> assertThat(positions.read(stream).map(Position::rve))
                            .contains(newest(table)));
        }
    }

    @Test
    void anOwnerThatWasPausedBeyondItsLeaseCannotMoveThePositionAndSendsNothingMore() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (EmbeddedPostgres postgres = TestPostgres.start();
                PositionStore positions = new JdbcPositionStore(postgres.getPostgresDatabase())) {
            keepPositionsIn(postgres, ", 4000");
            try (Peer one = Peer.start("one", home, SHIPPED);
                    Peer two = Peer.start("two", home, SHIPPED)) {
                Peer owner = owner(one, two);
                Peer other = owner == one ? two : one;
                eventually(one, two).until(other::waitsAndIsReady);
                delivers(owner, change(), one, two);
                sink.otherwise(request ->
                        owner.sent(request) ? ScriptedSink.after(held, ScriptedSink.accept()) : ScriptedSink.accept());

                long inFlight = change();
                delivers(owner, inFlight, one, two);
                owner.process().pause();
                delivers(other, inFlight, one, two);
                delivers(other, change(), one, two);
                eventually(one, two)
                        .until(() -> positions.read(STREAM).orElseThrow().rve() == newest("stocklevels"));
                int before = owner.sentTo(sink).size();
                held.countDown();
                owner.process().goOn();

                eventually(one, two).until(owner::waitsAndIsReady);
                assertThat(positions.read(STREAM).orElseThrow().rve()).isEqualTo(newest("stocklevels"));
                delivers(other, change(), one, two);
                assertThat(owner.sentTo(sink)).as("requests after the pause").hasSize(before);

                other.process().terminate();
                assertThat(other.process().exitCode()).as(other.toString()).isZero();
                delivers(owner, change(), one, two);
                eventually(one, two)
                        .until(() -> positions.read(STREAM).orElseThrow().rve() == newest("stocklevels"));
                assertThat(positions.read(STREAM).orElseThrow().gaps()).isEmpty();
            }
        }
    }

    private Peer owner(Peer one, Peer two) {
        eventually(one, two).until(() -> !sink.requests().isEmpty());
        return one.sentTo(sink).isEmpty() ? two : one;
    }

    private long change() {
        return simulator.chain().change("stocklevels").rve();
    }

    private void delivers(Peer peer, long rve, Peer one, Peer two) {
        eventually(one, two).until(() -> rves(peer.sentTo(sink)).contains(rve));
    }

    private Set<Long> current(String table) {
        return simulator.chain().versions(table).stream().map(Version::rve).collect(Collectors.toSet());
    }

    private long newest(String table) {
        return current(table).stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    private static Set<Long> rves(Collection<ScriptedSink.Received> requests) {
        return requests.stream()
                .flatMap(request -> StreamSupport.stream(request.json().spliterator(), false))
                .map(event -> event.path("_rve").asLong())
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** Long enough for a busy machine; tells what the processes said when both are gone. */
    private static ConditionFactory eventually(Peer one, Peer two) {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> {
                    if (!one.process().isAlive() && !two.process().isAlive()) {
                        throw new AssertionError("both have ended: " + one + "\n" + two);
                    }
                });
    }

    private void keepPositionsIn(EmbeddedPostgres postgres, String lease) throws IOException {
        set(
                "camel.beans.dataSource = #class:com.zaxxer.hikari.HikariDataSource",
                "camel.beans.dataSource.jdbcUrl = " + postgres.getJdbcUrl("postgres", "postgres"),
                "camel.beans.positionStore = #class:org.pineflow.position.JdbcPositionStore(#bean:dataSource" + lease
                        + ")");
    }

    private void set(String... settings) throws IOException {
        Path file = home.resolve("config/application.properties");
        String before = Files.exists(file) ? Files.readString(file) : "";
        Files.writeString(file, before + String.join("\n", List.of(settings)) + "\n");
    }
}
