package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookAnswersTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENT = "/event/" + RunningIngestion.PATH;
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
    void oneEventIsStoredAndAnsweredWithAllThatClientsLookFor() throws Exception {
        HttpResponse<String> answer = server.post(EVENT, "{\"id\":\"one\"}");

        JsonNode body = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(body.get("success").booleanValue()).isTrue();
        assertThat(body.get("received").booleanValue()).isTrue();
        assertThat(body.get("flowType").textValue()).isEqualTo("customer.0");
        assertThat(body.get("eventType").textValue()).isEqualTo("customer.changed.0");
        assertThat(body.has("error")).isFalse();
        assertThat(server.stored("customer.changed.0"))
                .extracting(event -> event.eventId().toString())
                .contains(body.get("eventId").textValue());
    }
}
