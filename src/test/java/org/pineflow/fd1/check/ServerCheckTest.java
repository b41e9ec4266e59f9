package org.pineflow.fd1.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.fd1.FakeServer;
import org.pineflow.fd1.client.Fd1Links;
import org.pineflow.fd1.client.Fd1Settings;
import org.pineflow.fd1.stream.ArgumentPath;
import org.pineflow.fd1.stream.FirehoseSettings;
import org.pineflow.fd1.stream.FirehoseSettings.Restart;
import org.pineflow.fd1.stream.KeyFields;
import org.pineflow.fd1.stream.PollSettings;
import org.pineflow.fd1.stream.StreamSettings;
import org.pineflow.finding.Finding;
import org.pineflow.finding.Verdict;
import org.pineflow.network.NobodyThere;
import org.pineflow.position.Position;
import org.pineflow.simulator.Dialect;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;

/** What is found at servers of all kinds, and that looking ends. */
class ServerCheckTest {

    private static final String KEY = "sim-key";
    private static final String PRODUCTS = "fd1.products.get_products";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Fd1Links links = new Fd1Links(1);
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private Duration timeout = TIMEOUT;
    private Clock clock = Clock.systemUTC();

    @AfterEach
    void close() {
        workers.shutdownNow();
        links.close();
    }

