package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.network.OwnPort;
import picocli.CommandLine;

/** Webhooks made beside the shipped service, which runs in a process of its own with the shipped settings. */
class WebhookOfARunTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static OwnPort port;
    private static OwnPort managementPort;
    private static Launched service;

    @BeforeAll
    static void startTheShippedService() throws IOException {
        Files.copy(Path.of("config/catalog.yaml"), folder.resolve("catalog.yaml"));
        port = OwnPort.claim();
        managementPort = OwnPort.claim();
        service = Launched.pineflow(
                folder,
                Map.of("PINEFLOW_HOME", Path.of("").toAbsolutePath().toString()),
                List.of(),
                "run",
                "--config",
                Path.of("config/application-ingest.properties").toAbsolutePath().toString(),
                "--routes",
                Path.of("routes/ingest").toAbsolutePath() + "/",
                "-Dcamel.server.port=" + port,
                "-Dcamel.management.port=" + managementPort,
                "-Dpineflow.data=" + folder.resolve("data"),
                "-Dpineflow.ingest.catalog=" + folder.resolve("catalog.yaml"));
        service.awaitOutput("Running ");
    }

    @AfterAll
    static void stop() {
        service.close();
        managementPort.close();
        port.close();
    }

    private static List<String> webhook(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "webhook",
                "-Dcamel.server.port=" + port,
                "-Dpineflow.ingest.catalog=" + folder.resolve("catalog.yaml")));
        all.addAll(List.of(arguments));
        StringWriter out = new StringWriter();
        CommandLine commandLine = Pineflow.commandLine().setOut(new PrintWriter(out, true));
        assertThat(commandLine.execute(all.toArray(String[]::new))).isZero();
        return out.toString().lines().toList();
    }

    /** What a shell prints when the key's line and one of the command lines are pasted into it. */
    private static String pasted(List<String> lines, String command) {
        String key = lines.stream()
                .filter(line -> line.startsWith("KEY="))
                .findFirst()
                .orElseThrow();
        String line = lines.stream()
                .filter(one -> one.contains("curl ") && one.contains(command))
                .findFirst()
                .orElseThrow();
        try {
            Process shell = new ProcessBuilder("sh", "-c", key + "\n" + line + "\n")
                    .redirectErrorStream(true)
                    .start();
            return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitAnswer(List<String> lines, String command, String answer) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> pasted(lines, command)
                .contains(answer));
    }

    @Test
    void thePrintedLinesWorkAsTheyAreAndNoSecretIsLogged() {
        List<String> made = webhook("shop", "web", "order.0", "order.placed.0", "--limit-to-event-type");

        awaitAnswer(made, "/event/", "\"eventId\":");
        assertThat(pasted(made, "/events/"))
                .contains("\"success\":true")
                .containsPattern("\"eventIds\":\\[\"[^\"]+\",\"");
        String key = made.stream()
                .filter(line -> line.startsWith("KEY="))
                .findFirst()
                .orElseThrow();
        assertThat(service.output()).doesNotContain(key.substring(key.lastIndexOf('_') + 1));
    }

    @Test
    void aRevokedKeyIsRefusedByTheRunningService() {
        List<String> made = webhook("demo", "retail", "sale.0", "sale.changed.0", "--key-id", "gone");
        awaitAnswer(made, "/event/", "\"eventId\":");

        webhook("--revoke", "gone");

        awaitAnswer(made, "/event/", "\"statusCode\":401");
    }

    @Test
    void healthShowsTheCatalogAndStaysUp() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPort + "/observe/health/ready"))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("ingest-catalog");
    }
}
