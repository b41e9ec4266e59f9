package org.pineflow.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.position.Position;
import org.pineflow.simulator.Dialect;
import org.pineflow.simulator.DialectOption;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.Version;

/** Server, wire, bridge and sink, and the oracle that hears of everything. Its methods belong to the thread of the test. */
final class Lab implements AutoCloseable {

    private static final String SETTINGS =
            """
            camel.component.fd1.url = %s
            camel.component.fd1.apiKey = sim-key
            camel.component.fd1.loginTimeout = 1s
            camel.component.fd1.requestTimeout = 4s
            camel.component.fd1.idleTimeout = 2s
            camel.component.fd1.reconnectDelay = 50ms
            camel.component.fd1.reconnectMaxDelay = 300ms
            camel.component.fd1.batchWait = 40ms
            camel.component.fd1.batchSize = 20
            camel.component.fd1.overlap = 1s
            camel.component.fd1.redeliveryDelay = 50ms
            camel.component.fd1.redeliveryMaxDelay = 300ms
            camel.component.flowcore.baseUrl = %s
            camel.component.flowcore.tenant = shop
            camel.component.flowcore.dataCore = faults
            camel.component.flowcore.apiKey = sink-key
            camel.component.flowcore.connectTimeout = 2s
            camel.component.flowcore.requestTimeout = 2s
            camel.component.flowcore.retryDelay = 50ms
            camel.component.flowcore.retryMaxDelay = 300ms
            camel.component.flowcore.metadata = {"run":"%d"}
            camel.main.shutdownTimeout = 4
            camel.management.port = 0
            camel.beans.clock = #class:org.pineflow.faults.JumpingClock('%s')
            """;

    /** The routes of a bridge that is as it should be. */
    static final String ROUTES =
            """
            - route:
                id: customers
                from:
                  uri: fd1:firehose:pos.customers.edit?stream=customers&startFrom=all&pollEndpoint=fd1.customers.get_customers
                  steps:
                    - to: flowcore:events:faults.0/customers.0
            - route:
                id: stock
                from:
                  uri: fd1:firehose:pos.stocklevels.edit?stream=stock&startFrom=all&restart=replay&replayQuiet=1s&keyFields=RAW(pid+locid)
                  steps:
                    - to: flowcore:events:faults.0/stock.0
            - route:
                id: sales
                from:
                  uri: fd1:firehose:pos.sales.edit?stream=sales&startFrom=all&restart=sequenced&sequencedArgument=RAW(v.sequenced=true)&replayQuiet=1s
                  steps:
                    - to: flowcore:events:faults.0/sales.0
            - route:
                id: products
                from:
                  uri: fd1:poll:fd1.products.get_products?stream=products&initialDelay=0&delay=250
                  steps:
                    - to: flowcore:events:faults.0/products.0
            """;

    private final Path folder;
    private final Path data;
    private final String furtherSettings;
    private final Path clock;
    private final Path serverClock;
    private final Path log;
    private final Simulator simulator;
    private final Wire wire;
    private final Sink sink;
    private final PositionWatch positions;
    private final Fuse fuse = new Fuse();
    private final Oracle oracle = new Oracle();
    private final Map<VersionId, String> committed = new HashMap<>();
    private final Map<String, Integer> noted = new HashMap<>();
    private Duration serverAhead = Duration.ZERO;
    private volatile int run;
    private volatile ChildBridge bridge;

    /**
     * A house in this folder; the bridge does not run yet.
     *
     * @param seed what the server's data are made of
     * @param furtherSettings lines for the bridge's configuration file
     */
    Lab(Path folder, long seed, String routes, String furtherSettings) throws IOException {
        this.folder = folder;
        data = folder.resolve("home/data");
        clock = folder.resolve("clock");
        serverClock = folder.resolve("server-clock");
        log = folder.resolve("bridge.log");
        this.furtherSettings = furtherSettings;
        Files.createDirectories(data.resolve("positions"));
        Files.createDirectories(folder.resolve("home/config"));
        Files.copy(Path.of("config/log4j2.properties"), folder.resolve("home/config/log4j2.properties"));
        Files.writeString(folder.resolve("routes.camel.yaml"), routes);
        simulator = Simulator.start(SimulatorSettings.defaults()
                .withSeed(seed)
                .withClock(serverClock())
                .withSizes(90, 90, 2)
                .withSales(70)
                .withChangesPerSecond(60)
                .withDialect(Dialect.plain().with(DialectOption.CHUNK_ROWS, 10)));
        sink = new Sink(new HearsTheSink());
        wire = new Wire(simulator.url(), new HearsTheWire(), () -> run);
        positions = new PositionWatch(data.resolve("positions"), new HearsOfPositions());
    }

    private Clock serverClock() {
        return new JumpingClock(serverClock.toString());
    }

