package org.pineflow.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.pineflow.flowcore.ScriptedSink.accept;
import static org.pineflow.flowcore.ScriptedSink.status;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.EventBatch;
import org.pineflow.event.EventBatchBuilder;
import org.pineflow.event.RetryLater;
import org.pineflow.flowcore.FlowcoreComponent;
import org.pineflow.flowcore.ScriptedSink;

/** A thousand streams with a batch each, and one sink that is in trouble. */
class ManyStreamsOutageTest {

    private static final int STREAMS = 1000;
    private static final Duration OUTAGE = Duration.ofSeconds(2);

    private final ScriptedSink sink = new ScriptedSink();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger delivered = new AtomicInteger();
    private ProducerTemplate route;

    /** Holds a batch as a stream does: tries again when the pause is over, or when the sink is known to work. */
    private final class Stream {

        private final EventBatch batch;
        private final Duration pause;
        private volatile boolean held;

        Stream(int number, Duration pause) {
            this.batch = new EventBatchBuilder()
                    .add(("{\"n\":" + number + "}").getBytes(StandardCharsets.UTF_8), "k", 1)
                    .build(new BatchOrigin("s" + number, "run", 1));
            this.pause = pause;
        }

        void deliver() {
            Exchange outcome = route.send(
                    "flowcore:events:f/e", exchange -> exchange.getMessage().setBody(batch));
            if (outcome.getException() instanceof RetryLater later) {
                AtomicBoolean over = new AtomicBoolean();
                Runnable again = () -> {
                    if (over.compareAndSet(false, true)) {
                        threads.execute(this::deliver);
                    }
                };
                later.onRecovery(again);
                timer.schedule(again, pause.toMillis(), TimeUnit.MILLISECONDS);
                held = true;
            } else {
                assertThat(outcome.getException()).isNull();
                delivered.incrementAndGet();
            }
        }
    }

    @BeforeEach
    void start() {
        FlowcoreComponent flowcore = context.getComponent("flowcore", FlowcoreComponent.class);
        flowcore.getConfiguration().setBaseUrl(sink.url());
        flowcore.getConfiguration().setTenant("t");
        flowcore.getConfiguration().setDataCore("d");
        flowcore.getConfiguration().setApiKey("k");
        flowcore.getConfiguration().setCompression("none");
        flowcore.getConfiguration().setRetryDelay(100);
        context.start();
        route = context.createProducerTemplate();
    }

    @AfterEach
    void close() throws IOException {
        timer.shutdownNow();
        context.stop();
        threads.shutdownNow();
        sink.close();
    }

    /** One stream tries once a second; the pauses of all others end when its try has found the sink well. */
    @Test
    void aThousandHeldStreamsMakeOneProbeAndAreDeliveredSoonWhenTheSinkIsBack() {
        sink.otherwise(request -> status(503, "", "Retry-After: 1"));
        Stream first = new Stream(0, Duration.ofSeconds(1));
        threads.execute(first::deliver);
        await().until(() -> !sink.requests().isEmpty());
        List<Stream> others = IntStream.range(1, STREAMS)
                .mapToObj(number -> new Stream(number, Duration.ofMinutes(10)))
                .toList();
        others.forEach(stream -> threads.execute(stream::deliver));

        int before = sink.requests().size();
        long begin = System.nanoTime();
        await().pollDelay(OUTAGE).atMost(Duration.ofSeconds(20)).until(() -> true);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
        assertThat(sink.requests().size() - before)
                .as("requests in " + seconds + " s of an outage, asked to come once a second")
                .isBetween(1, (int) seconds + 2);

        sink.otherwise(request -> status(503, "", "Retry-After: 6"));
        await("all are held, and none waits at the gate")
                .atMost(Duration.ofSeconds(30))
                .until(() -> others.stream().allMatch(stream -> stream.held));
        sink.otherwise(request -> accept());
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(30))
                .until(() -> delivered.get() > 0);
        long back = System.nanoTime();
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> delivered.get() == STREAMS);
        Duration took = Duration.ofNanos(System.nanoTime() - back);
        System.out.println(STREAMS + " held batches were delivered " + took.toMillis() + " ms after the first");
        assertThat(took).isLessThan(Duration.ofMinutes(1));
    }

    /** The time that a sink takes for a request. */
    private static void serve(Duration time) {
        new CompletableFuture<Void>()
                .completeOnTimeout(null, time.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** A limit to what it takes at a time: found step by step, and not by a thousand requests again and again. */
    @Test
    void aSinkWithALimitRefusesFewRequestsOfThoseThatWaited() {
        int most = 8;
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        sink.then(status(429, ""));
        sink.otherwise(request -> (received, socket) -> {
            boolean taken = atOnce.incrementAndGet() <= most;
            try {
                if (taken) {
                    serve(Duration.ofMillis(5));
                    accept().to(received, socket);
                } else {
                    refused.incrementAndGet();
                    status(429, "").to(received, socket);
                }
            } finally {
                atOnce.decrementAndGet();
            }
        });
        Stream first = new Stream(0, Duration.ofMillis(50));
        threads.execute(first::deliver);
        await().until(() -> !sink.requests().isEmpty());
        IntStream.range(1, STREAMS / 2)
                .mapToObj(number -> new Stream(number, Duration.ofSeconds(1)))
                .forEach(stream -> threads.execute(stream::deliver));
        await().atMost(Duration.ofSeconds(60)).until(() -> delivered.get() == STREAMS / 2);
        System.out.println(STREAMS / 2 + " batches through a limit of " + most + ": " + refused + " refused with 429");
        assertThat(refused.get()).isLessThan(STREAMS / 2);
    }
}
