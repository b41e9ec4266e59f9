package org.pineflow.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.pineflow.flowcore.ScriptedSink;
import org.pineflow.network.OwnPort;

/** One of several {@code pineflow run} on one configuration, in a process of its own; its requests bear its name. */
final class Peer implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String name;
    private final OwnPort port;
    private final Launched process;

    private Peer(String name, OwnPort port, Launched process) {
        this.name = name;
        this.port = port;
        this.process = process;
    }

    /** Starts one with {@code folder} as its home, which has a configuration. */
    static Peer start(String name, Path folder, Path routes) throws IOException {
        OwnPort port = OwnPort.claim();
        List<String> jvm = List.of("-Dpineflow.home=" + folder, "-Dcamel.management.port=" + port);
        List<String> arguments = new ArrayList<>(List.of("run", "--routes"));
        arguments.add(routes.toAbsolutePath().toString());
        arguments.add("-Dcamel.component.flowcore.metadata={\"peer\":\"" + name + "\"}");
        return new Peer(name, port, Launched.pineflow(folder, Map.of(), jvm, arguments.toArray(String[]::new)));
    }

    /** What it has sent, in order. */
    List<ScriptedSink.Received> sentTo(ScriptedSink sink) {
        return sink.requests().stream().filter(this::sent).toList();
    }

    boolean sent(ScriptedSink.Received request) {
        byte[] metadata = Base64.getDecoder()
                .decode(request.headers()
                        .getOrDefault("x-flowcore-metadata-json", "")
                        .getBytes(StandardCharsets.US_ASCII));
        return new String(metadata, StandardCharsets.UTF_8).contains("\"peer\":\"" + name + "\"");
    }

    /** Whether it says that it waits, and that it is ready all the same. */
    boolean waitsAndIsReady() {
        try {
            HttpResponse<String> ready = HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/health/ready"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return ready.statusCode() == 200 && ready.body().contains("waits for the owner");
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Launched process() {
        return process;
    }

    @Override
    public String toString() {
        return name + " (process " + process.pid() + "):\n" + process.output();
    }

    @Override
    public void close() {
        process.close();
        port.close();
    }
}
