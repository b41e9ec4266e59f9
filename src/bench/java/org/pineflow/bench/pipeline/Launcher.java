package org.pineflow.bench.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Starts the processes of a run: the source, the sink, and the bridge between them. */
final class Launcher {

    private static final String PINEFLOW = "pineflow-";
    private static final String CLASSES = "target/test-classes";
    private static final Path ROUTES = Path.of("src/bench/routes");

    private final Peers peers;
    private final String options;

    /** @param options for Pineflow's JVM; may be empty */
    Launcher(Peers peers, String options) {
        this.peers = peers;
        this.options = options;
    }

    /** For Pineflow's JVM; may be empty. */
    String options() {
        return options;
    }

    static boolean isPineflow(String program) {
        return program.startsWith(PINEFLOW);
    }

    /** The folder below a run's own in which Pineflow keeps its positions. */
    static Path positions(Path data) {
        return data.resolve("positions");
    }

    /** The log of Pineflow's garbage collector. */
    static Path gcLog(Path data) {
        return data.resolve("gc.log");
    }

    Running source(Load load) throws IOException {
        String events = String.valueOf(load.events());
        String size = String.valueOf(load.size());
        return load.kind() == Load.Kind.POLL
                ? java("PollSource", events, size)
                : java("FirehoseSource", events, size, String.valueOf(load.rate()), String.valueOf(load.streams()));
    }

    Running sink(Load load, Path data) throws IOException {
        return java(
                "WebhookSink",
                String.valueOf(load.events()),
                String.valueOf(load.streams()),
                String.valueOf(load.delay()),
                positions(data).toString());
    }

    /**
     * @param data the folder of this run
     * @param source the port of the source
     * @param sink the port of the sink
     */
    Running bridge(String program, Load load, Path data, String source, String sink) throws IOException {
        return isPineflow(program)
                ? pineflow(program.substring(PINEFLOW.length()), load, data, source, sink)
                : new Running(program, peers.process(program, source, sink, String.valueOf(load.batchWait())));
    }

    private Running pineflow(String compressor, Load load, Path data, String source, String sink) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                distribution().resolve("bin/pineflow").toString(),
                load.kind() == Load.Kind.POLL ? "sync" : "run",
                "--routes",
                routes(load, data).toString(),
                "-Dbench.batchWait=" + load.batchWait() + "ms",
                "-Dbench.maxInFlight=" + load.inFlight(),
                "-Dcamel.component.flowcore.compressor=" + compressor,
                "-Dcamel.component.flowcore.compressionLevel=1",
                "-Dcamel.management.port=0");
        Map<String, String> environment = builder.environment();
        environment.put("PINEFLOW_DATA", data.toAbsolutePath().toString());
        environment.put("FD1_URL", "ws://127.0.0.1:" + source + "/fd1");
        environment.put("FLOWCORE_URL", "http://127.0.0.1:" + sink);
        environment.put("FLOWCORE_TENANT", "bench");
        environment.put("FLOWCORE_DATA_CORE", "bench");
        environment.put("FLOWCORE_API_KEY", "k");
        environment.put("JAVA_OPTS", ("-Xlog:gc:file=" + gcLog(data).toAbsolutePath() + " " + options).strip());
        return new Running("pineflow", builder);
    }

    private static Path distribution() throws IOException {
        try (Stream<Path> found = Files.list(Path.of("target"))) {
            return found.filter(folder -> Files.isExecutable(folder.resolve("bin/pineflow")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no distribution under target: run mvn package first"));
        }
    }

    private static Path routes(Load load, Path data) throws IOException {
        if (load.kind() == Load.Kind.POLL) {
            return ROUTES.resolve("poll");
        }
        return load.streams() == 1 ? ROUTES.resolve("firehose") : streams(load.streams(), data);
    }

    /** The template, and a route of its shape for each stream. */
    private static Path streams(int streams, Path data) throws IOException {
        Path folder = Files.createDirectories(data.resolve("routes"));
        Files.copy(ROUTES.resolve("streams/template.camel.yaml"), folder.resolve("template.camel.yaml"));
        StringBuilder routes = new StringBuilder();
        for (int stream = 1; stream <= streams; stream++) {
            routes.append("- templatedRoute:\n    routeTemplateRef: firehose\n    routeId: products-")
                    .append(stream)
                    .append("\n    parameters:\n      - {name: stream, value: products-")
                    .append(stream)
                    .append("}\n");
        }
        Files.writeString(folder.resolve("streams.camel.yaml"), routes, StandardCharsets.US_ASCII);
        return folder;
    }

    private static Running java(String type, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp", CLASSES));
        command.add(Launcher.class.getPackageName() + "." + type);
        command.addAll(Arrays.asList(args));
        return new Running(type, new ProcessBuilder(command));
    }
}
