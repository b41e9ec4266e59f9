package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Polls in real processes whose heap is smaller than what they read, from a source that is faster than the sink. The tables
 * of what was received are full in the first: from there on, nothing grows with the number of rows.
 */
class LongPollTest {

    private static final int SMALL_HEAP = 112;

    @TempDir
    private Path folder;

    @Test
    void aPollOfMoreRowsThanTheHeapHoldsAndMoreKeysThanAreRememberedDeliversEachOnceAndInOrder() throws Exception {
        long rows = 1_200_000;
        try (LongTable table = new LongTable(rows, 200);
                OrderedSink sink = new OrderedSink(LongPoll.ANSWER_AFTER);
                Launched sync = LongPoll.launch("sync", folder, table, sink, SMALL_HEAP)) {
            assertThat(sync.exitCode()).as(sync.output()).isZero();
            assertThat(sink.fault()).isEmpty();
            assertThat(sink.received()).isEqualTo(rows);
            assertThat(sync.output()).contains("Every row has its receipt.");
        }
    }

    @Test
    void pollAfterPollDeliversOnlyWhatIsNew() throws Exception {
        try (LongTable table = new LongTable(300_000, 400);
                OrderedSink sink = new OrderedSink(LongPoll.ANSWER_AFTER);
                Launched run = LongPoll.launch("run", folder, table, sink, SMALL_HEAP)) {
            for (int times = 0; times < 2; times++) {
                eventually(run, sink).until(() -> sink.received() == table.size());
                int polls = table.polls();
                eventually(run, sink).until(() -> table.polls() > polls + 1);
                table.grow(1000);
            }
            eventually(run, sink).until(() -> sink.received() == table.size());
        }
    }

    private static ConditionFactory eventually(Launched run, OrderedSink sink) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> {
                    assertThat(run.isAlive()).as(run::output).isTrue();
                    assertThat(sink.fault()).isEmpty();
                });
    }
}
