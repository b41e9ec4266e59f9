package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.pineflow.event.BatchOrigin;
import org.pineflow.event.EventBatch;
import org.pineflow.event.EventBatchBuilder;
import org.pineflow.fd1.client.Fd1Exception;

@Timeout(30)
class AnswerTest {

    private final Steering flow = new Steering();
    private final Answer answer = new Answer(flow);

    private static EventBatch batch(int bytes) {
        return new EventBatchBuilder().add(new byte[bytes], "k", 1).build(new BatchOrigin("a", "request", 1));
    }

    @Test
    void rowsThatCameBeforeABreakAreReadAndThenTheBreakIsTold() throws Exception {
        answer.add(batch(2));
        answer.fail(new Fd1Exception("the connection was lost"));
        answer.awaitBegin();
        assertThat(answer.next().length()).isEqualTo(2);
        assertThatThrownBy(answer::hasNext)
                .isInstanceOf(AnswerBrokenException.class)
                .hasMessageContaining("the connection was lost");
    }

    @Test
    void aRefusalIsToldBeforeThereIsAnAnswer() {
        answer.fail(new Fd1Exception("no such endpoint"));
        assertThatThrownBy(answer::awaitBegin).isInstanceOf(Fd1Exception.class).hasMessage("no such endpoint");
    }

    @Test
    void anAnswerWithoutRowsIsAnAnswer() throws Exception {
        answer.begin();
        answer.complete();
        answer.awaitBegin();
        assertThat(answer.hasNext()).isFalse();
        assertThatThrownBy(answer::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aReaderOnAnotherThreadWaitsForTheRows() throws Exception {
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
            int rows = 0;
            while (answer.hasNext()) {
                answer.next();
                rows++;
            }
            return rows;
        });
        for (int i = 0; i < 1000; i++) {
            answer.add(batch(10));
        }
        answer.complete();
        assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(1000);
    }

    @Test
    void theServerIsHeldWhileTheReaderIsSlowAndGoesOnWhenItReads() {
        for (int i = 0; i < 5; i++) {
            answer.add(batch(1 << 20));
        }
        assertThat(flow.reading).isFalse();
        for (int i = 0; i < 4; i++) {
            answer.next();
        }
        assertThat(flow.reading).isTrue();
    }

    @Test
    void closingWithdrawsTheRequestOnce() {
        answer.add(batch(2));
        answer.close();
        answer.close();
        assertThat(flow.abandoned).isEqualTo(1);
        assertThat(answer.hasNext()).isFalse();
    }

    private static final class Steering implements Answer.Flow {

        private boolean reading = true;
        private int abandoned;

        @Override
        public void setReading(boolean on) {
            reading = on;
        }

        @Override
        public void abandon() {
            abandoned++;
        }
    }
}
