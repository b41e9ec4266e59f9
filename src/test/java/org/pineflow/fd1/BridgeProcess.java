package org.pineflow.fd1;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.pineflow.event.Event;
import org.pineflow.event.EventBatch;
import org.pineflow.position.FilePositionStore;

/** A bridge in a JVM of its own, to be killed or starved of memory. Its sink is a file of "key@rve" lines. */
final class BridgeProcess {

    private BridgeProcess() {}

    /**
     * Starts one.
     *
     * @param sinkDown whether the sink refuses everything until a line is written to the process
     */
    static Process start(Path data, Path sink, boolean sinkDown, int megabytes, Collection<String> uris)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + megabytes + "m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                BridgeProcess.class.getName(),
                data.toString(),
                sink.toString(),
                sinkDown ? "down" : "up"));
        command.addAll(uris);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        data.resolve("log-" + System.nanoTime() + ".txt").toFile())
                .start();
    }

    /** The whole lines of a sink. */
    static List<String> delivered(Path sink) throws IOException {
        if (!Files.exists(sink)) {
            return List.of();
        }
        String text = Files.readString(sink);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /** What the process does: {@code data sink down|up uri...}, until its standard input ends. */
    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        CountDownLatch up = new CountDownLatch(arguments[2].equals("down") ? 1 : 0);
        try (OutputStream sink = new FileOutputStream(arguments[1], true);
                FilePositionStore positions = new FilePositionStore(data.resolve("positions"));
                DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("positions", positions);
            context.getPropertiesComponent().addInitialProperty("pineflow.data", data.toString());
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    for (int i = 3; i < arguments.length; i++) {
                        from(arguments[i]).process(exchange -> write(exchange, sink, up));
                    }
                }
            });
            context.start();
            while (System.in.read() >= 0) {
                up.countDown();
            }
        }
    }

    private static void write(Exchange exchange, OutputStream sink, CountDownLatch up) throws IOException {
        if (up.getCount() > 0) {
            throw new IOException("the sink is down");
        }
        StringBuilder lines = new StringBuilder();
        for (Event event : exchange.getMessage().getBody(EventBatch.class)) {
            lines.append(event.key()).append('@').append(event.rve()).append('\n');
        }
        synchronized (sink) {
            sink.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
