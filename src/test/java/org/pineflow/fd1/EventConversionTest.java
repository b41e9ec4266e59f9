package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pineflow.fd1.Bridge.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.dataformat.JsonLibrary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.event.Event;
import org.pineflow.event.EventBatch;

/** Batches and events are JSON to every part of Camel, byte for byte. */
class EventConversionTest {

    private static final List<String> ROWS = List.of(
            "{\"physkey\":\"A\",\"n\":1.0,\"text\":\"K\u0101kahu \\u00e9\",\"rve\":2026010208001600001}",
            "{\"physkey\":\"B\",\"n\":1e400 , \"rve\":2026010208001600002}",
            "{\"physkey\":\"C\",\"id\":12345678901234567890,\"rve\":2026010208001600003}");
    private static final String ARRAY = "[" + String.join(",", ROWS) + "]";

    @TempDir
    private Path data;

    private final List<Object> bodies = new CopyOnWriteArrayList<>();
    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    private final FakeServer server =
            new FakeServer((client, rq, packet) -> client.rows(rq, ROWS.toArray(new String[0])));

    @AfterEach
    void stop() {
        server.close();
    }

    /** Runs a route until {@code count} bodies have come to its end. */
    private void run(int count, Consumer<RouteDefinition> steps) throws Exception {
        try (Bridge bridge = Bridge.prepare(data)) {
            bridge.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    steps.accept(
                            from("fd1:firehose:x?startFrom=all&batchWait=50ms&rveStamp=&timeStamp=&url=" + server.url())
                                    .routeId("bridge"));
                    from("direct:end").process(EventConversionTest.this::note);
                    from("seda:end?pollTimeout=20").process(EventConversionTest.this::note);
                }
            });
            bridge.context().start();
            eventually().until(() -> bodies.size() >= count && bridge.status().delivered() == ROWS.size());
        }
    }

    private void note(Exchange exchange) {
        exchanges.add(exchange.copy());
        bodies.add(exchange.getMessage().getBody());
    }

    private List<String> texts() {
        return bodies.stream()
                .map(body -> body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : body.toString())
                .toList();
    }

    @Test
    void aBatchBecomesBytesTextOrAStream() throws Exception {
        run(1, route -> route.convertBodyTo(byte[].class).to("direct:end"));
        run(2, route -> route.convertBodyTo(String.class).to("direct:end"));
        run(3, route -> route.convertBodyTo(InputStream.class)
                .convertBodyTo(byte[].class)
                .to("direct:end"));
        assertThat(texts()).containsOnly(ARRAY);
    }

    @Test
    void aSplitMakesOneMessageOfEachEvent() throws Exception {
        run(3, route -> route.split(body()).convertBodyTo(String.class).to("direct:end"));
        assertThat(texts()).isEqualTo(ROWS);
        run(6, route -> route.split(body())
                .streaming()
                .convertBodyTo(byte[].class)
                .to("direct:end"));
        assertThat(texts().subList(3, 6)).isEqualTo(ROWS);
    }

    private static org.apache.camel.builder.ValueBuilder body() {
        return org.apache.camel.builder.Builder.body();
    }

    @Test
    void marshalWithJacksonKeepsEveryByte() throws Exception {
        run(1, route -> route.marshal()
                .json(JsonLibrary.Jackson)
                .convertBodyTo(byte[].class)
                .to("direct:end"));
        run(4, route -> route.split(body())
                .marshal()
                .json(JsonLibrary.Jackson)
                .convertBodyTo(byte[].class)
                .to("direct:end"));
        assertThat(texts().get(0)).isEqualTo(ARRAY);
        assertThat(texts().subList(1, 4)).isEqualTo(ROWS);
    }

    @Test
    void fileWritesBatchesAndEvents() throws Exception {
        Path out = data.resolve("out");
        run(1, route -> route.to("file:" + out + "?fileName=batch.json").to("direct:end"));
        assertThat(out.resolve("batch.json")).hasContent(ARRAY);
        run(4, route -> route.split(body())
                .to("file:" + out + "?fileName=events.txt&fileExist=Append&appendChars=\\n")
                .to("direct:end"));
        assertThat(Files.readAllLines(out.resolve("events.txt"))).isEqualTo(ROWS);
    }

    @Test
    void sedaTakesBatchesAndEvents() throws Exception {
        run(1, route -> route.to("seda:end?pollTimeout=20"));
        assertThat(bodies.get(0)).isInstanceOf(EventBatch.class);
        run(4, route -> route.split(body()).to("seda:end?pollTimeout=20"));
        assertThat(bodies.subList(1, 4)).hasOnlyElementsOfType(Event.class);
        assertThat(texts().subList(1, 4)).isEqualTo(ROWS);
    }

    /** What camel-kafka does with an iterable body: one record for each element, through the type converters. */
    @Test
    void anEndpointThatIteratesOverTheBodySendsOneRecordForEachEvent() throws Exception {
        run(
                3,
                route -> route.process(exchange -> {
                    for (Object element : exchange.getMessage().getBody(Iterable.class)) {
                        bodies.add(exchange.getContext()
                                .getTypeConverter()
                                .mandatoryConvertTo(byte[].class, exchange, element));
                    }
                }));
        assertThat(texts()).isEqualTo(ROWS);
    }

    /** What a JMS text message is made of: the body as text. */
    @Test
    void anEndpointThatAsksForTextGetsJson() throws Exception {
        run(3, route -> route.split(body())
                .process(exchange -> bodies.add(exchange.getMessage().getBody(String.class))));
        for (String text : texts()) {
            JsonNode row = new ObjectMapper().readTree(text);
            assertThat(row.path("physkey").isTextual()).isTrue();
        }
        assertThat(texts()).isEqualTo(ROWS);
    }

    @Test
    void headersTellWhatTheBatchIs() throws Exception {
        run(1, route -> route.to("direct:end"));
        assertThat(exchanges.get(0).getMessage().getHeaders())
                .containsEntry(Fd1Constants.STREAM, "firehose:x")
                .containsEntry(Fd1Constants.EVENT, "x")
                .containsEntry(Fd1Constants.BATCH_SIZE, 3)
                .containsEntry(Fd1Constants.FIRST_RVE, "2026010208001600001")
                .containsEntry(Fd1Constants.LAST_RVE, "2026010208001600003")
                .containsEntry(Fd1Constants.REPLAYED, true);
    }
}
