package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pineflow.fd1.Bridge.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.fd1.FakeServer.Client;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.MemoryPositionStore;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;

/**
 * Bad input gets a clear message that names the stream, what was wrong and what to do. Nothing is skipped in silence,
 * and a neighbour in the same context goes on.
 */
class BadInputTest {

    private static final String ROW = "{\"physkey\":\"A\",\"n\":%d,\"rve\":20260102080016%05d}";
    private static final int OVERSIZE = 20 << 20;

    @TempDir
    private Path data;

    private final Map<String, Client> clients = new ConcurrentHashMap<>();
    private final Map<String, String> rqs = new ConcurrentHashMap<>();

    /** Firehoses "bad" and "good" wait to be fed; polls of "bad" get what the test sends, those of "good" a row. */
    private final FakeServer server = new FakeServer(this::answer);

    private volatile String badAnswer = "";

    private void answer(Client client, String rq, JsonNode packet) {
        String address = packet.path("a").asText();
        if (address.equals("fd1.firehose.open_firehose")) {
            String event = packet.path("v").path("event").asText();
            rqs.put(event, rq);
            clients.put(event, client);
        } else if (address.equals("good")) {
            client.rows(rq, row(1));
        } else if (address.equals("bad")) {
            client.send(badAnswer.replace("RQ", rq));
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String row(int number) {
        return ROW.formatted(number, number);
    }

    private String firehose(String event) {
        return "fd1:firehose:" + event + options() + "&openSettle=20ms";
    }

    private String poll(String endpoint) {
        return "fd1:poll:" + endpoint + options() + "&initialDelay=0&delay=20&maxMessageBytes=2000";
    }

    private String of(String operation, String name) {
        return operation.equals("poll") ? poll(name) : firehose(name);
    }

    private String options() {
        return "?url=" + server.url() + "&batchWait=5ms&reconnectDelay=20ms&rveStamp=&timeStamp=";
    }

    private void feed(String event, String message) {
        clients.get(event).send(message.replace("RQ", rqs.get(event)));
    }

    private void feedRow(String event, int number) {
        clients.get(event).rows(rqs.get(event), row(number));
    }

    private Bridge firehoses() throws Exception {
        Bridge bridge = Bridge.prepare(data);
        bridge.add("bridge", firehose("bad"));
        bridge.add("neighbour", firehose("good"));
        bridge.context().start();
        bridge.awaitState(State.LIVE);
        eventually().until(() -> rqs.size() == 2);
        feedRow("bad", 1);
        eventually().until(() -> bridge.delivered().size() == 1);
        return bridge;
    }

    private void bothGoOn(Bridge bridge) {
        feedRow("bad", 77);
        feedRow("good", 78);
        eventually().until(() -> bridge.delivered().contains(row(77)));
        eventually().until(() -> bridge.delivered("neighbour").contains(row(78)));
    }

    private List<DeadLetter> deadLetters() {
        FileDeadLetterStore letters = new FileDeadLetterStore(data.resolve("dead-letters"));
        return letters.ids().stream().map(id -> letters.read(id).orElseThrow()).toList();
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                Arguments.of("a packet that is not JSON", "{\"rp\":\"RQ\",\"data\":{\"rows\":[{\"a\":", "not JSON"),
                Arguments.of("a stray comma", "{\"rp\":\"RQ\",\"data\":{\"rows\":[{\"a\":1},]}}", "not JSON"),
                Arguments.of("text", "good morning", "not JSON"),
                Arguments.of("an empty message", " ", "no packet"),
                Arguments.of("an array of numbers", "[1,2]", "a packet is a JSON object"),
                Arguments.of("an empty array", "[]", "no packet"),
                Arguments.of("null", "null", "a packet is a JSON object"),
                Arguments.of("a row that is no object", "{\"rp\":\"RQ\",\"data\":{\"rows\":[17]}}", "no JSON object"),
                Arguments.of("a payload that is a text", "{\"rp\":\"RQ\",\"data\":\"none\"}", "no JSON object"),
                Arguments.of("a row that is null", "{\"rp\":\"RQ\",\"data\":{\"rows\":[null]}}", "no JSON object"),
                Arguments.of(
                        "a message of 20 MiB",
                        "{\"rp\":\"RQ\",\"data\":{\"rows\":[{\"physkey\":\"" + "x".repeat(OVERSIZE) + "\"}]}}",
                        "maxMessageBytes"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadable")
    void onAFirehoseItBecomesADeadLetterAndAGap(String name, String message, String reason) throws Exception {
        try (LogLines log = new LogLines();
                Bridge bridge = firehoses()) {
            feed("bad", message);
            eventually()
                    .untilAsserted(() -> assertThat(bridge.status().position().gaps())
                            .singleElement()
                            .satisfies(gap -> assertThat(gap.detail()).contains("unreadable", reason)));
            assertThat(deadLetters()).anySatisfy(letter -> {
                assertThat(letter.kind()).isEqualTo(DeadLetter.Kind.UNREADABLE);
                assertThat(letter.stream()).isEqualTo("firehose:bad");
                assertThat(letter.reason()).contains(reason);
                assertThat(letter.body()).hasSizeLessThanOrEqualTo(65_536);
            });
            assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("WARN stream=firehose:bad")
                    .contains(reason, "dead letter"));
            bothGoOn(bridge);
            assertThat(bridge.positions().read("firehose:bad").orElseThrow().gaps())
                    .hasSize(1);
        }
    }

    static Stream<Arguments> odd() {
        return Stream.of(
                Arguments.of("an rve that is not an rve", "{\"physkey\":\"B\",\"rve\":\"soon\"}"),
                Arguments.of("an rve that is true", "{\"physkey\":\"B\",\"rve\":true}"),
                Arguments.of("a negative rve", "{\"physkey\":\"B\",\"rve\":-2026010208001600001}"),
                Arguments.of("a long rve", "{\"physkey\":\"B\",\"rve\":" + "2026".repeat(20) + "}"),
                Arguments.of("an rve of zero", "{\"physkey\":\"B\",\"rve\":0}"),
                Arguments.of("an rve that is null", "{\"physkey\":\"B\",\"rve\":null}"),
                Arguments.of("an rve that is an object", "{\"physkey\":\"B\",\"rve\":{}}"),
                Arguments.of("an rve in the year 8888", "{\"physkey\":\"B\",\"rve\":8888010100000000000}"),
                Arguments.of("a row without rve", "{\"physkey\":\"B\"}"),
                Arguments.of("a row without rve and key", "{\"n\":1}"),
                Arguments.of("a row without anything", "{}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("odd")
    void aRowWithoutAUsableRveIsDeliveredAndCountedAndToldOnceAndMovesNothing(String name, String row)
            throws Exception {
        try (LogLines log = new LogLines();
                Bridge bridge = firehoses()) {
            eventually().until(() -> bridge.status().position().delivered().size() == 1);
            long position = bridge.status().position().rve();
            String another = row.replace("}", ",\"m\":2}").replace("{,", "{");
            clients.get("bad").rows(rqs.get("bad"), row, another);
            eventually().until(() -> bridge.delivered().contains(another));
            assertThat(bridge.delivered()).contains(row);
            assertThat(bridge.status().withoutRve()).isEqualTo(2);
            assertThat(log.lines().stream().filter(line -> line.contains("without an rve")))
                    .singleElement()
                    .asString()
                    .startsWith("WARN stream=firehose:bad");
            assertThat(bridge.status().position().rve()).isEqualTo(position);
            assertThat(bridge.status().position().gaps()).isEmpty();
            bothGoOn(bridge);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"without a key|{\"n\":1,\"rve\":", "is an object|{\"physkey\":{\"id\":1},\"rve\":"})
    void aRowWhoseKeyIsOfLittleUseIsDeliveredAndToldOnce(String kind) throws Exception {
        String said = kind.substring(0, kind.indexOf('|'));
        String row = kind.substring(kind.indexOf('|') + 1) + "20260102080017%05d}";
        try (LogLines log = new LogLines();
                Bridge bridge = firehoses()) {
            clients.get("bad").rows(rqs.get("bad"), row.formatted(1), row.formatted(2));
            eventually().until(() -> bridge.delivered().contains(row.formatted(2)));
            assertThat(bridge.delivered()).contains(row.formatted(1));
            assertThat(log.lines().stream().filter(line -> line.contains(said)))
                    .singleElement()
                    .asString()
                    .startsWith("WARN stream=firehose:bad")
                    .contains("check keyFields=physkey,key");
        }
    }

    @Test
    void anRveFarInTheFutureMakesNoLaterVersionStale() throws Exception {
        try (Bridge bridge = firehoses()) {
            clients.get("bad").rows(rqs.get("bad"), "{\"physkey\":\"A\",\"rve\":8888010100000000000}");
            eventually().until(() -> bridge.delivered().size() == 2);
            bothGoOn(bridge);
            assertThat(bridge.status().stale()).isZero();
        }
    }

    @Test
    void aPacketOfAnotherProtocolIsLeftAside() throws Exception {
        try (LogLines log = new LogLines();
                Bridge bridge = firehoses()) {
            feed("bad", "{\"pt\":\"gnap\",\"rp\":\"RQ\",\"data\":{\"rows\":[{\"physkey\":\"X\"}]}}");
            bothGoOn(bridge);
            assertThat(bridge.delivered()).noneMatch(row -> row.contains("\"X\""));
            assertThat(bridge.status().position().gaps()).isEmpty();
            assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("pt=\"gnap\""));
        }
    }

    @Test
    void unreadableInputIsHeldUntilItsDeadLetterIsWritten() throws Exception {
        Files.writeString(data.resolve("dead-letters"), "a file where the folder should be");
        try (Bridge bridge = firehoses()) {
            feed("bad", "[1]");
            eventually().until(() -> !bridge.status().deliveryTrouble().isEmpty());
            feedRow("bad", 2);
            assertThat(bridge.status().deliveryTrouble()).contains("dead-letters");
            Files.delete(data.resolve("dead-letters"));
            bothGoOn(bridge);
            assertThat(deadLetters()).isNotEmpty();
            assertThat(bridge.delivered()).contains(row(2));
        }
    }

    static Stream<Arguments> unreadableAnswers() {
        return Stream.concat(
                unreadable().filter(bad -> !bad.get()[0].equals("a message of 20 MiB")),
                Stream.of(
                        Arguments.of("a large message", "{\"x\":\"" + "x".repeat(3000) + "\"}", "maxMessageBytes"),
                        Arguments.of(
                                "a chunk gap",
                                "[{\"rp\":\"RQ\",\"ch\":1,\"data\":{\"rows\":[{\"physkey\":\"A\",\"rve\":2026010208001600001}]}},"
                                        + "{\"rp\":\"RQ\",\"ch\":3},{\"rp\":\"RQ\",\"ch\":0}]",
                                "chunk 2 of bad is missing")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unreadableAnswers")
    void inAPollItBreaksThePollAndTheThirdTimeStopsIt(String name, String answer, String reason) throws Exception {
        badAnswer = answer;
        try (LogLines log = new LogLines()) {
            Bridge bridge = Bridge.prepare(data);
            bridge.add("bridge", poll("bad"));
            bridge.add("neighbour", poll("good"));
            try (bridge) {
                bridge.context().start();
                bridge.awaitState(State.STOPPED);
                assertThat(bridge.status().condition().reason()).contains(reason, "start the route again");
                assertThat(server.requests("bad")).hasSize(3);
                assertThat(bridge.status().position().rve()).isZero();
                HealthCheck.Result health = bridge.readiness("bridge");
                assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
                assertThat(health.getMessage().orElse("")).contains("stream=poll:bad", reason);
                eventually().untilAsserted(() -> assertThat(log.lines())
                        .anySatisfy(line -> assertThat(line).contains("stream=poll:bad", "start the route again")));
                long polls = bridge.status("neighbour").openings();
                eventually().until(() -> bridge.status("neighbour").openings() > polls + 1);
                assertThat(bridge.delivered("neighbour")).containsExactly(row(1));

                badAnswer = "{\"rp\":\"RQ\",\"data\":{\"rows\":[" + row(5) + "]}}";
                bridge.restartRoute();
                eventually().until(() -> bridge.delivered().contains(row(5)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll:fd1.customers.get_customers", "firehose:pos.customers.edit"})
    void aRefusedLoginSaysSoAndTheNeighbourGoesOn(String name) throws Exception {
        try (Simulator simulator = Simulator.start(SimulatorSettings.defaults().withSizes(5, 5, 1))) {
            String url = "?url=" + simulator.url() + "&reconnectDelay=20ms&batchWait=5ms";
            Bridge bridge = Bridge.prepare(data);
            bridge.add("bridge", "fd1:" + name + url + "&apiKey=wrong-key-0");
            bridge.add(
                    "neighbour",
                    "fd1:poll:fd1.products.get_products_list" + url + "&apiKey=sim-key&initialDelay=0&delay=20");
            try (bridge) {
                bridge.context().start();
                eventually().untilAsserted(() -> {
                    HealthCheck.Result health = bridge.readiness("bridge");
                    assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
                    assertThat(health.getMessage().orElse(""))
                            .contains("stream=" + name, "refused the login", "check apiKey or token")
                            .doesNotContain("wrong-key-0");
                });
                eventually().until(() -> bridge.delivered("neighbour").size() == 5);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll:fd1.custommers.get_custommers", "firehose:pos.custommers.edit"})
    void anEndpointThatDoesNotExistIsNamed(String name) throws Exception {
        try (Simulator simulator = Simulator.start(SimulatorSettings.defaults().withSizes(5, 5, 1))) {
            String uri = "fd1:" + name + "?url=" + simulator.url() + "&apiKey=sim-key"
                    + (name.startsWith("poll") ? "&initialDelay=0&delay=20" : "&reconnectDelay=20ms");
            try (Bridge bridge = Bridge.start(data, uri)) {
                eventually().untilAsserted(() -> {
                    HealthCheck.Result health = bridge.readiness("bridge");
                    assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
                    assertThat(health.getMessage().orElse(""))
                            .contains("stream=" + name, name.replaceAll(".*:", ""), "refused");
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "firehose"})
    void aPositionFileOfGarbageStopsItsStreamAndIsLeftAlone(String operation) throws Exception {
        try (Bridge bridge = Bridge.prepare(data)) {
            bridge.add("bridge", of(operation, "good"));
            bridge.add("neighbour", firehose("bad"));
            bridge.context().start();
            eventually()
                    .until(() -> rqs.containsKey("bad")
                                    && bridge.status().position().start().isPresent()
                            || operation.equals("poll")
                                    && bridge.status().position().rve() > 0);
        }
        Path file;
        try (Stream<Path> files = Files.list(data.resolve("positions"))) {
            file = files.filter(path -> path.getFileName().toString().contains("good"))
                    .filter(path -> !path.toString().endsWith(".lock"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.writeString(file, "garbage");
        rqs.clear();
        try (Bridge bridge = Bridge.prepare(data)) {
            bridge.add("bridge", of(operation, "good"));
            bridge.add("neighbour", firehose("bad"));
            bridge.context().start();
            bridge.awaitState(State.STOPPED);
            assertThat(bridge.readiness("bridge").getMessage().orElse(""))
                    .contains(
                            "stream=" + operation + ":good", file.getFileName().toString());
            assertThat(file).hasContent("garbage");
            eventually().until(() -> rqs.containsKey("bad"));
            feedRow("bad", 9);
            eventually().until(() -> bridge.delivered("neighbour").contains(row(9)));
            assertThat(rqs).doesNotContainKey("good");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "firehose"})
    void aDataFolderThatCannotBeWrittenHoldsItsStreamAndIsNamed(String operation) throws Exception {
        Path folder = data.resolve("blocked");
        Files.writeString(folder, "a file where the folder should be");
        try (Bridge bridge = Bridge.prepare(folder)) {
            bridge.context().getRegistry().bind("memory", new MemoryPositionStore());
            bridge.add("bridge", of(operation, "bad") + "&positionStore=#positions");
            bridge.add("neighbour", firehose("good") + "&positionStore=#memory");
            bridge.context().start();
            eventually().untilAsserted(() -> {
                HealthCheck.Result health = bridge.readiness("bridge");
                assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
                assertThat(health.getMessage().orElse("")).contains("stream=" + operation + ":bad", folder.toString());
            });
            eventually().until(() -> rqs.containsKey("good"));
            feedRow("good", 3);
            eventually().until(() -> bridge.delivered("neighbour").contains(row(3)));
            assertThat(server.requests())
                    .noneMatch(request -> request.toString().contains("bad"));
        }
    }
}
