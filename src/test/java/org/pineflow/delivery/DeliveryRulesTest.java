package org.pineflow.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.pineflow.flowcore.ScriptedSink.accept;
import static org.pineflow.flowcore.ScriptedSink.cut;
import static org.pineflow.flowcore.ScriptedSink.status;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.spi.Synchronization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.DeadLetterClaim;
import org.pineflow.deadletter.DeadLetterFilter;
import org.pineflow.deadletter.DeadLetterStore;
import org.pineflow.deadletter.DeadLetterStoreException;
import org.pineflow.deadletter.Envelope;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.EventBatch;
import org.pineflow.event.EventBatchBuilder;
import org.pineflow.flowcore.FlowcoreComponent;
import org.pineflow.flowcore.FlowcoreDeniedException;
import org.pineflow.flowcore.FlowcoreRejectedException;
import org.pineflow.flowcore.FlowcoreUnavailableException;
import org.pineflow.flowcore.ScriptedSink;
import org.pineflow.flowcore.client.FakeTime;

class DeliveryRulesTest {

    /** Keeps letters in a list, or refuses to. */
    static final class Letters implements DeadLetterStore {

        final List<DeadLetter> kept = new ArrayList<>();
        volatile boolean full;

        @Override
        public synchronized boolean add(DeadLetter letter) {
            if (full) {
                throw new DeadLetterStoreException("the disk is full", null);
            }
            return kept.add(letter);
        }

        @Override
        public List<String> ids() {
            return kept.stream().map(DeadLetter::id).toList();
        }

        @Override
        public Optional<DeadLetter> read(String id) {
            return kept.stream().filter(letter -> letter.id().equals(id)).findFirst();
        }

        @Override
        public List<Envelope> list(DeadLetterFilter filter) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long count() {
            return kept.size();
        }

