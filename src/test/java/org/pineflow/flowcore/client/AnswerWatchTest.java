package org.pineflow.flowcore.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AnswerWatchTest {

    private static final Duration PATIENCE = Duration.ofMillis(200);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final AnswerWatch watch = new AnswerWatch(PATIENCE, ended::countDown);

    @Test
    void anExchangeThatTakesTooLongIsEndedWhenItsOwnTimeIsUp() throws Exception {
        watch.begin();
        assertThat(ended.await(PATIENCE.toMillis() / 2, TimeUnit.MILLISECONDS)).isFalse();
        watch.end();
        long begun = System.nanoTime();
        watch.begin();
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(PATIENCE.toNanos());
        assertThat(watch.wasTooLate()).isTrue();
    }

    @Test
    void betweenExchangesNothingIsEndedAndTheNextIsWatchedAgain() throws Exception {
        watch.begin();
        watch.end();
        assertThat(ended.await(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        assertThat(watch.wasTooLate()).isFalse();
        watch.begin();
        await().until(watch::wasTooLate);
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
