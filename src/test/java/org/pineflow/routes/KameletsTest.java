package org.pineflow.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.flowcore.ScriptedSink;

class KameletsTest {

    @TempDir
    private Path data;

    @Test
    void aFirehoseSourceAndASinkAreFiveLines() throws Exception {
        String rows =
                """
                - from:
                    uri: kamelet:fd1-firehose-source?stream=customers&event=pos.customers.edit&startFrom=all
                    steps:
                      - to: kamelet:flowcore-sink?flowType=customer.0&eventType=customer.changed.0
                """;
        assertCarries("customers", rows, "customer.0/customer.changed.0");
    }

    @Test
    void aFirehoseSourceTakesItsOptionalProperties() throws Exception {
        String rows =
                """
                - from:
                    uri: kamelet:fd1-firehose-source
                    parameters: {stream: levels, event: pos.stocklevels.edit, pollEndpoint: fd1.stock.get_levels,
                                 startFrom: all, keyFields: pid+locid}
                    steps:
                      - to: kamelet:flowcore-sink?flowType=stock.0&eventType=stock.level-changed.0
                """;
        assertCarries("stocklevels", rows, "stock.0/stock.level-changed.0");
    }

    @Test
    void aPollSourceAndASinkAreFiveLines() throws Exception {
        String rows =
                """
                - from:
                    uri: kamelet:fd1-poll-source?stream=products&endpoint=fd1.products.get_products
                    steps:
                      - to: kamelet:flowcore-sink?flowType=product.0&eventType=product.changed.0
                """;
        assertCarries("products", rows, "product.0/product.changed.0");
    }

    /** Also with an outage, which the source has to notice through both kamelets, and with a refused record. */
    private void assertCarries(String table, String yaml, String path) throws Exception {
        Path file = data.resolve("own.camel.yaml");
        Files.writeString(file, yaml);
        try (Shop shop = Shop.open();
                ScriptedSink sink = new ScriptedSink()) {
            String poison = shop.rows(table).iterator().next();
            sink.then(ScriptedSink.status(503, ""), ScriptedSink.reset());
            sink.otherwise(request ->
                    request.text().contains(poison) ? ScriptedSink.status(400, "no") : ScriptedSink.accept());
            try (RunningRoutes routes = RunningRoutes.start(data, shop.settings(sink.url()), "file:" + file)) {
                await().untilAsserted(() -> assertThat(Shop.received(sink)).contains(shop.rows(table)));
                await().until(() -> new FileDeadLetterStore(data.resolve("dead-letters"))
                                .ids()
                                .size()
                        == 1);
            }
            assertThat(sink.requests())
                    .allSatisfy(request -> assertThat(request.line()).contains("/events/demo/retail/" + path))
                    .allSatisfy(request -> assertThat(request.headers()).containsValue("_eventTime"));
        }
    }
}
