package org.pineflow.cli;

import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.fd1.Fd1Stream;
import org.pineflow.fd1.stream.StreamStatus;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.Version;

/** Simulator, bridge and receiver of a demo in this process, joined by real sockets. */
final class DemoHouse implements AutoCloseable {

    private final Simulator simulator;
    private final DemoReceiver receiver;
    private final PineflowMain bridge;
    private final Path data;

    private DemoHouse(Simulator simulator, DemoReceiver receiver, PineflowMain bridge, Path data) {
        this.simulator = simulator;
        this.receiver = receiver;
        this.bridge = bridge;
        this.data = data;
    }

    /**
     * Starts all three; the chain does not trade yet.
     *
     * @param home where the routes are
     * @param data the demo's folder
     * @throws ConfigurationException when settings or routes are wrong; the message tells which
     * @throws StartFailedException when the start failed for another reason
     */
    static DemoHouse start(Settings settings, SimulatorSettings chain, Path home, Path data) {
        String key = randomKey();
        DemoSettings sides = new DemoSettings(settings, data);
        Simulator simulator = Simulator.start(chain.withApiKey(key));
        DemoReceiver receiver = new DemoReceiver(sides.receiver(), home, key);
        PineflowMain bridge = null;
        try {
            start(receiver.main());
            bridge = new PineflowMain(sides.bridge(simulator.url(), key, receiver.url(), key), Optional.empty());
            start(bridge);
            return new DemoHouse(simulator, receiver, bridge, data);
        } catch (RuntimeException failed) {
            Optional.ofNullable(bridge).ifPresent(PineflowMain::stop);
            receiver.close();
            simulator.close();
            throw failed;
        }
    }

    private static String randomKey() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static void start(PineflowMain main) {
        try {
            main.start();
        } catch (Exception e) {
            throw new StartFailedException(main.explain(e), e);
        }
    }

    Simulator simulator() {
        return simulator;
    }

    URI receiverUrl() {
        return receiver.url();
    }

    /** Where the bridge tells its health; empty when the settings switch that off. */
    Optional<URI> healthUrl() {
        return Optional.ofNullable(context().hasService(ManagementHttpServer.class))
                .map(server -> server.getRouter().getServer().getPort())
                .map(port -> URI.create("http://127.0.0.1:" + port + "/observe/health"));
    }

    /** What can be seen of each stream of the bridge. */
    List<StreamStatus> streams() {
        return context().getRoutes().stream()
                .map(Route::getConsumer)
                .filter(Fd1Stream.class::isInstance)
                .map(consumer -> ((Fd1Stream) consumer).status())
                .sorted(Comparator.comparing(StreamStatus::stream))
                .toList();
    }

    /** How many events the receiver has refused for good. */
    int deadLetters() {
        return new FileDeadLetterStore(data.resolve("dead-letters")).ids().size();
    }

    /** Holds every stream whose table is known against what the receiver stored. */
    List<StreamVerdict> compare() {
        Map<String, List<Version>> history = simulator.chain().history();
        boolean complete = simulator.chain().forgotten() == 0;
        List<StreamVerdict> verdicts = new ArrayList<>();
        for (StreamStatus stream : streams()) {
            CarriedTable.of(stream.stream()).ifPresent(carried -> {
                StoreComparison comparison = new StoreComparison(
                        stream.stream(),
                        simulator.chain().versions(carried.table()),
                        history.get(carried.table()),
                        complete);
                receiver.read(carried, event -> comparison.stored(event.payload()));
                verdicts.add(comparison.verdict());
            });
        }
        return verdicts;
    }

    private CamelContext context() {
        return bridge.getCamelContext();
    }

    /** Ends the bridge first, so that its last batches still find their receiver. */
    @Override
    public void close() {
        bridge.stop();
        receiver.close();
        simulator.close();
    }
}
