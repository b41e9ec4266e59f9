package org.pineflow.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.pineflow.flowcore.ScriptedSink.status;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.builder.RouteBuilder;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.flowcore.ScriptedSink;

class OutageLogTest {

    private static final String CUSTOMERS = "file:routes/bridge/customers.camel.yaml";

    @TempDir
    private Path data;

    private final Shop shop = Shop.open();
    private final ScriptedSink sink = new ScriptedSink();
    private final CapturedLog log = new CapturedLog();

    @AfterEach
    void close() throws IOException {
        log.close();
        sink.close();
        shop.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 401})
    void aHeldBatchIsOneLineATryAndNoStackTrace(int status) throws Exception {
        sink.otherwise(request -> status(status, "", "Retry-After: 60"));
        try (RunningRoutes bridge = RunningRoutes.start(data, shop.settings(sink.url()), CUSTOMERS)) {
            await().until(() -> bridge.stream("customers").retries() >= 3);
            await().until(() -> log.messages().stream()
                            .filter(line -> line.contains("held and routed again"))
                            .count()
                    >= 3);
        }
        assertThat(log.events()).extracting(LogEvent::getThrown).containsOnlyNulls();
        assertThat(log.messages())
                .noneSatisfy(line -> assertThat(line).contains("Failed delivery"))
                .anySatisfy(
                        line -> assertThat(line).contains("stream=customers").contains("HTTP " + status));
    }

    @Test
    void anyOtherFailureIsToldByCamelAsEver() throws Exception {
        assertToldByCamel(route("fd1:firehose:pos.customers.edit?startFrom=all", "direct:nobody?block=false"));
    }

    @Test
    void anOutageIsToldByCamelWhereTheSourceIsNotFd1() throws Exception {
        sink.otherwise(request -> status(503, "", "Retry-After: 60"));
        assertToldByCamel(route("timer:once?repeatCount=1&delay=0", "flowcore:event:f/e"));
    }

    private void assertToldByCamel(RouteBuilder route) throws Exception {
        try (RunningRoutes routes = RunningRoutes.start(
                data, shop.settings(sink.url()), main -> main.configure().addRoutesBuilder(route))) {
            await().untilAsserted(() -> assertThat(log.events()).anySatisfy(event -> {
                assertThat(event.getLevel()).isEqualTo(Level.ERROR);
                assertThat(event.getMessage().getFormattedMessage()).contains("Failed delivery");
                assertThat(event.getThrown()).isNotNull();
            }));
        }
    }

    private static RouteBuilder route(String from, String to) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(from).setBody(constant("{}")).to(to);
            }
        };
    }
}
