package org.pineflow.fd1.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watchdog on a clock of the test's own; the longest silence is 60 s. */
class WatchdogTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> done = new ArrayList<>();
    private long seconds;
    private ReadingClock clock;
    private Watchdog watchdog;

    @BeforeEach
    void watch() {
        channel.freezeTime();
        clock = new ReadingClock(() -> TimeUnit.SECONDS.toNanos(seconds));
        clock.setReading(true);
        watchdog = new Watchdog(
                channel.eventLoop(),
                clock,
                Duration.ofSeconds(60),
                () -> done.add("ping at " + seconds),
                () -> done.add("dead at " + seconds));
        watchdog.watch();
    }

    @AfterEach
    void stop() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aSilentPeerIsPingedHalfWayAndThenDead() {
        pass(200);
        assertThat(done).containsExactly("ping at 30", "dead at 60");
    }

    @Test
    void aPeerThatAnswersPingsLives() {
        for (int i = 0; i < 10; i++) {
            pass(31);
            watchdog.heard();
        }
        assertThat(done).hasSize(10).allMatch(what -> what.startsWith("ping"));
    }

    @Test
    void aPeerThatKeepsTalkingIsNeverPinged() {
        for (int i = 0; i < 100; i++) {
            pass(29);
            watchdog.heard();
        }
        assertThat(done).isEmpty();
    }

    @Test
    void timeInWhichNothingIsReadDoesNotCountButPingsAreSent() {
        pass(20);
        reading(false);
        pass(300);
        assertThat(done).hasSize(10).allMatch(what -> what.startsWith("ping"));
        assertThat(clock.nanos()).isEqualTo(TimeUnit.SECONDS.toNanos(20));
    }

    @Test
    void aPeerThatWasHeldHasTheWholeTimeToAnswerANewPing() {
        pass(59);
        done.clear();
        reading(false);
        pass(10);
        done.clear();
        reading(true);
        pass(29);
        assertThat(done).containsExactly("ping at 70");
        pass(100);
        assertThat(done).containsExactly("ping at 70", "dead at 100");
    }

    @Test
    void aStoppedWatchdogDoesNothing() {
        pass(31);
        watchdog.stop();
        pass(100);
        watchdog.watch();
        pass(100);
        assertThat(done).containsExactly("ping at 30");
    }

    @Test
    void theLastFrameIsToldInReadingTime() {
        pass(10);
        reading(false);
        pass(100);
        reading(true);
        pass(5);
        watchdog.heard();
        assertThat(watchdog.lastFrameNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(15));
    }

    private void reading(boolean reading) {
        clock.setReading(reading);
        watchdog.watch();
    }

    private void pass(int howMany) {
        for (int i = 0; i < howMany; i++) {
            seconds++;
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }
}
