package org.pineflow.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookSinkTest {

    private static final Load FIVE = Load.USUAL.with("events=5");

    @TempDir
    private Path folder;

    private final Events events = new Events(200);
    private Running sink;
    private String port;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        sink = new Launcher(Peers.read(), "").sink(FIVE, folder);
        port = sink.await("PORT");
    }

    @AfterEach
    void stop() {
        sink.close();
    }

    @Test
    void whatIsPostedIsCountedWhetherCompressedOrNot() throws Exception {
        assertThat(post(true, 0, 1, 2)).isEqualTo(3);
        assertThat(post(false, 3, 4)).isEqualTo(2);

        JsonNode figures = figures();
        assertThat(figures.path("arrived").asInt()).isEqualTo(5);
        assertThat(figures.path("lost").asInt()).isZero();
        assertThat(figures.path("duplicates").asInt()).isZero();
        assertThat(figures.path("ratio").asDouble()).isGreaterThan(1);
    }

    @Test
    void whatIsMissingAndWhatComesTwiceIsTold() throws Exception {
        post(true, 0, 1, 3, 3);

        assertThat(figures().path("lost").asInt()).isEqualTo(2);
        assertThat(figures().path("duplicates").asInt()).isEqualTo(1);
    }

    @Test
    void aPositionOnDiskIsComparedWithWhatCame() throws Exception {
        post(true, 0, 1, 2);
        Path positions = Files.createDirectories(Launcher.positions(folder));
        Files.writeString(positions.resolve("products.position"), "{\"rve\":" + Events.rve(4) + "}");
        sink.say("stored");

        assertThat(sink.next("STORED", 20)).isPresent();
        assertThat(figures().path("positionsAhead").asInt()).isEqualTo(1);
    }

    private JsonNode figures() throws IOException, InterruptedException {
        sink.say("figures 0 0 0");
        return new ObjectMapper().readTree("{" + sink.await("{"));
    }

    /** How many ids the answer has. */
    private int post(boolean gzip, int... numbers) throws IOException, InterruptedException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        json.write('[');
        for (int number : numbers) {
            byte[] row = new byte[events.length(number)];
            events.write(number, row, 0);
            json.writeBytes(json.size() == 1 ? new byte[0] : new byte[] {','});
            json.writeBytes(row);
        }
        json.write(']');
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (gzip) {
            try (GZIPOutputStream compressed = new GZIPOutputStream(body)) {
                json.writeTo(compressed);
            }
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/events"))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(HttpRequest.BodyPublishers.ofByteArray(gzip ? body.toByteArray() : json.toByteArray()));
        if (gzip) {
            request.header("Content-Encoding", "gzip");
        }
        String answer = HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return new ObjectMapper().readTree(answer).path("eventIds").size();
    }
}
