package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.pineflow.flowcore.ScriptedSink.accept;
import static org.pineflow.flowcore.ScriptedSink.status;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.flowcore.ScriptedSink;
import org.pineflow.network.OwnPort;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;

/** A whole run with secrets of every kind, in which everything goes wrong and is logged as finely as it can be. */
class SecretsOfARunTest {

    private static final String FD1_KEY = "fd1+key/of=s3cret1";
    private static final String FD1_TOKEN = "tok+s3cret2/=x";
    private static final String HEADER = "gate \"s3cret3\"";
    private static final String GATE = "gate-s3cret8";
    private static final String TICKET = "ticket-s3cret4";
    private static final String SINK_KEY = "fc_id_s3cret5+/=";
    private static final String QUERY_KEY = "fc_id_s3cret6+/=";
    private static final String DB_PASSWORD = "db s3cret7 \"x\"";
    private static final List<String> SECRETS =
            List.of(FD1_KEY, FD1_TOKEN, HEADER, GATE, TICKET, SINK_KEY, QUERY_KEY, DB_PASSWORD);

    @TempDir
    private Path home;

    private final ScriptedSink sink = new ScriptedSink();
    private final Simulator open = Simulator.start(
            SimulatorSettings.defaults().withSizes(20, 5, 1).withApiKey("").withChangesPerSecond(0));
    private final Simulator refusing = Simulator.start(SimulatorSettings.defaults()
            .withSizes(20, 5, 1)
            .withApiKey("another")
            .withChangesPerSecond(0));

