package org.pineflow.flowcore.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.pineflow.fd1.stream.ManualTime;

class AnswerWatchTest {

    private static final int PATIENCE = 200;

    private final AtomicInteger ended = new AtomicInteger();
    private final ManualTime time = new ManualTime();
    private final AnswerWatch watch = new AnswerWatch(
            Duration.ofMillis(PATIENCE),
            ended::incrementAndGet,
            time::nanos,
            nanos -> task -> time.schedule(task, nanos, TimeUnit.NANOSECONDS));

    @Test
    void anExchangeThatTakesTooLongIsEndedWhenItsOwnTimeIsUp() {
        watch.begin();
        time.pass(PATIENCE / 2);
        watch.end();
        watch.begin();
        time.pass(PATIENCE - 1);
        assertThat(ended).hasValue(0);
        assertThat(watch.wasTooLate()).isFalse();
        time.pass(1);
        assertThat(ended).hasValue(1);
        assertThat(watch.wasTooLate()).isTrue();
    }

    @Test
    void betweenExchangesNothingIsEndedAndTheNextIsWatchedAgain() {
        watch.begin();
        watch.end();
        time.pass(10 * PATIENCE);
        assertThat(ended).hasValue(0);
        assertThat(watch.wasTooLate()).isFalse();
        watch.begin();
        time.pass(PATIENCE);
        assertThat(ended).hasValue(1);
        assertThat(watch.wasTooLate()).isTrue();
    }

    /** Its timer is still there, for as long as an exchange may take; what it would end must not be. */
    @Test
    void whatIsLetGoIsNeitherEndedNorKeptInMemory() {
        WeakReference<Object> connection = watchedAndLetGo();
        await().until(() -> {
            System.gc();
            return connection.refersTo(null);
        });
        time.pass(PATIENCE);
        assertThat(ended).hasValue(0);
    }

    private WeakReference<Object> watchedAndLetGo() {
        Object connection = new Object();
        Runnable end = () -> ended.addAndGet(connection.hashCode());
        AnswerWatch watch = new AnswerWatch(
                Duration.ofMillis(PATIENCE),
                end,
                time::nanos,
                nanos -> task -> time.schedule(task, nanos, TimeUnit.NANOSECONDS));
        watch.begin();
        watch.letGo();
        return new WeakReference<>(connection);
    }

    @Test
    void leftToItselfItWatchesInRealTime() {
        AnswerWatch real = new AnswerWatch(Duration.ofMillis(50), ended::incrementAndGet);
        long begun = System.nanoTime();
        real.begin();
        await().until(() -> ended.get() == 1);
        assertThat(System.nanoTime() - begun)
                .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
    }
}
