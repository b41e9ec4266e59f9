package org.pineflow.ingest;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.pineflow.network.OwnPort;

/** {@code pineflow run} with the shipped ingestion routes, in a process of its own. */
public final class IngestionProcess implements AutoCloseable {

    /** A key that may write to and read from every type of the tenant {@code acme}. */
    public static final String KEY = RunningIngestion.KEY;

    /** The path of an event type that there is, without the slash before it. */
    public static final String PATH = RunningIngestion.PATH;

    /** The id of the data core of that type. */
    public static final String DATA_CORE = RunningIngestion.DATA_CORE_ID;

    private final Process process;
    private final Path log;
    private final OwnPort port;
    private final OwnPort management;

    private IngestionProcess(Process process, Path log, OwnPort port, OwnPort management) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.management = management;
    }

    /**
     * Starts one and waits until it takes connections.
     *
     * @param folder for its configuration, its log, and {@code pineflow.data}
     * @param jvm options of its Java
     * @param properties over those of the shipped {@code config/application-ingest.properties}
     */
    public static IngestionProcess start(Path folder, List<String> jvm, Map<String, String> properties)
            throws IOException {
        OwnPort port = OwnPort.claim();
        OwnPort management = OwnPort.claim();
        Path configuration = folder.resolve("ingest-" + port + ".properties");
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "camel.server.port", port.toString(),
                "camel.management.port", management.toString(),
                "pineflow.data", folder.resolve("data").toString(),
                "pineflow.ingest.catalog", RunningIngestion.writeCatalog(folder).toString()));
        all.putAll(properties);
        List<String> lines = new ArrayList<>();
        all.forEach((name, value) -> lines.add(name + " = " + value));
        Files.write(configuration, lines);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dpineflow.home=" + Path.of("").toAbsolutePath()));
        command.addAll(jvm);
        command.addAll(List.of(
                "org.pineflow.cli.Pineflow",
                "run",
                "--config",
                "config/application-ingest.properties",
                "--config",
                configuration.toString(),
                "--routes",
                "routes/ingest/"));
        Path log = folder.resolve("ingest-" + port + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        IngestionProcess started = new IngestionProcess(builder.start(), log, port, management);
        started.awaitListening();
        return started;
    }

    public int port() {
        return port.number();
    }

    /** The number the operating system knows it by. */
    public long pid() {
        return process.pid();
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** What it has written. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        kill();
        management.close();
        port.close();
    }

    private void awaitListening() throws IOException {
        Awaitility.await("the ingestion service listens")
                .atMost(Duration.ofSeconds(60))
                .until(() -> listens() || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("ended with " + process.exitValue() + ":\n" + log());
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket("127.0.0.1", port.number())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
