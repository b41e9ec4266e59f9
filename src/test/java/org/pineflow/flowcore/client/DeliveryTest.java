package org.pineflow.flowcore.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.EventBatch;
import org.pineflow.event.EventBatchBuilder;

class DeliveryTest {

    private final FakeTime time = FakeTime.passing();
    private final AtomicInteger requests = new AtomicInteger();

    @Test
    void aSinkThatHangsIsTriedTwiceAndNotUntilTheGateTiresOfIt() {
        Delivery delivery = delivery(request -> {
            requests.incrementAndGet();
            time.advance(Duration.ofSeconds(30));
            throw new IOException("no answer");
        });
        assertThat(delivery.deliver(ledger())).isInstanceOf(DeliveryResult.Held.class);
        assertThat(requests).hasValue(2);
    }

    @Test
    void aSinkThatFailsFastIsTriedForFiveSeconds() {
        Delivery delivery = delivery(request -> {
            requests.incrementAndGet();
            throw new IOException("refused");
        });
        assertThat(delivery.deliver(ledger())).isInstanceOf(DeliveryResult.Held.class);
        assertThat(requests).hasValueGreaterThan(2);
        assertThat(time.waited()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(5));
    }

    @Test
    void anInterruptLeavesTheEventsUndecidedAndTheThreadInterrupted() {
        Delivery delivery = delivery(request -> {
            throw new InterruptedException();
        });
        assertThat(delivery.deliver(ledger())).isInstanceOf(DeliveryResult.Held.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private Delivery delivery(WebhookTransport transport) {
        Random random = new Random(3);
        Duration most = Duration.ofSeconds(60);
        return new WebhookClient(time, Clock.systemUTC(), random, most)
                .delivery(
                        Target.of("http://sink", "events", "t", "d", "f", "e"),
                        new DeliverySettings(
                                true,
                                500,
                                1 << 20,
                                64_000,
                                Compression.NONE,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        Deflaters.choose("jdk", 1, Optional.empty()),
                        transport,
                        new Login("secret", "header"),
                        new Gate(Duration.ofSeconds(1), most, time, random));
    }

    private static DeliveryLedger ledger() {
        EventBatch batch = new EventBatchBuilder()
                .add("{}".getBytes(StandardCharsets.UTF_8), "k", 1)
                .build(new BatchOrigin("s", "r", 1));
        return new DeliveryLedger(new Consignment(
                batch, Consignment.originOf(batch), Optional.empty(), Optional.empty(), Optional.empty()));
    }
}
