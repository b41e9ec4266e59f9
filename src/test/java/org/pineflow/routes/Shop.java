package org.pineflow.routes;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.pineflow.flowcore.ScriptedSink;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.Version;

/** An FD1 server with few records that trades only when told to, and what its rows have to be at the sink. */
final class Shop implements AutoCloseable {

    private final Simulator simulator;

    private Shop(int port) {
        simulator = Simulator.start(SimulatorSettings.defaults()
                .withPort(port)
                .withSizes(20, 20, 2)
                .withSales(5)
                .withChangesPerSecond(0));
    }

    static Shop open() {
        return new Shop(0);
    }

    static Shop openAt(int port) {
        return new Shop(port);
    }

    /** Settings for a bridge from this shop to a webhook, impatient enough for tests. */
    Map<String, String> settings(String webhook) {
        return settings(simulator.url().toString(), webhook);
    }

    static Map<String, String> settings(String fd1, String webhook) {
        Map<String, String> settings = new HashMap<>();
        settings.put("camel.component.fd1.url", fd1);
        settings.put("camel.component.fd1.apiKey", "sim-key");
        settings.put("camel.component.fd1.batchWait", "20ms");
        settings.put("camel.component.fd1.reconnectDelay", "20ms");
        settings.put("camel.component.fd1.reconnectMaxDelay", "100ms");
        settings.put("camel.component.fd1.redeliveryDelay", "20ms");
        settings.put("camel.component.fd1.redeliveryMaxDelay", "100ms");
        settings.put("camel.component.flowcore.baseUrl", webhook);
        settings.put("camel.component.flowcore.tenant", "demo");
        settings.put("camel.component.flowcore.dataCore", "retail");
        settings.put("camel.component.flowcore.apiKey", Receiver.KEY);
        settings.put("camel.component.flowcore.compressor", "jdk");
        settings.put("camel.component.flowcore.retryDelay", "10ms");
        settings.put("camel.component.flowcore.retryMaxDelay", "50ms");
        return settings;
    }

    /** Changes records of a table, one after the other. */
    void change(String table, int times) {
        for (int i = 0; i < times; i++) {
            simulator.chain().change(table);
        }
    }

    /** The current rows of a table, as a sink has to get them. */
    Set<String> rows(String table) {
        return simulator.chain().versions(table).stream().map(Shop::stamped).collect(Collectors.toSet());
    }

    void cutConnections() {
        simulator.cutConnections();
    }

    /** Adds a sale, and takes what it sold from stock. */
    void sell() {
        simulator.chain().sell();
    }

    /** The bodies of all requests that a sink has got, in order. */
    static String received(ScriptedSink sink) {
        return sink.requests().stream().map(ScriptedSink.Received::text).collect(Collectors.joining("\n"));
    }

    /** A row with the two stamps of {@code fd1:}; the time is spelled out in the rve. */
    private static String stamped(Version version) {
        String row = version.json();
        String rve = Long.toString(version.rve());
        String time = rve.replaceFirst("(....)(..)(..)(..)(..)(..)(...)..", "$1-$2-$3T$4:$5:$6.$7Z");
        return row.substring(0, row.length() - 1) + ",\"_rve\":\"" + rve + "\",\"_eventTime\":\"" + time + "\"}";
    }

    @Override
    public void close() {
        simulator.close();
    }
}