    @BeforeEach
    void configure() throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(
                home.resolve("config/log4j2.properties"),
                Files.readString(Path.of("config/log4j2.properties"))
                        .replace("logger.pineflow.level = info", "logger.pineflow.level = trace")
                        .replaceAll("(logger\\.\\w+\\.level) = warn", "$1 = debug")
                        .replace("rootLogger.level = info", "rootLogger.level = debug"));
        Files.writeString(
                home.resolve("config/application.properties"),
                String.join(
                        "\n",
                        "camel.component.fd1.reconnectDelay = 50ms",
                        "camel.component.fd1.reconnectMaxDelay = 500ms",
                        "camel.component.fd1.redeliveryDelay = 50ms",
                        "camel.component.fd1.redeliveryMaxDelay = 200ms",
                        "camel.component.fd1.upgradeHeaders = {\"X-Gate\":\"" + HEADER.replace("\"", "\\\\\"") + "\"}",
                        "camel.component.flowcore.baseUrl = " + sink.url(),
                        "camel.component.flowcore.tenant = acme",
                        "camel.component.flowcore.dataCore = shop",
                        "camel.component.flowcore.compressor = jdk",
                        "camel.component.flowcore.maxBatchEvents = 5",
                        "camel.component.flowcore.retryDelay = 20ms",
                        "camel.component.flowcore.retryMaxDelay = 200ms",
                        "camel.beans.dataSource = #class:com.zaxxer.hikari.HikariDataSource",
                        "camel.beans.dataSource.jdbcUrl = jdbc:postgresql://127.0.0.1:1/x",
                        "camel.beans.dataSource.username = pineflow",
                        "camel.beans.dataSource.password = " + DB_PASSWORD,
                        "camel.beans.dataSource.initializationFailTimeout = -1"),
                StandardCharsets.UTF_8);
    }

    @AfterEach
    void close() throws IOException {
        sink.close();
        open.close();
        refusing.close();
    }

    private Map<String, String> environment() {
        return Map.of(
                "CAMEL_COMPONENT_FD1_API_KEY", FD1_KEY,
                "CAMEL_COMPONENT_FLOWCORE_API_KEY", SINK_KEY,
                "QUERY_KEY", QUERY_KEY,
                "FD1_TOKEN", FD1_TOKEN,
                "TICKET", TICKET,
                "GATE", GATE);
    }

    private Path routes(String... each) throws IOException {
        return Files.writeString(home.resolve("routes.camel.yaml"), String.join("", each));
    }

    private static String route(String id, String from, String to) {
        return """
                - route:
                    id: %s
                    from:
                      uri: "%s"
                      steps:
                        - to: "%s"
                """
                .formatted(id, from, to);
    }

    private static String firehose(URI server, String more) {
        return "fd1:firehose:pos.customers.edit?startFrom=all&batchWait=20ms" + more + "&url=RAW(" + server
                + "?ticket={{env:TICKET}})";
    }

    @Test
    void noSecretIsToldWhateverGoesWrong() throws Exception {
        answerWithQuotes();
        Path routes = routes(
                route("good", firehose(open.url(), "&stream=good"), "flowcore:events:f/e"),
                route(
                        "query",
                        firehose(open.url(), "&stream=query"),
                        "flowcore:events:f/q?apiKeyIn=query&apiKey=RAW({{env:QUERY_KEY}})"),
                route("login", firehose(refusing.url(), "&stream=login"), "flowcore:events:f/e"),
                route(
                        "token",
                        firehose(
                                refusing.url(),
                                "&stream=token&apiKey=&token=RAW({{env:FD1_TOKEN}})&upgradeHeaders=RAW({\\\"X-Gate\\\":\\\"{{env:GATE}}\\\"})"),
                        "flowcore:events:f/e"),
                route("away", firehose(URI.create("ws://127.0.0.1:1/x"), "&stream=away"), "flowcore:events:f/e"),
                route(
                        "sinkless",
                        firehose(open.url(), "&stream=sinkless"),
                        "flowcore:events:f/e?baseUrl=http://127.0.0.1:1&apiKeyIn=query&apiKey=RAW({{env:QUERY_KEY}})"));
        List<String> told = new ArrayList<>();
        try (OwnPort management = OwnPort.claim();
                OwnPort jmx = OwnPort.claim();
                Launched run = run(management, jmx, routes)) {
            run.awaitOutput("Running ");
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(run.output())
                        .contains("HTTP 401", "HTTP 302", "HTTP 503", "cannot connect", "stream=login", "stream=away");
                assertThat(files("dead-letters")).hasSizeGreaterThanOrEqualTo(2);
            });
            told.add(get(management, "/observe/health"));
            told.add(get(management, "/observe/health/ready"));
            told.add(get(management, "/observe/metrics"));
            List<String> managed = ManagedAttributes.of(jmx.number());
            assertThat(managed).anyMatch(text -> text.contains("pos.customers.edit"));
            managed.stream()
                    .filter(text -> !text.contains("EnvironmentVariables"))
                    .forEach(told::add);
            run.terminate();
            run.exitCode();
            told.addAll(run.output().lines().toList());
        }
        assertThat(files("positions")).isNotEmpty();
        for (Path file : files("")) {
            told.add(file + ": " + Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        assertThat(told)
                .as("what was told, secrets and all")
                .filteredOn(text -> !SecretForms.toldBy(text, SECRETS).isEmpty())
                .isEmpty();
        assertThat(sink.requests()).as("the keys were in use").anySatisfy(request -> assertThat(request.line())
                .contains("key="));
    }

    @Test
    void aWrongOptionBesideSecretsTellsNoneOfThem() throws Exception {
        for (String mistake : List.of("&batchSize=many", "&nosuch=1")) {
            Path routes = routes(route(
                    "wrong",
                    firehose(open.url(), mistake + "&token=RAW({{env:FD1_TOKEN}})"),
                    "flowcore:events:f/e?apiKey=RAW({{env:QUERY_KEY}})"));
            try (Launched run = Launched.pineflow(
                    home,
                    environment(),
                    List.of("-Dpineflow.home=" + home, "-Dcamel.management.port=0"),
                    "run",
                    "--routes",
                    routes.toString())) {
                assertThat(run.exitCode()).as(run.output()).isEqualTo(CommandExit.WRONG_USAGE);
                assertThat(run.output().lines())
                        .filteredOn(line -> !SecretForms.toldBy(line, SECRETS).isEmpty())
                        .isEmpty();
            }
        }
    }

    /** A sink that quotes what it was sent: the first answers of each kind are failures. */
    private void answerWithQuotes() {
        AtomicInteger turn = new AtomicInteger();
        sink.otherwise(request -> {
            String quote = request.line() + " " + request.headers();
            int now = turn.getAndIncrement();
            if (now < 2) {
                return status(401, "unknown key in " + quote);
            }
            if (now < 4) {
                return status(302, quote, "Location: http://127.0.0.1:1/?" + request.line());
            }
            if (now < 6) {
                return status(503, quote);
            }
            return request.text().contains("\"physkey\":\"" + poison() + "\"") ? status(400, quote) : accept();
        });
    }

    private String poison() {
        return open.chain().versions("customers").get(3).key();
    }

    private List<Path> files(String folder) throws IOException {
        Path under = home.resolve("data").resolve(folder);
        if (!Files.exists(under)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(under)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private Launched run(OwnPort management, OwnPort jmx, Path routes) throws IOException {
        List<String> jvm = new ArrayList<>(ManagedAttributes.options(jmx.number()));
        jvm.add("-Dpineflow.home=" + home);
        jvm.add("-Dcamel.management.port=" + management);
        return Launched.pineflow(home, environment(), jvm, "run", "--routes", routes.toString());
    }

    private static String get(OwnPort port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