        @Override
        public boolean remove(String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean refusedAgain(String id, Instant when, int status, String answer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<DeadLetterClaim> claim(Duration length) {
            throw new UnsupportedOperationException();
        }
    }

    private final ScriptedSink sink = new ScriptedSink();
    private final Letters letters = new Letters();
    private final Main main = new Main();

    @AfterEach
    void stop() throws Exception {
        main.stop();
        sink.close();
    }

    @Test
    void aRouteThatSaysNothingKeepsRefusedEventsAsDeadLettersAndIsDone() throws Exception {
        start(route("direct:plain", "flowcore:events:f/e"));
        refuseSecond();

        CountDownLatch done = new CountDownLatch(1);
        Exchange exchange = send("direct:plain", batch(), done);

        assertThat(exchange.getException()).isNull();
        assertThat(done.await(60, TimeUnit.SECONDS))
                .as("unit of work completed")
                .isTrue();
        assertThat(letters.kept).hasSize(1);
        DeadLetter letter = letters.kept.get(0);
        assertThat(letter.kind()).isEqualTo(DeadLetter.Kind.EVENT);
        assertThat(letter.stream()).isEqualTo("orders");
        assertThat(letter.key()).isEqualTo("k1");
        assertThat(letter.rve()).isEqualTo(2026010100000000001L);
        assertThat(new String(letter.body(), StandardCharsets.UTF_8)).isEqualTo("{\"n\":1}");
        assertThat(letter.status()).isEqualTo(400);
        assertThat(letter.answer()).isEqualTo("poison");
        assertThat(letter.tries()).isEqualTo(3);
        assertThat(letter.target()).isEqualTo(sink.url() + "/events/t/d/f/e");
        assertThat(letter.headers()).doesNotContainKey("Authorization");
        String alone = sink.requests().stream()
                .filter(request -> request.text().equals("[{\"n\":1}]"))
                .map(request -> request.headers().get("idempotency-key"))
                .findFirst()
                .orElseThrow();
        assertThat(letter.headers())
                .as("the key of the request in which it stood alone")
                .containsEntry("Idempotency-Key", alone);
    }

    @Test
    void whatComesFromNoStreamIsKeptUnderTheNameOfItsRoute() throws Exception {
        start(route("direct:plain", "flowcore:event:f/e"));
        sink.otherwise(request -> status(422, "no"));
        assertThat(send("direct:plain", "{\"n\":1}", new CountDownLatch(1)).getException())
                .isNull();
        assertThat(letters.kept).extracting(DeadLetter::stream).containsExactly("direct:plain");
    }

    @Test
    void anEventThatCannotBeKeptFailsTheExchange() throws Exception {
        start(route("direct:plain", "flowcore:events:f/e"));
        refuseSecond();
        letters.full = true;
        CountDownLatch done = new CountDownLatch(1);
        EventBatch batch = batch();
        assertThat(send("direct:plain", batch, done).getException()).hasMessageContaining("the disk is full");
        assertThat(done.getCount()).as("no receipt").isOne();
        int sent = sink.requests().size();

        letters.full = false;
        assertThat(send("direct:plain", batch, done).getException())
                .as("routed again, as a consumer that holds it does")
                .isNull();

        assertThat(done.getCount()).isZero();
        assertThat(letters.kept).hasSize(1);
        assertThat(sink.requests())
                .as("what has its receipt or refusal is not sent again")
                .hasSize(sent);
    }

    @Test
    void withoutAStoreInTheRegistryDeadLettersAreFilesUnderTheDataFolder(@TempDir Path data) throws Exception {
        main.configure().addRoutesBuilder(route("direct:plain", "flowcore:events:f/e"));
        main.addInitialProperty("pineflow.data", data.toString());
        startWithout();
        refuseSecond();
        assertThat(send("direct:plain", batch(), new CountDownLatch(1)).getException())
                .isNull();
        assertThat(new FileDeadLetterStore(data.resolve("dead-letters")).ids()).hasSize(1);
    }

    @Test
    void withTwoStoresTheExchangeFailsBecauseNobodyKnowsWhichIsMeant() throws Exception {
        main.bind("another", new Letters());
        start(route("direct:plain", "flowcore:events:f/e"));
        refuseSecond();
        assertThat(send("direct:plain", batch(), new CountDownLatch(1)).getException())
                .hasMessageContaining("the registry has 2 beans of type");
    }

    @Test
    void anOutageAndAWrongSetUpAreNotHandled() throws Exception {
        start(route("direct:plain", "flowcore:events:f/e"));
        sink.then(status(401, ""));
        assertThat(send("direct:plain", batch(), new CountDownLatch(1)).getException())
                .isInstanceOf(FlowcoreDeniedException.class);
        sink.then(status(503, "", "Retry-After: 60"));
        assertThat(send("direct:other", batch(), new CountDownLatch(1)).getException())
                .isInstanceOf(FlowcoreUnavailableException.class);
        assertThat(letters.kept).isEmpty();
    }

    @Test
    void aRoutesOwnRuleForRefusalsGoesBefore() throws Exception {
        List<String> own = new ArrayList<>();
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:own")
                        .onException(FlowcoreRejectedException.class)
                        .handled(true)
                        .process(exchange ->
                                own.add(exchange.getMessage().getBody().toString()))
                        .end()
                        .to("flowcore:events:f/e");
            }
        });
        refuseSecond();
        assertThat(send("direct:own", batch(), new CountDownLatch(1)).getException())
                .isNull();
        assertThat(own).containsExactly("[{\"n\":1}]");
        assertThat(letters.kept).isEmpty();
    }

    @Test
    void redeliveryRepeatsOnlyWhatHasNoReceipt() throws Exception {
        FakeTime time = FakeTime.passing();
        main.bind("flowcore", new FlowcoreComponent(time, Clock.systemUTC(), new Random(1)));
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:own")
                        .onException(FlowcoreUnavailableException.class)
                        .maximumRedeliveries(5)
                        .redeliveryDelay(1)
                        .onRedelivery(exchange -> time.advance(Duration.ofSeconds(60)))
                        .end()
                        .to("flowcore:events:f/e?maxBatchEvents=1");
            }
        });
        for (Object body : List.of(batch(), "[{\"n\":0},{\"n\":1},{\"n\":2}]")) {
            int before = sink.requests().size();
            sink.then(accept(), status(503, "", "Retry-After: 60"), cut(), accept(), accept());
            assertThat(send("direct:own", body, new CountDownLatch(1)).getException())
                    .isNull();
            assertThat(sink.requests().subList(before, sink.requests().size()))
                    .extracting(ScriptedSink.Received::text)
                    .containsExactly("[{\"n\":0}]", "[{\"n\":1}]", "[{\"n\":1}]", "[{\"n\":1}]", "[{\"n\":2}]");
        }
        assertThat(letters.kept).isEmpty();
    }

    @Test
    void redeliveryRepeatsNoRefusedEvent() throws Exception {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:own")
                        .onException(FlowcoreRejectedException.class)
                        .maximumRedeliveries(3)
                        .redeliveryDelay(0)
                        .end()
                        .to("flowcore:events:f/e");
            }
        });
        refuseSecond();
        for (Object body : List.of(batch(), "[{\"n\":0},{\"n\":1},{\"n\":2}]")) {
            int before = sink.requests().size();
            Exchange exchange = send("direct:own", body, new CountDownLatch(1));
            assertThat(exchange.getException()).isInstanceOf(FlowcoreRejectedException.class);
            assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("[{\"n\":1}]");
            assertThat(sink.requests().subList(before, sink.requests().size()))
                    .extracting(ScriptedSink.Received::text)
                    .containsExactly(
                            "[{\"n\":0},{\"n\":1},{\"n\":2}]",
                            "[{\"n\":0}]",
                            "[{\"n\":1},{\"n\":2}]",
                            "[{\"n\":1}]",
                            "[{\"n\":2}]");
        }
    }

    @Test
    void aStopWaitsForNoGate() throws Exception {
        FakeTime time = FakeTime.standing();
        main.bind("flowcore", new FlowcoreComponent(time, Clock.systemUTC(), new Random(1)));
        start(route("direct:plain", "flowcore:events:f/e"));
        sink.then(status(503, "", "Retry-After: 4"));
        CompletableFuture<Exchange> sent =
                CompletableFuture.supplyAsync(() -> send("direct:plain", batch(), new CountDownLatch(1)));
        await().until(() -> time.waiting() == 1);

        ShutdownStrategy shutdown = main.getCamelContext().getShutdownStrategy();
        main.stop();

        assertThat(shutdown.hasTimeoutOccurred())
                .as("waited until the time was up")
                .isFalse();
        assertThat(sent.get(20, TimeUnit.SECONDS).getException()).isInstanceOf(FlowcoreUnavailableException.class);
    }

    private void start(RouteBuilder routes) throws Exception {
        main.bind("letters", letters);
        main.configure().addRoutesBuilder(routes);
        main.configure().addRoutesBuilder(route("direct:other", "flowcore:events:other/e"));
        startWithout();
    }

    private void startWithout() throws Exception {
        main.configure().withRoutesIncludePattern("classpath:org/pineflow/delivery/delivery.camel.yaml");
        main.addInitialProperty("camel.component.flowcore.baseUrl", sink.url());
        main.addInitialProperty("camel.component.flowcore.tenant", "t");
        main.addInitialProperty("camel.component.flowcore.dataCore", "d");
        main.addInitialProperty("camel.component.flowcore.apiKey", "k");
        main.addInitialProperty("camel.component.flowcore.compressor", "jdk");
        main.addInitialProperty("camel.main.shutdownTimeout", "5");
        main.start();
    }

    private void refuseSecond() {
        sink.otherwise(request -> request.text().contains("{\"n\":1}") ? status(400, "poison") : accept());
    }

    private static RouteBuilder route(String from, String to) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from(from).routeId(from).to(to);
            }
        };
    }

    private Exchange send(String to, Object body, CountDownLatch done) {
        return main.getCamelContext().createProducerTemplate().send(to, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getExchangeExtension().addOnCompletion(new Synchronization() {
                @Override
                public void onComplete(Exchange completed) {
                    done.countDown();
                }

                @Override
                public void onFailure(Exchange failed) {
                    // done stays up
                }
            });
        });
    }

    private static EventBatch batch() {
        EventBatchBuilder builder = new EventBatchBuilder();
        for (int i = 0; i < 3; i++) {
            builder.add(("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8), "k" + i, 2026010100000000000L + i);
        }
        return builder.build(new BatchOrigin("orders", "run", 1));
    }
}
