package org.pineflow.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.pineflow.flowcore.ScriptedSink.accept;
import static org.pineflow.flowcore.ScriptedSink.status;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.flowcore.ScriptedSink;
import org.pineflow.flowcore.SentFile;

class ExamplesTest {

    private static final String EXAMPLES = "file:routes/examples/";

    @TempDir
    private Path data;

    private final Shop shop = Shop.open();
    private final ScriptedSink sink = new ScriptedSink();

    @AfterEach
    void close() throws IOException {
        sink.close();
        shop.close();
    }

    private Map<String, String> settings() {
        Map<String, String> settings = shop.settings(sink.url());
        settings.put("retry.delay", "10");
        settings.put("retry.maxDelay", "100");
        return settings;
    }

    private RunningRoutes run(String example) throws Exception {
        return RunningRoutes.start(data, settings(), EXAMPLES + example);
    }

    @Test
    void aQueueLosesNothingWhenTheSinkIsDownForAWhile() throws Exception {
        sink.otherwise(request -> status(503, ""));
        try (RunningRoutes routes = run("firehose-to-queue.camel.yaml")) {
            await().until(() -> sink.requests().size() > 2);
            await("receipt of the queue")
                    .until(() -> routes.stream("customers-to-queue").delivered() == 20);
            sink.otherwise(request -> accept());
            shop.change("customers", 10);
            await().untilAsserted(() -> assertThat(Shop.received(sink)).contains(shop.rows("customers")));
        }
        assertThat(sink.requests()).allSatisfy(request -> {
            assertThat(request.line()).contains("/event/demo/retail/customer.0/customer.changed.0");
            assertThat(request.headers())
                    .containsValue(request.json().path("_eventTime").asText());
        });
    }

    @Test
    void filesAppearWhenTheyAreCompleteUnderNamesOfTheirOwn() throws Exception {
        try (RunningRoutes routes = run("firehose-to-files.camel.yaml")) {
            await().untilAsserted(() -> assertThat(String.join("\n", contents(data.resolve("customers"))))
                    .contains(shop.rows("customers")));
            shop.change("customers", 30);
            await().untilAsserted(() -> {
                assertThat(contents(data.resolve("customers")))
                        .allSatisfy(
                                content -> assertThat(content).startsWith("[").endsWith("]"));
                assertThat(String.join("\n", contents(data.resolve("customers"))))
                        .contains(shop.rows("customers"));
            });
            assertThat((long) contents(data.resolve("customers")).size())
                    .isEqualTo(routes.stream("customers-to-files").batches());
        }
        assertThat(names(data.resolve("customers")))
                .allSatisfy(name -> assertThat(name).matches("\\d{19}-\\d{19}-[0-9A-F-]+\\.json"));
    }

    @Test
    void aFileThatFindsAnOutageIsDeliveredOnceItIsOver() throws Exception {
        put("five.json", "[{\"n\":0},{\"n\":1},{\"n\":2},{\"n\":3},{\"n\":4}]");
        sink.then(accept(), status(503, ""), status(503, ""), status(503, ""));
        Map<String, String> settings = settings();
        settings.put("camel.component.flowcore.maxBatchEvents", "2");
        try (RunningRoutes routes = RunningRoutes.start(data, settings, EXAMPLES + "files-to-flowcore.camel.yaml")) {
            await().until(() -> Files.exists(data.resolve("inbox/.done/five.json")));
        }
        String second = "[{\"n\":2},{\"n\":3}]";
        assertThat(sink.requests())
                .extracting(ScriptedSink.Received::text)
                .containsExactly("[{\"n\":0},{\"n\":1}]", second, second, second, second, "[{\"n\":4}]");
    }

    @Test
    void aFileThatIsStoppedInAnOutageStaysAndIsDeliveredAfterTheNextStart() throws Exception {
        put("two.json", "[{\"n\":0},{\"n\":1}]");
        sink.otherwise(request -> status(503, ""));
        try (RunningRoutes routes = run("files-to-flowcore.camel.yaml")) {
            await().until(() -> sink.requests().size() > 2);
        }
        assertThat(names(data.resolve("inbox"))).containsExactly("two.json");
        assertThat(new FileDeadLetterStore(data.resolve("dead-letters")).ids()).isEmpty();
        int before = sink.requests().size();
        sink.otherwise(request -> accept());
        try (RunningRoutes routes = run("files-to-flowcore.camel.yaml")) {
            await().until(() -> Files.exists(data.resolve("inbox/.done/two.json")));
        }
        assertThat(sink.requests().subList(before, sink.requests().size()))
                .extracting(ScriptedSink.Received::text)
                .containsExactly("[{\"n\":0},{\"n\":1}]");
    }

    @Test
    void whatIsRefusedOfAFileIsADeadLetterAndTheRestIsDelivered() throws Exception {
        put("poison.json", "[{\"n\":0},{\"n\":1},{\"n\":2}]");
        sink.otherwise(request -> request.text().contains("{\"n\":1}") ? status(400, "poison") : accept());
        try (RunningRoutes routes = run("files-to-flowcore.camel.yaml")) {
            await().until(() -> Files.exists(data.resolve("inbox/.done/poison.json")));
        }
        assertThat(new FileDeadLetterStore(data.resolve("dead-letters")).ids()).hasSize(1);
    }

    @Test
    void aFileOfAnyKindIsSentAsItIsOnceAnOutageIsOver() throws Exception {
        Path picture = Files.createDirectories(data.resolve("uploads")).resolve("picture.png");
        Files.write(picture, new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0});
        sink.then(status(503, ""), status(401, ""))
                .otherwise(request -> SentFile.of(request).accepted());
        try (RunningRoutes routes = run("files-to-flowcore-files.camel.yaml")) {
            await().until(() -> Files.exists(data.resolve("uploads/.done/picture.png")));
        }
        assertThat(sink.requests()).hasSizeGreaterThan(2).allSatisfy(request -> assertThat(request.raw())
                .isEqualTo(sink.requests().get(0).raw()));
        SentFile sent = SentFile.of(sink.requests().get(0));
        assertThat(sent.head()).contains("filename=\"picture.png\"");
        assertThat(sent.fields()).containsEntry("type", "image/png");
        assertThat(sent.content()).isEqualTo(Files.readAllBytes(data.resolve("uploads/.done/picture.png")));
    }

    @Test
    void aFileThatIsRefusedIsNamedByADeadLetterAndKept() throws Exception {
        Files.write(Files.createDirectories(data.resolve("uploads")).resolve("large.bin"), new byte[10]);
        sink.otherwise(request -> status(413, "too large"));
        try (RunningRoutes routes = run("files-to-flowcore-files.camel.yaml")) {
            await().until(() -> Files.exists(data.resolve("uploads/.done/large.bin")));
        }
        assertThat(sink.requests()).hasSize(1);
        assertThat(new FileDeadLetterStore(data.resolve("dead-letters")).ids()).hasSize(1);
    }

    @Test
    void aRouteInXmlCarriesCustomers() throws Exception {
        try (RunningRoutes routes = run("customers.camel.xml")) {
            await().untilAsserted(() -> assertThat(Shop.received(sink)).contains(shop.rows("customers")));
        }
    }

    private void put(String name, String json) throws IOException {
        Files.createDirectories(data.resolve("inbox"));
        Files.writeString(data.resolve("inbox").resolve(name), json);
    }

    /** The files of a folder that do not begin with a dot. */
    private static Set<String> names(Path folder) {
        try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> contents(Path folder) {
        return names(folder).stream()
                .map(name -> {
                    try {
                        return Files.readString(folder.resolve(name));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }
}
