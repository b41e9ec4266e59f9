package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pineflow.flowcore.ScriptedSink;
import org.pineflow.network.NobodyThere;
import org.pineflow.position.FilePositionStore;
import org.pineflow.position.Gap;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.Position;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;

/** What a check says about a whole configuration, and that it leaves everything as it was. */
class CheckTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FLOWCORE_KEY = "fl0wcore-s3cret";

    private static Simulator simulator;

    @TempDir
    private Path folder;

    private ScriptedSink sink;
    private String sinkUrl;
    private Optional<Check.Canary> canary = Optional.empty();
    private boolean json;
    private int code;

    @BeforeAll
    static void openSimulator() {
        simulator = Simulator.start(SimulatorSettings.defaults().withSizes(5, 20, 2));
    }

    @AfterAll
    static void closeSimulator() {
        simulator.close();
    }

    @BeforeEach
    void openSink() throws Exception {
        sink = new ScriptedSink();
        sinkUrl = sink.url();
    }

    @AfterEach
    void closeSink() throws Exception {
        sink.close();
    }

    @Test
    void theShippedRoutesAreFitWithoutAPostALockOrAPosition() throws Exception {
        String said = check(Path.of("routes/bridge/*.camel.yaml").toString());
        assertThat(code).as(said).isEqualTo(CommandExit.DONE);
        assertThat(said)
                .contains(
                        "stream customers: the firehose pos.customers.edit is open",
                        "stream products: no position is stored: the first poll reads everything",
                        "stream stock-levels: every one of 40 rows of fd1.stock.get_levels has a key (pid+locid)",
                        "of the 64,000 (maxEventBytes) that a sink is sent",
                        "takes connections; nothing was sent",
                        "Fit to run: 0 failed, 0 to look at")
                .doesNotContain("warn", "FAIL", FLOWCORE_KEY, "sim-key");
        assertThat(sink.requests()).isEmpty();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aStreamThatABridgeOwnsIsCheckedAllTheSame() throws Exception {
        try (FilePositionStore store = new FilePositionStore(folder.resolve("data/positions"));
                OwnedStream owned = store.tryOpen("products").orElseThrow()) {
            owned.write(Position.unopened("poll fd1.products.get_products key=physkey,key", "")
                    .movedTo(2024010113245600023L, List.of()));
            String said =
                    check(route("products.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: products", ""));
            assertThat(code).as(said).isEqualTo(CommandExit.DONE);
            assertThat(said)
                    .contains("stream products: its position fits: delivered up to 2024010113245600023", "; owned by ");
        }
    }

    @Test
    void aPositionOfAnotherQuestionFailsWithTheRoutesPlace() throws Exception {
        store("products", Position.unopened("poll fd1.products.get_products key=id", ""));
        String said = check(route("products.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: products", ""));
        assertThat(code).isEqualTo(CommandExit.FAILED);
        assertThat(said)
                .contains("FAIL  stream products (", "products.camel.yaml, line 1)", "belongs to another question");
    }

    @Test
    void aPositionThatCannotBeReadFails() throws Exception {
        store("products", Position.unopened("poll fd1.products.get_products key=physkey,key", ""));
        try (Stream<Path> files = Files.list(folder.resolve("data/positions"))) {
            Path file = files.filter(path -> path.toString().endsWith(".position"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(file, "{}");
        }
        String said = check(route("products.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: products", ""));
        assertThat(code).isEqualTo(CommandExit.FAILED);
        assertThat(said).contains("FAIL  stream products", "cannot be read", "Restore the file from a backup");
    }

    @Test
    void openGapsAreWarnedOf() throws Exception {
        Position position = Position.unopened("poll fd1.products.get_products key=physkey,key", "");
        store(
                "products",
                position.withGap(1, 2, Gap.Cause.LATE_ROW, "a row came late", Instant.now())
                        .withGap(2, 3, Gap.Cause.UNREADABLE, "waived", Instant.now())
                        .withGapWaived("g-2", new Gap.Waiver("seen to", Instant.now())));
        String said = check(route("products.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: products", ""));
        assertThat(said).contains("warn  stream products", "open gaps: 1, ", "a row came late");
    }

    @Test
    void twoStreamsOfOneNameFail() throws Exception {
        Path one = route("one.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: same", "");
        Path two = route("two.camel.yaml", "fd1:poll:fd1.customers.get_customers", "stream: same", "");
        String said = check(one + "," + two);
        assertThat(code).isEqualTo(CommandExit.FAILED);
        assertThat(said).contains("routes one and two have the same stream name", "two.camel.yaml, line 1");
    }

    @Test
    void aSinkThatIsNotThereFails() throws Exception {
        try (NobodyThere nobody = new NobodyThere()) {
            sinkUrl = nobody.url();
            String said =
                    check(route("products.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: products", ""));
            assertThat(code).isEqualTo(CommandExit.FAILED);
            assertThat(said).contains("FAIL  sink " + sinkUrl, "cannot be connected to", "that the service runs");
        }
    }

    @Test
    void aHostThatIsNotKnownFails() throws Exception {
        sinkUrl = "http://no-such-host.invalid";
        String said = check(route("products.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: products", ""));
        assertThat(code).isEqualTo(CommandExit.FAILED);
        assertThat(said).contains("the host name no-such-host.invalid is not known");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aggregate: / correlationExpression: {constant: x} / completionSize: 2 / steps: [{log: x}]"
                        + " / aggregationStrategy: '#class:org.apache.camel.processor.aggregate.UseLatestAggregationStrategy'"
                        + "| aggregate takes the receipt over",
                "wireTap: / uri: log:x | nobody waits for what wireTap sends",
                "filter: / simple: '${body} == 1' / steps: [{log: x}] | what filter keeps out counts as delivered",
                "stop: {} | what reaches stop counts as delivered",
                "split: / simple: '${body}' / steps: [{to: 'seda:x'}] | split into seda",
                "resequence: / simple: '${body}' / steps: [{log: x}] | resequence takes the receipt over",
                "sample: / samplePeriod: 1s | what sample leaves out counts as delivered",
            })
    void aStepThatTakesTheReceiptOverIsWarnedOfWithItsLine(String step, String said) throws Exception {
        Path route = route(
                "taking.camel.yaml",
                "fd1:poll:fd1.products.get_products",
                "stream: taking",
                "        - " + step.strip().replace(" / ", "\n            ") + "\n");
        String all = check(route.toString());
        assertThat(code).as(all).isEqualTo(CommandExit.DONE);
        assertThat(all).contains("warn  route taking (", "taking.camel.yaml, line 7): ", said);
    }

    @Test
    void aStepDeepInARouteIsFound() throws Exception {
        Path route = route(
                "deep.camel.yaml",
                "fd1:poll:fd1.products.get_products",
                "stream: deep",
                """
                        - choice:
                            when:
                              - simple: "${body} == 1"
                                steps:
                                  - doTry:
                                      steps:
                                        - log: x
                                      doCatch:
                                        - exception:
                                            - java.io.IOException
                                          steps:
                                            - log: y
                """);
        assertThat(check(route.toString()))
                .contains("warn  route deep (", "a failure that doCatch handles counts as delivered");
    }

    @Test
    void aStepBehindADirectRouteIsFound() throws Exception {
        Path feeding = route(
                "feeding.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: a", "        - to: direct:next\n");
        Path next = Files.writeString(
                folder.resolve("next.camel.yaml"),
                "- route: {id: next, from: {uri: 'direct:next', steps: [{wireTap: {uri: 'log:x'}}]}}\n");
        assertThat(check(feeding + "," + next)).contains("warn  route next (", "nobody waits for what wireTap sends");
    }

    @Test
    void aRouteThatNoStreamFeedsIsLeftAlone() throws Exception {
        Path feeding = route("feeding.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: a", "");
        Path other = Files.writeString(
                folder.resolve("other.camel.yaml"),
                "- route: {id: other, from: {uri: 'direct:other', steps: [{wireTap: {uri: 'log:x'}}]}}\n");
        assertThat(check(feeding + "," + other)).doesNotContain("wireTap");
    }

    @ParameterizedTest
    @CsvSource({"handled", "continued"})
    void anExceptionThatIsTakenAwayFromTheStreamIsWarnedOf(String how) throws Exception {
        Path rules = Files.writeString(
                folder.resolve("rules.camel.yaml"),
                "- onException:\n    exception: [java.io.IOException]\n    " + how
                        + ": {constant: {expression: 'true'}}\n"
                        + "    steps: [{log: x}]\n"
                        + Files.readString(
                                route("plain.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: a", "")));
        assertThat(check(rules.toString())).contains("onException java.io.IOException is " + how);
    }

    @Test
    void aCanaryIsPostedOnceAndReadBack() throws Exception {
        canary = Optional.of(new Check.Canary("check.0", "canary.0", Optional.empty()));
        sink.otherwise(request -> request.line().contains("/events")
                ? ScriptedSink.status(200, events(sink.requests().get(0).text()))
                : ScriptedSink.status(200, "{\"success\":true,\"eventId\":\"e-1\"}"));
        String said = check(route("products.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: products", ""));
        assertThat(code).as(said).isEqualTo(CommandExit.DONE);
        assertThat(said).contains("canary to check.0/canary.0 was read back: the number of 19 digits survived");
        assertThat(sink.requests().get(0).line()).startsWith("POST /event/demo/retail/check.0/canary.0 ");
        JsonNode event = sink.requests().get(0).json();
        assertThat(event.path("pineflowCanary").asBoolean()).isTrue();
        assertThat(event.path("number").asText())
                .hasSize(19)
                .isEqualTo(event.path("text").asText());
        assertThat(event.path("number").asLong() % 2)
                .as("odd, so that no double holds it")
                .isEqualTo(1);
        assertThat(sink.requests()).hasSize(2);
    }

    @Test
    void aNumberThatIsRoundedOnTheWayFails() throws Exception {
        canary = Optional.of(new Check.Canary("check.0", "canary.0", Optional.empty()));
        sink.otherwise(request -> request.line().contains("/events")
                ? ScriptedSink.status(200, events(rounded(sink.requests().get(0).text())))
                : ScriptedSink.status(200, "{\"success\":true,\"eventId\":\"e-1\"}"));
        String said = check(route("products.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: products", ""));
        assertThat(code).isEqualTo(CommandExit.FAILED);
        assertThat(said).contains("a number of 19 digits does not survive", "rveStamp");
    }

    @Test
    void aCanaryThatIsRefusedFailsWithTheAnswerAndWithoutTheKey() throws Exception {
        canary = Optional.of(new Check.Canary("check.0", "canary.0", Optional.empty()));
        sink.otherwise(request -> ScriptedSink.status(401, "{\"message\":\"no " + FLOWCORE_KEY + "\"}"));
        String said = check(route("products.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: products", ""));
        assertThat(code).isEqualTo(CommandExit.FAILED);
        assertThat(said)
                .contains("was not taken: it answered 401", "check baseUrl, tenant, dataCore, apiKey")
                .doesNotContain(FLOWCORE_KEY);
    }

    @Test
    void aCanaryThatCannotBeReadBackIsSaidToBeUnproven() throws Exception {
        canary = Optional.of(new Check.Canary("check.0", "canary.0", Optional.empty()));
        sink.otherwise(request -> request.line().contains("/events")
                ? ScriptedSink.status(404, "")
                : ScriptedSink.status(200, "{\"success\":true,\"eventId\":\"e-1\"}"));
        String said = check(route("products.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: products", ""));
        assertThat(code).as(said).isEqualTo(CommandExit.DONE);
        assertThat(said).contains("could not be read back", "whether long numbers survive is not known", "--read-url");
    }

    @Test
    void jsonIsOneDocumentWithEveryFinding() throws Exception {
        json = true;
        String said = check(route("products.camel.yaml", "fd1:poll:fd1.products.get_products", "stream: products", ""));
        JsonNode document = JSON.readTree(said);
        assertThat(document.path("ok").asBoolean()).isTrue();
        assertThat(document.path("findings")).isNotEmpty().allSatisfy(finding -> assertThat(finding.fieldNames())
                .toIterable()
                .containsExactly("verdict", "about", "where", "what", "cure"));
    }

    private static String events(String payload) {
        return "{\"events\":[{\"eventId\":\"e-1\",\"payload\":" + payload + "}]}";
    }

    /** As a reader that keeps numbers in doubles passes it on. */
    private static String rounded(String event) {
        return event.replaceFirst("(\"number\":\\d{16})\\d{3}", "$1000");
    }

    private void store(String stream, Position position) {
        try (FilePositionStore store = new FilePositionStore(folder.resolve("data/positions"));
                OwnedStream owned = store.tryOpen(stream).orElseThrow()) {
            owned.write(position);
        }
    }

    /** A route whose id is the file's name, from line 1 on. */
    private Path route(String file, String from, String parameter, String steps) throws IOException {
        return Files.writeString(
                folder.resolve(file),
                "- route:\n    id: " + file.replace(".camel.yaml", "") + "\n    from:\n      uri: " + from
                        + "\n      parameters: {" + parameter + "}\n      steps:\n" + steps
                        + "        - to: flowcore:events:product.0/product.changed.0\n");
    }

    private String check(Path route) throws Exception {
        return check(route.toString());
    }

    private String check(String routes) throws Exception {
        Path settingsFile = Files.writeString(
                folder.resolve("check.properties"),
                String.join(
                        "\n",
                        "camel.component.fd1.url=" + simulator.url(),
                        "camel.component.fd1.apiKey=sim-key",
                        "camel.component.flowcore.baseUrl=" + sinkUrl,
                        "camel.component.flowcore.tenant=demo",
                        "camel.component.flowcore.dataCore=retail",
                        "camel.component.flowcore.apiKey=" + FLOWCORE_KEY,
                        "pineflow.data=" + folder.resolve("data")));
        Settings settings = new SettingsLoader(Map.of(), Map.of())
                .load(Path.of("").toAbsolutePath(), List.of(settingsFile), Map.of());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String pattern = RoutePatterns.join(List.of(routes.split(",")), Path.of(""));
        code = new Check(
                        settings,
                        Optional.of(pattern),
                        Duration.ofSeconds(5),
                        canary,
                        new CheckReport(new PrintStream(out, true, StandardCharsets.UTF_8), json))
                .run();
        return out.toString(StandardCharsets.UTF_8);
    }
}
