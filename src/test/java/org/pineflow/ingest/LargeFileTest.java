package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeFileTest {

    private static final long SIZE = 300L << 20;

    @TempDir
    private Path folder;

    /** The process both sends and receives: neither may hold the file. */
    @Test
    void aFileOf300MegabytesIsSentStoredAndReadAgainWithAHeapOf128() throws Exception {
        String sha256 = write(folder.resolve("large.bin"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:MaxDirectMemorySize=64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeFileTest.class.getName(),
                        folder.toString())
                .redirectError(folder.resolve("log.txt").toFile())
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            String port = lines.lines()
                    .filter(line -> line.startsWith("sent "))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(log()))
                    .substring(5);
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/files/large"))
                    .header("Authorization", RunningIngestion.KEY)
                    .build();
            HttpResponse<InputStream> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(SIZE);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream body = new DigestInputStream(answer.body(), digest)) {
                body.transferTo(OutputStream.nullOutputStream());
            }
            assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(sha256);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** What the process does: sends one file to itself, says so, and serves until it is ended. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        try (RunningIngestion server = new RunningIngestion(folder, Map.of())) {
            Main sender = new Main();
            sender.addOverrideProperty("camel.component.flowcore.baseUrl", "http://127.0.0.1:" + server.port());
            sender.addOverrideProperty("camel.component.flowcore.tenant", "acme");
            sender.addOverrideProperty("camel.component.flowcore.dataCore", "retail");
            sender.addOverrideProperty("camel.component.flowcore.apiKey", RunningIngestion.KEY);
            sender.start();
            sender.getCamelContext()
                    .createProducerTemplate()
                    .sendBody(
                            "flowcore:file:customer.0/customer.changed.0?fileId=large",
                            folder.resolve("large.bin").toFile());
            System.out.println("sent " + server.port());
            System.in.read();
        }
    }

    private static String write(Path file) throws Exception {
        byte[] block = new byte[1 << 20];
        new Random(1).nextBytes(block);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < SIZE; written += block.length) {
                ByteBuffer.wrap(block).putLong(written);
                digest.update(block);
                out.write(block);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private String log() {
        try (Stream<String> lines = Files.lines(folder.resolve("log.txt"))) {
            return String.join("\n", lines.toList());
        } catch (IOException e) {
            return e.toString();
        }
    }
}
