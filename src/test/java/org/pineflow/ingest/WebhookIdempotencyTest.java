package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookIdempotencyTest {

    private static final String EVENTS = "/events/" + RunningIngestion.PATH;

    @TempDir
    static Path folder;

    private static RunningIngestion server;

    @BeforeAll
    static void start() throws Exception {
        server = new RunningIngestion(folder, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theSameKeyAndBytesAreStoredOnceAndAnsweredAlikeEvenAfterARestart() throws Exception {
        String body = "[{\"same\":1},{\"same\":2}]";
        HttpResponse<String> first = server.post(EVENTS, body, "Idempotency-Key", "same");
        HttpResponse<String> compressed =
                server.post(EVENTS, gzip(body), "Idempotency-Key", "same", "Content-Encoding", "gzip");

        stop();
        start();
        HttpResponse<String> afterRestart = server.post(EVENTS, body, "Idempotency-Key", "same");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(compressed.body()).isEqualTo(first.body());
        assertThat(afterRestart.body()).isEqualTo(first.body());
        assertThat(stored("same")).containsExactly("{\"same\":1}", "{\"same\":2}");
    }

    @Test
    void theSameKeyWithOtherBytesIs422AndNotStored() throws Exception {
        server.post(EVENTS, "[{\"other\":1}]", "Idempotency-Key", "other");

        HttpResponse<String> answer = server.post(EVENTS, "[{\"other\":2}]", "Idempotency-Key", "other");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(new ObjectMapper().readTree(answer.body()).get("code").textValue())
                .isEqualTo("UNPROCESSABLE_CONTENT");
        assertThat(stored("other")).containsExactly("{\"other\":1}");
    }

    @Test
    void aKeyBelongsToItsOwnerAndEventType() throws Exception {
        String moved = "/events/acme/retail/customer.0/customer.moved.0";
        String theirs = "/events/other/theirs/secret.0/secret.0";

        server.post(EVENTS, "[{\"n\":1}]", "Idempotency-Key", "mine");

        assertThat(server.post(moved, "[{\"n\":2}]", "Idempotency-Key", "mine").statusCode())
                .isEqualTo(200);
        String[] asTheOther = {"Idempotency-Key", "mine", "Authorization", RunningIngestion.OTHER_TENANTS_KEY};
        assertThat(server.post(theirs, "[{\"n\":3}]", asTheOther).statusCode()).isEqualTo(200);
    }

    @Test
    void aRefusedRequestDoesNotUseUpItsKey() throws Exception {
        assertThat(server.post(EVENTS, "[7]", "Idempotency-Key", "unused").statusCode())
                .isEqualTo(400);
        assertThat(server.post(EVENTS, "[{}]", "Idempotency-Key", "unused").statusCode())
                .isEqualTo(200);
    }

    @Test
    void withoutAKeyEveryRequestIsStored() throws Exception {
        server.post(EVENTS, "[{\"twice\":1}]");
        server.post(EVENTS, "[{\"twice\":1}]");

        assertThat(stored("twice")).hasSize(2);
    }

    @Test
    void requestsAtTheSameTimeWithOneKeyAreStoredOnce() throws Exception {
        int senders = 8;
        CyclicBarrier together = new CyclicBarrier(senders);
        ExecutorService threads = Executors.newFixedThreadPool(senders);
        Callable<String> sender = () -> {
            together.await();
            return server.post(EVENTS, "[{\"race\":1},{\"race\":2}]", "Idempotency-Key", "race")
                    .body();
        };
        Set<String> answers = new HashSet<>();
        for (Future<String> answer : threads.invokeAll(Collections.nCopies(senders, sender))) {
            answers.add(answer.get());
        }
        threads.shutdown();

        assertThat(answers).hasSize(1);
        assertThat(stored("race")).containsExactly("{\"race\":1}", "{\"race\":2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "with space"})
    void aKeyOfAnotherFormIsRefused(String key) throws Exception {
        assertThat(server.post(EVENTS, "[{}]", "Idempotency-Key", key).statusCode())
                .isEqualTo(400);
        assertThat(server.post(EVENTS, "[{}]", "Idempotency-Key", "k".repeat(201))
                        .statusCode())
                .isEqualTo(400);
    }

    private static List<String> stored(String field) {
        return server.payloads("customer.changed.0").stream()
                .filter(payload -> payload.startsWith("{\"" + field + "\":"))
                .toList();
    }

    private static byte[] gzip(String text) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
