package org.pineflow.flowcore.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.pineflow.fd1.stream.ManualTime;

class AnswerWatchTest {

    private static final int PATIENCE = 200;

    private final AtomicInteger ended = new AtomicInteger();
    private final ManualTime time = new ManualTime();
    private final AnswerWatch watch =
            new AnswerWatch(Duration.ofMillis(PATIENCE), ended::incrementAndGet, time::nanos, this::after);

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

    private Runnable after(long nanos, Runnable task) {
        ScheduledFuture<?> timer = time.schedule(task, nanos, TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }

    @Test
    void whatIsLetGoIsNotEnded() {
        watch.begin();
        watch.letGo();
        time.pass(10 * PATIENCE);
        assertThat(ended).hasValue(0);
        assertThat(watch.wasTooLate()).isFalse();
    }

    @Test
    void whatIsLetGoIsNotKeptInMemoryByATimerThatWouldRunForHours() {
        List<WeakReference<Object>> gone = List.of(watchedAndLetGo(), watchedAndLetGo());
        await().until(() -> {
            System.gc();
            return gone.stream().allMatch(reference -> reference.refersTo(null));
        });
    }

    /** The watch itself, which the timer would keep. */
    private static WeakReference<Object> watchedAndLetGo() {
        AnswerWatch real = new AnswerWatch(Duration.ofHours(5), () -> {});
        real.begin();
        real.letGo();
        return new WeakReference<>(real);
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
