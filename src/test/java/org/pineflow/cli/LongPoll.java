package org.pineflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A command in a process of its own, with one poll route from a {@link LongTable} to an {@link OrderedSink}. */
final class LongPoll {

    /** The sink is slower than the source: what it takes as one batch, the source sends in a fraction of this. */
    static final Duration ANSWER_AFTER = Duration.ofMillis(1);

    private LongPoll() {}

    /**
     * Starts {@code sync} or {@code run}. Polls ask from 10,000 rows before the position, and follow each other closely.
     *
     * @param folder takes route, positions and output
     * @param megabytes of heap
     */
    static Launched launch(String command, Path folder, LongTable table, OrderedSink sink, int megabytes, String... jvm)
            throws IOException {
        Path route = Files.writeString(
                folder.resolve("poll.camel.yaml"),
                """
                - route:
                    id: poll
                    from:
                      uri: fd1:poll:%s
                      parameters: {stream: poll, overlap: 100ms, delay: 100}
                      steps:
                        - to: flowcore:events:product.0/product.changed.0
                """
                        .formatted(LongTable.ENDPOINT));
        Map<String, String> environment = Map.of(
                "FD1_URL", table.url(),
                "FD1_API_KEY", "a-key",
                "FLOWCORE_URL", sink.url(),
                "FLOWCORE_TENANT", "demo",
                "FLOWCORE_DATA_CORE", "retail",
                "FLOWCORE_API_KEY", "a-key",
                "PINEFLOW_DATA", folder.resolve("data").toString());
        List<String> options = new ArrayList<>(List.of(
                "-Dpineflow.home=" + Path.of("").toAbsolutePath(),
                "-Dcamel.management.port=0",
                "-Xmx" + megabytes + "m",
                "-XX:+ExitOnOutOfMemoryError"));
        options.addAll(List.of(jvm));
        return Launched.pineflow(folder, environment, options, command, "--routes", route.toString());
    }
}
