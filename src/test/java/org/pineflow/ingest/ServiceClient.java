package org.pineflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Speaks HTTP with a service that may be killed at any moment. */
final class ServiceClient {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final int port;

    ServiceClient(int port) {
        this.port = port;
    }

    /** What the reading API is asked by, for one event type, and a bucket unless it is empty. */
    static String names(String bucket) {
        return "{\"tenant\":\"acme\",\"dataCoreId\":\"" + RunningIngestion.DATA_CORE_ID
                + "\",\"flowType\":\"customer.0\",\"eventTypes\":[\"customer.changed.0\"]"
                + (bucket.isEmpty() ? "" : ",\"timeBucket\":\"" + bucket + "\"") + "}";
    }

    HttpResponse<String> post(String path, byte[] body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The text of a good answer. */
    String text(String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(path, body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** The bytes of a file, put together again. */
    byte[] file(String fileId) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                client.send(request("/api/v1/files/" + fileId).GET().build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(fileId).isEqualTo(200);
        return answer.body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .header("Authorization", RunningIngestion.KEY)
                .header("Content-Type", "application/json");
    }
}
