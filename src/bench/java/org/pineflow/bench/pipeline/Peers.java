package org.pineflow.bench.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What Pineflow is compared with: programs of {@code src/bench/peers}, as its {@code peers.json} lists them. */
final class Peers {

    private static final Path FOLDER = Path.of("src/bench/peers");

    private final JsonNode peers;

    private Peers(JsonNode peers) {
        this.peers = peers;
    }

    /** Reads the list. */
    static Peers read() throws IOException {
        return new Peers(
                new ObjectMapper().readTree(FOLDER.resolve("peers.json").toFile()));
    }

    /** Puts the peer in place where it is not yet; false when that fails. */
    boolean install(String name) throws IOException, InterruptedException {
        ProcessBuilder install = new ProcessBuilder(texts(peer(name).path("install")));
        return install.directory(FOLDER.toFile()).inheritIO().start().waitFor() == 0;
    }

    /** What a program is called where people read of it, Pineflow included. */
    String title(String program) {
        for (JsonNode peer : peers) {
            if (peer.path("name").asText().equals(program)) {
                return peer.path("title").asText();
            }
        }
        return switch (program) {
            case "pineflow-isal" -> "Pineflow, ISA-L 1";
            case "pineflow-jdk" -> "Pineflow, JDK 1";
            default -> program;
        };
    }

    /** How it is started. */
    ProcessBuilder process(String name, String source, String sink, String waitMillis) throws IOException {
        ProcessBuilder process = new ProcessBuilder(texts(peer(name).path("command"))).directory(FOLDER.toFile());
        Map<String, String> environment = process.environment();
        peer(name)
                .path("env")
                .properties()
                .forEach(entry ->
                        environment.put(entry.getKey(), entry.getValue().asText()));
        environment.put("SOURCE", "ws://127.0.0.1:" + source + "/raw");
        environment.put("SINK", "http://127.0.0.1:" + sink + "/events/bench");
        environment.put("BATCH", "500");
        environment.put("WAIT_MS", waitMillis);
        return process;
    }

    private JsonNode peer(String name) throws IOException {
        for (JsonNode peer : peers) {
            if (peer.path("name").asText().equals(name)) {
                return peer;
            }
        }
        throw new IOException("there is no peer " + name + " in " + FOLDER.resolve("peers.json"));
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