    /** Starts the bridge, once more. */
    void start() {
        try {
            run++;
            oracle.begins(run);
            Path settings = folder.resolve("run.properties");
            Files.writeString(settings, SETTINGS.formatted(wire.url(), sink.url(), run, clock) + furtherSettings);
            Files.writeString(log, "--- run " + run + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            bridge = ChildBridge.start(
                    folder.resolve("home"),
                    log,
                    List.of(
                            "--config",
                            settings.toString(),
                            "--routes",
                            folder.resolve("routes.camel.yaml").toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL; may come from any thread. */
    void kill() {
        oracle.ends();
        bridge.kill();
    }

    /** SIGTERM; may come from any thread. */
    void terminate() {
        oracle.ends();
        bridge.terminate();
    }

    ChildBridge bridge() {
        return bridge;
    }

    Simulator simulator() {
        return simulator;
    }

    Wire wire() {
        return wire;
    }

    Sink sink() {
        return sink;
    }

    Fuse fuse() {
        return fuse;
    }

    Oracle oracle() {
        return oracle;
    }

    /** The bridge's clock is off by this much from now on. */
    void jumpBridge(Duration by) {
        JumpingClock.jump(clock, by);
    }

    /** The server's clock jumps ahead by this much, once more. */
    void jumpServer(Duration by) {
        serverAhead = serverAhead.plus(by);
        JumpingClock.jump(serverClock, serverAhead);
    }

    /** The log of all runs. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    /** What is owed and has not come. */
    List<String> unmet() {
        return oracle.unmet(current(), deadLetters());
    }

    /** Whether this version has come. */
    boolean isMet(Version version) {
        return Carried.ofTable(version.table())
                .map(stream -> oracle.isMet(new VersionId(stream, version.key(), version.rve()), deadLetters()))
                .orElseThrow();
    }

    /** The streams whose stored position is not at the newest version, although everything has come. */
    List<String> heldPositions() {
        List<String> late = new ArrayList<>();
        for (Carried stream : Carried.values()) {
            long newest =
                    current(stream).stream().mapToLong(VersionId::rve).max().orElse(0);
            if (oracle.position(stream) < newest) {
                late.add("the position of " + stream.stream() + " stays at " + oracle.position(stream)
                        + " although everything up to " + newest + " is delivered");
            }
        }
        return late;
    }

    /** Looks at everything that came since the last time, byte by byte. Nothing is committed meanwhile. */
    void check() {
        simulator.chain().history().forEach((table, versions) -> Carried.ofTable(table)
                .ifPresent(stream -> {
                    List<Version> added = versions.subList(noted.getOrDefault(table, 0), versions.size());
                    added.forEach(version ->
                            committed.put(new VersionId(stream, version.key(), version.rve()), version.json()));
                    noted.put(table, versions.size());
                }));
        oracle.check(committed, deadLetters());
    }

    @Override
    public void close() throws IOException {
        simulator.stopTrading();
        if (bridge != null) {
            bridge.close();
        }
        positions.close();
        wire.close();
        sink.close();
        simulator.close();
    }

    private List<VersionId> current() {
        List<VersionId> all = new ArrayList<>();
        for (Carried stream : Carried.values()) {
            all.addAll(current(stream));
        }
        return all;
    }

    private List<VersionId> current(Carried stream) {
        return simulator.chain().versions(stream.table()).stream()
                .map(version -> new VersionId(stream, version.key(), version.rve()))
                .toList();
    }

    private Set<VersionId> deadLetters() {
        FileDeadLetterStore store = new FileDeadLetterStore(data.resolve("dead-letters"));
        Set<VersionId> letters = new HashSet<>();
        for (String id : store.ids()) {
            Optional<DeadLetter> letter = store.read(id);
            letter.flatMap(one ->
                            Carried.ofStream(one.stream()).map(stream -> new VersionId(stream, one.key(), one.rve())))
                    .ifPresent(letters::add);
        }
        return letters;
    }

    private final class HearsTheWire implements WireListener {

        @Override
        public void moment(Stage stage, Optional<Carried> stream) {
            fuse.moment(stage, stream);
        }

        @Override
        public void served(int ofRun, List<VersionId> versions, boolean polled) {
            oracle.served(ofRun, versions, polled);
        }

        @Override
        public void read(int ofRun, List<VersionId> versions) {
            oracle.read(ofRun, versions);
        }
    }

    private final class HearsTheSink implements SinkListener {

        @Override
        public void moment(Stage stage, Optional<Carried> stream) {
            fuse.moment(stage, stream);
        }

        @Override
        public void stored(SinkRequest request) {
            oracle.stored(request);
        }

        @Override
        public void acknowledged(SinkRequest request) {
            oracle.acknowledged(request, Instant.now());
        }

        @Override
        public void refusedTogether(SinkRequest request) {
            oracle.refusedTogether(request);
        }

        @Override
        public void refused(VersionId event) {
            oracle.refused(event, Instant.now());
        }

        @Override
        public void fault(String what) {
            oracle.violation(what);
        }
    }

    private final class HearsOfPositions implements PositionWatch.Listener {

        @Override
        public void writing(Carried stream) {
            fuse.moment(Stage.POSITION, Optional.of(stream));
        }

        @Override
        public void written(Carried stream, Position position, Instant when) {
            oracle.position(stream, position, when, current(stream));
        }

        @Override
        public void unreadable(Carried stream, String why) {
            oracle.violation(why);
        }
    }
}
