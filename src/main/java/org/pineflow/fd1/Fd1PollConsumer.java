package org.pineflow.fd1;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.camel.Processor;
import org.apache.camel.support.ScheduledPollConsumer;
import org.pineflow.fd1.stream.Poll;
import org.pineflow.fd1.stream.PollSettings;
import org.pineflow.fd1.stream.StreamContext;
import org.pineflow.fd1.stream.StreamKeeper;
import org.pineflow.fd1.stream.StreamStatus;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.Position;

/**
 * Consumes the rows of a poll, at the pace of Camel's scheduled polls. A poll lasts until every row has its receipt and
 * the position is stored.
 */
public final class Fd1PollConsumer extends ScheduledPollConsumer implements Fd1Stream {

    private final Fd1Endpoint endpoint;
    private final ConsumedStream<Poll> stream;

    Fd1PollConsumer(Fd1Endpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.stream = new ConsumedStream<>(
                endpoint,
                this,
                Fd1Constants.ENDPOINT,
                context -> new Runner(endpoint.options().poll(), context));
        setExceptionHandler(new PollExceptionHandler());
    }

    @Override
    public StreamStatus status() {
        return stream.status();
    }

    /** Whether this process owns the stream, so that a poll can begin; or has found that it cannot be run. */
    public boolean isOpen() {
        return stream.running().isDone();
    }

    @Override
    protected int poll() throws Exception {
        return (int) Math.min(Integer.MAX_VALUE, pollOnce().rows());
    }

    /**
     * Polls once, and waits until every row has its receipt and the position is stored.
     *
     * @throws org.pineflow.fd1.client.Fd1Exception when the poll broke; what was delivered is delivered, and the next
     *     poll starts over
     * @throws InterruptedException when the thread was interrupted
     */
    public Poll.Result pollOnce() throws Exception {
        try {
            return stream.running().thenCompose(Poll::run).get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw failure;
        }
    }

    @Override
    protected void doStart() throws Exception {
        stream.start();
        super.doStart();
        setHealthCheck(stream.healthCheck());
    }

    @Override
    protected void doSuspend() throws Exception {
        stream.halt();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        // First: a poll that begins before would find the stream still stopped, and wait for its next turn.
        stream.resume();
        super.doResume();
    }

    @Override
    protected void doStop() throws Exception {
        stream.stop();
        super.doStop();
    }

    /** Runs the poll while the stream is owned. */
    private final class Runner implements StreamKeeper.Runner<Poll> {

        private final PollSettings settings;
        private final StreamContext context;

        Runner(PollSettings settings, StreamContext context) {
            this.settings = settings;
            this.context = context;
        }

        @Override
        public Poll start(OwnedStream owned, Position position, Runnable ownershipLost) {
            Poll poll = new Poll(
                    settings,
                    context,
                    owned,
                    position,
                    endpoint.getComponent().links().acquire(endpoint.connection(), false),
                    ownershipLost);
            poll.start();
            return poll;
        }

        @Override
        public CompletableFuture<Void> stop(Poll poll) {
            return poll.stop();
        }
    }
}