    @Test
    void aPlainServerIsFitInEveryPointAndNothingStaysOpen() throws Exception {
        try (Simulator simulator = simulator()) {
            List<Finding> found = check(simulator.url(), poll("physkey,key"), firehose(Restart.POLL, "physkey,key"));
            assertThat(found).allMatch(finding -> finding.verdict() == Verdict.OK, "ok");
            assertThat(text(found))
                    .contains(
                            "login answered in",
                            "no hello",
                            "rows in data.rows",
                            "rve as a number of 19 digits in the row",
                            "20 rows in the first chunk",
                            "every one of 20 rows of " + PRODUCTS + " has an rve",
                            "every one of 20 rows of " + PRODUCTS + " has a key",
                            "sinceArgument q._rve(gt) works",
                            "the firehose pos.products.edit is open: acknowledged",
                            "a restart at an rve (v.rve) is honoured",
                            "no event of pos.products.edit came");
            await().until(() -> simulator.connections() == 0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello=true             | sends packets unasked",
                "login=silent           | the login was not answered within",
                "r=omitted              | no r in answers",
                "rveForm=double         | rve as a number YYYYMMDD.HHMMSSccc in the row",
                "rveForm=string         | rve as a text of 19 digits in the row",
                "rveName=_rve           | _rve as a number of 19 digits in the row",
                "rowsPlace=data-array   | rows in data",
                "lastChunk=rows         | ch:0 with rows",
                "chunks=ignored         | mo=chunk is ignored",
                "chunks=rejected        | was refused",
                "rveFilters=none        | sinceArgument q._rve(gt) is ignored",
                "ack=none               | not acknowledged, but not refused, and the server answered " + PRODUCTS,
                "ack=status             | is open: acknowledged",
                "restart=ignored        | is not honoured",
                "restart=rejected       | a restart at an rve (v.rve) is refused",
                "framing=array          | rows in data.rows",
            })
    void whatADialectDoesIsSaid(String dialect, String said) throws Exception {
        timeout = Duration.ofSeconds(1);
        try (Simulator simulator = simulator(dialect.strip())) {
            List<Finding> found = check(simulator.url(), firehose(Restart.POLL, "physkey,key"));
            assertThat(text(found)).contains(said);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"rveForm=double", "rveForm=string", "rvePlace=payload", "payload=v", "hello=true", "ack=none"})
    void noDialectThatStreamsGetAlongWithFailsACheck(String dialect) throws Exception {
        try (Simulator simulator = simulator(dialect)) {
            List<Finding> found = check(simulator.url(), poll("physkey,key"), firehose(Restart.POLL, "physkey,key"));
            assertThat(found).noneMatch(finding -> finding.verdict() == Verdict.FAIL);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"restart=ignored", "restart=rejected"})
    void aReplayThatTheServerDoesNotHonourFailsWithTheCure(String dialect) throws Exception {
        timeout = Duration.ofSeconds(1);
        try (Simulator simulator = simulator(dialect)) {
            List<Finding> found = check(simulator.url(), firehose(Restart.REPLAY, "physkey,key"));
            assertThat(failures(found)).contains("a restart at an rve (v.rve) is ", "pollEndpoint");
        }
    }

    @Test
    void withoutARowToRestartAtAReplayIsCalledUnproven() throws Exception {
        try (Simulator simulator = simulator()) {
            CheckedStream alone = new CheckedStream(
                    server(simulator.url(), KEY),
                    settings("alone", "physkey,key"),
                    "f",
                    firehose(Restart.REPLAY, "physkey,key").firehose(),
                    Optional.empty());
            List<Finding> found = check(simulator.url(), alone);
            assertThat(text(found)).contains("is unproven: no row is known to restart at");
        }
    }

    @Test
    void aStoredPositionIsUsedToProveAReplayAndIsNotNeededToBeOwned() throws Exception {
        try (Simulator simulator = simulator()) {
            long rve = simulator.chain().change("products").rve();
            CheckedStream alone = new CheckedStream(
                    server(simulator.url(), KEY),
                    settings("alone", "physkey,key"),
                    "f",
                    firehose(Restart.REPLAY, "physkey,key").firehose(),
                    Optional.empty());
            Position stored = Position.unopened("f", "").movedTo(rve, List.of());
            List<Finding> found = new ServerCheck(links, workers, timeout, clock)
                    .check(alone.server(), List.of(alone), stream -> Optional.of(stored))
                    .findings();
            assertThat(text(found)).contains("a restart at an rve (v.rve) is honoured");
        }
    }

    @Test
    void keyFieldsThatDoNotFitFailWithFieldsThatDo() throws Exception {
        try (Simulator simulator = simulator()) {
            CheckedStream levels = new CheckedStream(
                    server(simulator.url(), KEY),
                    settings("levels", "physkey,key"),
                    "f",
                    Optional.empty(),
                    Optional.of(pollSettings("fd1.stock.get_levels", "q._rve(gt)")));
            List<Finding> found = check(simulator.url(), levels);
            assertThat(failures(found)).contains("no row of fd1.stock.get_levels has the key fields", "pid+locid");
        }
    }

    @Test
    void aSinceArgumentThatLosesRowsFails() throws Exception {
        try (FakeServer server = new FakeServer((client, rq, packet) -> {
            if (packet.has("q")) {
                client.rows(rq);
            } else {
                client.chunk(rq, 1, row(1));
            }
        })) {
            List<Finding> found = check(URI.create(server.url()), poll("key"));
            assertThat(failures(found)).contains("the server sends nothing: every change would be missed");
        }
    }

    @Test
    void rowsWithoutRveFail() throws Exception {
        try (FakeServer server = new FakeServer((client, rq, packet) -> client.rows(rq, "{\"key\":1}"))) {
            List<Finding> found = check(URI.create(server.url()), poll("key"));
            assertThat(failures(found)).contains("has an rve: its position can never move");
        }
    }

    @Test
    void aWrongNameIsSaidWithWhatTheServerSays() throws Exception {
        try (Simulator simulator = simulator()) {
            CheckedStream wrong = new CheckedStream(
                    server(simulator.url(), KEY),
                    settings("wrong", "key"),
                    "f",
                    Optional.empty(),
                    Optional.of(pollSettings("fd1.prodcts.get_products", "q._rve(gt)")));
            assertThat(failures(check(simulator.url(), wrong)))
                    .contains("fd1.prodcts.get_products was refused", "check the endpoint's name");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "close"})
    void aWrongKeyFailsAndIsNotTold(String refusal) throws Exception {
        try (Simulator simulator = simulator("refusal=" + refusal)) {
            CheckedStream poll = poll("key");
            List<Finding> found = new ServerCheck(links, workers, timeout, clock)
                    .check(server(simulator.url(), "wr0ng-s3cret"), List.of(poll), stream -> Optional.empty())
                    .findings();
            assertThat(failures(found)).contains("check apiKey or token").doesNotContain("wr0ng-s3cret");
        }
    }

    @Test
    void aSecretThatAServerEchoesIsNotTold() throws Exception {
        try (FakeServer server = new FakeServer(
                (client, rq, packet) -> client.send("{\"rp\":\"" + rq + "\",\"error\":\"not for " + KEY + "\"}"))) {
            List<Finding> found = check(URI.create(server.url()), poll("key"), firehose(Restart.POLL, "key"));
            assertThat(failures(found)).contains("not for ***").doesNotContain(KEY);
        }
    }

    @Test
    void aServerThatIsSilentAfterTheLoginEndsACheckInTime() throws Exception {
        timeout = Duration.ofMillis(300);
        try (FakeServer server = new FakeServer((client, rq, packet) -> {})) {
            long before = System.nanoTime();
            List<Finding> found = check(URI.create(server.url()), poll("key"), firehose(Restart.REPLAY, "key"));
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
            assertThat(failures(found))
                    .contains(
                            PRODUCTS + " was not answered within 0.3 s",
                            "neither acknowledged the firehose pos.products.edit nor answered anything behind it");
            await().untilAsserted(() -> assertThat(server.requests("fd1.session.cancel_request"))
                    .as("everything that was asked is cancelled")
                    .hasSameSizeAs(asked(server)));
        }
    }

    @Test
    void aServerThatHangsBeforeTheWebSocketIsOpenEndsACheckInTime() throws Exception {
        timeout = Duration.ofMillis(300);
        try (ServerSocket hanging = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("ws://127.0.0.1:" + hanging.getLocalPort() + "/fd1/open_websocket");
            assertThat(failures(check(url, poll("key"))))
                    .contains("within 1.3 s", "could not be asked about: products");
        }
    }

    @Test
    void aServerThatIsNotThereFailsWithTheCure() throws Exception {
        try (NobodyThere nobody = new NobodyThere()) {
            assertThat(failures(check(URI.create(nobody.fd1()), poll("key"))))
                    .contains("check host and port")
                    .doesNotContain("trying");
        }
    }

    @Test
    void aServerThatHangsUpOnAFirehoseSpoilsNoOtherStream() throws Exception {
        try (FakeServer server = new FakeServer((client, rq, packet) -> {
            if (packet.path("a").asText().endsWith("open_firehose")) {
                client.close();
            } else {
                client.rows(rq, isBeyond(packet) ? new String[0] : new String[] {row(1)});
            }
        })) {
            List<Finding> found = check(URI.create(server.url()), poll("key"), firehose(Restart.REPLAY, "key"));
            assertThat(failures(found)).contains("the connection was lost while fd1.firehose.open_firehose");
            assertThat(text(found)).contains("every one of 1 rows of " + PRODUCTS + " has a key");
        }
    }

    @Test
    void aClockAheadOfOursIsTold() throws Exception {
        clock = Clock.fixed(Instant.now().minus(Duration.ofMinutes(10)), ZoneOffset.UTC);
        try (Simulator simulator = simulator()) {
            simulator.chain().change("products");
            List<Finding> found = check(simulator.url(), poll("physkey,key"));
            assertThat(found)
                    .anyMatch(finding -> finding.verdict() == Verdict.WARN
                            && finding.what().contains("the server's clock is at least 6"));
        }
    }

    @Test
    void aClockThatCannotBeToldIsCalledUnknown() throws Exception {
        clock = Clock.fixed(Instant.now().plus(Duration.ofMinutes(10)), ZoneOffset.UTC);
        try (Simulator simulator = simulator()) {
            assertThat(text(check(simulator.url(), poll("physkey,key")))).contains("clock offset unknown");
        }
    }

    private static List<JsonNode> asked(FakeServer server) {
        return server.requests().stream()
                .filter(request -> !request.path("a").asText().equals("fd1.session.cancel_request"))
                .toList();
    }

    private static boolean isBeyond(JsonNode packet) {
        return packet.path("q").path("_rve(gt)").asLong() > 3000_01_01_00_00_00_000_00L;
    }

    private static String row(int key) {
        return "{\"key\":" + key + ",\"rve\":2024010113245600023}";
    }

    private List<Finding> check(URI url, CheckedStream... streams) throws InterruptedException {
        List<CheckedStream> here = new ArrayList<>();
        for (CheckedStream stream : streams) {
            here.add(new CheckedStream(
                    server(url, KEY), stream.settings(), stream.fingerprint(), stream.firehose(), stream.poll()));
        }
        return new ServerCheck(links, workers, timeout, clock)
                .check(server(url, KEY), here, stream -> Optional.empty())
                .findings();
    }

    private static Simulator simulator(String... dialect) {
        return Simulator.start(
                SimulatorSettings.defaults().withSizes(5, 20, 2).withDialect(Dialect.parse(List.of(dialect))));
    }

    private static Fd1Settings server(URI url, String key) {
        return new Fd1Settings(
                List.of(url),
                key,
                "",
                Map.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                1 << 20,
                Optional.empty());
    }

    private static CheckedStream poll(String keyFields) {
        return new CheckedStream(
                server(URI.create("ws://127.0.0.1"), KEY),
                settings("products", keyFields),
                "f",
                Optional.empty(),
                Optional.of(pollSettings(PRODUCTS, "q._rve(gt)")));
    }

    private static CheckedStream firehose(Restart restart, String keyFields) {
        PollSettings poll = pollSettings(PRODUCTS, "q._rve(gt)");
        FirehoseSettings firehose = new FirehoseSettings(
                "pos.products.edit",
                JsonNodeFactory.instance.objectNode(),
                "now",
                restart,
                ArgumentPath.parse("restartArgument", "v.rve"),
                Optional.empty(),
                Duration.ofSeconds(1),
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                Optional.of(poll));
        return new CheckedStream(
                server(URI.create("ws://127.0.0.1"), KEY),
                settings("changes", keyFields),
                "f",
                Optional.of(firehose),
                Optional.of(poll));
    }

    private static PollSettings pollSettings(String endpoint, String since) {
        return new PollSettings(
                endpoint,
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode(),
                true,
                ArgumentPath.parse("sinceArgument", since),
                true,
                Duration.ofSeconds(10));
    }

    private static StreamSettings settings(String name, String keyFields) {
        return new StreamSettings(
                name,
                KeyFields.parse(keyFields),
                Duration.ofSeconds(60),
                500,
                1 << 20,
                Duration.ofSeconds(1),
                1,
                1 << 20,
                "",
                "",
                "",
                false,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
    }

    private static String text(List<Finding> findings) {
        return findings.stream()
                .map(finding ->
                        finding.verdict() + " " + finding.about() + ": " + finding.what() + ". " + finding.cure())
                .collect(Collectors.joining("\n"));
    }

    private static String failures(List<Finding> findings) {
        return text(findings.stream()
                .filter(finding -> finding.verdict() == Verdict.FAIL)
                .toList());
    }
}
