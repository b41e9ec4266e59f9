package org.pineflow.ingest.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OpeningHoursTest {

    private static final ConnectionLimits LIMITS =
            new ConnectionLimits(100, 0, Duration.ofSeconds(10), Duration.ofSeconds(10), 16_384, 32_768);

    private final AtomicBoolean open = new AtomicBoolean();
    private int port;

    @Test
    void aServiceThatIsNotThereYetOrNoLongerIs503AndNot404AndOthersPathsAreLeftAlone() throws Exception {
        LimitingVertx vertx = new LimitingVertx(Vertx.vertx(), LIMITS, open::get);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response().setStatusCode(404).end());
        port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .actualPort();
        try {
            for (String path : new String[] {"/event/a/b/c/d", "/events/a/b/c/d", "/file/a", "/api/v1/events?x=1"}) {
                HttpResponse<String> answer = post(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
                assertThat(answer.body()).contains("\"code\":\"SERVICE_UNAVAILABLE\"");
            }
            assertThat(post("/observe/health").statusCode()).isEqualTo(404);
            assertThat(post("/eventful").statusCode()).isEqualTo(404);
            open.set(true);
            assertThat(post("/event/a/b/c/d").statusCode()).isEqualTo(404);
            open.set(false);
            assertThat(post("/event/a/b/c/d").statusCode()).isEqualTo(503);
        } finally {
            vertx.end();
        }
    }

    private HttpResponse<String> post(String path) throws Exception {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
