package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pineflow.network.OwnPort;

/** The command in real processes: exit codes, signals, and what the user reads. */
class RunCommandTest {

    private static final String RUNNING = "Running";
    private static final String IDLE_ROUTE =
            """
            - route:
                id: idle
                from:
                  uri: seda:in
                  steps:
                    - log: "{{greeting:hello}}"
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void makeHome() throws IOException {
        Files.createDirectories(folder.resolve("home/config"));
        Files.copy(Path.of("config/log4j2.properties"), folder.resolve("home/config/log4j2.properties"));
        write("idle.camel.yaml", IDLE_ROUTE);
    }

    @Test
    void sigtermEndsARunWithZeroAfterTheBatchInFlight() throws Exception {
        write(
                "slow.camel.yaml",
                """
                - route:
                    id: slow
                    from:
                      uri: timer:once?repeatCount=1&delay=0
                      steps:
                        - log: "batch begins"
                        - delay: {constant: 1500}
                        - log: "batch ends"
                """);
        try (Launched run = run(Map.of(), List.of(), "--routes", "slow.camel.yaml")) {
            run.awaitOutput("batch begins").awaitOutput(RUNNING).terminate();
            assertThat(run.exitCode()).isZero();
            assertThat(run.output()).contains("batch ends", "Stopped.");
        }
    }

    @Test
    void aDrainThatTakesTooLongIsCutShortAndReportedAsFailed() throws Exception {
        write(
                "stuck.camel.yaml",
                """
                - route:
                    id: stuck
                    from:
                      uri: timer:once?repeatCount=1&delay=0
                      steps:
                        - log: "batch begins"
                        - delay: {constant: 600000}
                """);
        try (Launched run =
                run(Map.of("CAMEL_MAIN_SHUTDOWN_TIMEOUT", "1"), List.of(), "--routes", "stuck.camel.yaml")) {
            run.awaitOutput("batch begins").awaitOutput(RUNNING).terminate();
            assertThat(run.exitCode()).isEqualTo(CommandExit.FAILED);
        }
    }

    /** One key for each step of the ladder; the component and the placeholders must get the values of the highest. */
    @Test
    void camelReceivesTheSettingsInTheOrderOfTheirSources() throws Exception {
        write("home/config/application.properties", "shop.a=file\nshop.b=file\nshop.c=file\nshop.d=file\nshop.e=file");
        write("one.properties", "shop.b=one\nshop.c=one\nshop.d=one\nshop.e=one\ncamel.component.seda.queue-size=11");
        write("two.properties", "shop.c=two\nshop.d=two\nshop.e=two\ncamel.component.seda.defaultPollTimeout=77");
        write(
                "show.camel.yaml",
                """
                - route:
                    id: show
                    from:
                      uri: timer:once?repeatCount=1&delay=0
                      steps:
                        - toD: "seda:x"
                        - log: "values {{shop.a}} {{shop.b}} {{shop.c}} {{shop.d}} {{shop.e}} {{pineflow.data}}"
                        - log: "component ${camelContext.getComponent('seda').getQueueSize()}\
                 ${camelContext.getComponent('seda').getDefaultPollTimeout()}\
                 ${camelContext.getShutdownStrategy().getTimeout()}"
                """);
        Map<String, String> environment = Map.of(
                "SHOP_D", "env", "SHOP_E", "env", "CAMEL_COMPONENT_SEDA_QUEUE_SIZE", "44", "PINEFLOW_DATA", "/d");
        try (Launched run = run(
                environment,
                List.of("-Dshop.e=system", "-Dcamel.main.shutdownTimeout=55"),
                "--routes",
                "show.camel.yaml",
                "--config",
                "one.properties",
                "--config",
                "two.properties",
                "-Dcamel.main.shutdown-timeout=66")) {
            run.awaitOutput("values ").awaitOutput("component ");
            assertThat(run.output())
                    .contains("values file one two env system /d")
                    .contains("component 44 77 66");
        }
    }

    @Test
    void healthAndMetricsAnswerOnTheManagementPortOfThisMachineOnly() throws Exception {
        try (OwnPort own = OwnPort.claim();
                Launched run = runOn(own.number(), Map.of(), List.of(), "--routes", "idle.camel.yaml")) {
            int port = own.number();
            run.awaitOutput(RUNNING);
            assertThat(get(port, "/observe/health").statusCode()).isEqualTo(200);
            assertThat(get(port, "/observe/health/ready").body()).contains("\"status\":\"UP\"");
            assertThat(get(port, "/observe/metrics").body()).contains("camel_");
        }
    }

    /** Turkish has an I of its own: in its lower case apiKeyIn is no option that anybody knows. */
    @Test
    void optionsAreTheSameInEveryLanguage() throws Exception {
        write(
                "turkish.camel.yaml",
                """
                - route:
                    id: turkish
                    from:
                      uri: fd1:firehose:e?url=ws://127.0.0.1:1/x&maxInFlight=2
                      steps: [{to: "flowcore:events:f/e?baseUrl=http://127.0.0.1:1&tenant=t&dataCore=d&apiKey=k&apiKeyIn=query"}]
                """);
        List<String> turkish = List.of("-Duser.language=tr", "-Duser.country=TR");
        try (Launched run =
                run(Map.of(), turkish, "--routes", "turkish.camel.yaml", "-Dcamel.component.flowcore.apiKeyIn=query")) {
            run.awaitOutput(RUNNING);
        }
    }

    @Test
    void aPortThatIsTakenIsNamedWithTheKeyToChange() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Launched run = runOn(taken.getLocalPort(), Map.of(), List.of(), "--routes", "idle.camel.yaml")) {
            assertThat(run.exitCode()).isEqualTo(CommandExit.FAILED);
            assertThat(run.output())
                    .contains("127.0.0.1:" + taken.getLocalPort(), "camel.management.port")
                    .doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from: {uri: 'timr:x', steps: [{log: x}]}                     | bad.camel.yaml, line 3, route bad: there is no component timr; did you mean timer?",
                "from: {uri: 'timer:x?perriod=5&apiKey=s3cret', steps: []}    | unknown options: apiKey, perriod",
                "from: {uri: 'timer:x', stepps: []}                           | bad.camel.yaml, line 3: stepps is no field of from; did you mean steps?",
                "from: {uri: 'timer:x', steps: [{to: '{{no.such}}'}]}         | {{no.such}} is used but set nowhere",
            })
    void aBrokenRouteFileIsNamedWithWhatIsWrongAndWithoutAStackTrace(String from, String explanation) throws Exception {
        write("bad.camel.yaml", "- route:\n    id: bad\n    " + from + "\n");
        try (Launched run = run(Map.of(), List.of(), "--routes", "bad.camel.yaml")) {
            assertThat(run.exitCode()).isEqualTo(CommandExit.WRONG_USAGE);
            assertThat(run.output()).contains(explanation).doesNotContain("\tat ", "s3cret");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run                         | No route file matches",
                "run --config nowhere.conf   | There is no configuration file nowhere.conf",
            })
    void whatIsMissingIsNamedOnOneLine(String arguments, String explanation) throws Exception {
        try (Launched run = Launched.pineflow(
                folder, Map.of(), List.of("-Dpineflow.home=" + folder.resolve("home")), arguments.split(" "))) {
            assertThat(run.exitCode()).isEqualTo(CommandExit.WRONG_USAGE);
            assertThat(run.output()).contains(explanation).doesNotContain("\tat ");
        }
    }

    private Launched run(Map<String, String> environment, List<String> jvm, String... arguments) throws IOException {
        return runOn(0, environment, jvm, arguments);
    }

    private Launched runOn(int managementPort, Map<String, String> environment, List<String> jvm, String... arguments)
            throws IOException {
        List<String> options = new ArrayList<>(jvm);
        options.add("-Dpineflow.home=" + folder.resolve("home"));
        options.add("-Dpineflow.defaultDelivery=false");
        options.add("-Dcamel.management.port=" + managementPort);
        List<String> command = new ArrayList<>(List.of("run"));
        command.addAll(List.of(arguments));
        return Launched.pineflow(folder, environment, options, command.toArray(String[]::new));
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
