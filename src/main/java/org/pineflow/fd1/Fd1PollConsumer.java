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
    private final StreamStatus status;
    private final StreamKeeper<Poll> keeper;

    Fd1PollConsumer(Fd1Endpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        Fd1Options options = endpoint.options();
        this.status = new StreamStatus(options.streamName());
        StreamAssembly assembly = new StreamAssembly(endpoint, this);
        StreamContext context = assembly.context(status, Fd1Constants.ENDPOINT);
        this.keeper = assembly.keeper(context, new Runner(options.poll(), context));
        setExceptionHandler(new PollExceptionHandler());
    }

    @Override
    public StreamStatus status() {
        return status;
    }

    /** Whether this process owns the stream, so that a poll can begin; or has found that it cannot be run. */
    public boolean isOpen() {
        return keeper.running().isDone();
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
            return keeper.running().thenCompose(Poll::run).get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw failure;
        }
    }

    @Override
    protected void doStart() throws Exception {
        endpoint.getComponent().claim(status.stream(), this, endpoint.getEndpointBaseUri());
        keeper.start();
        super.doStart();
        setHealthCheck(new Fd1ConsumerHealthCheck(endpoint, status, getRouteId()));
        StreamMeters.register(endpoint.getCamelContext(), status);
    }

    @Override
    protected void doSuspend() throws Exception {
        keeper.halt();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        keeper.start();
        super.doResume();
    }

    @Override
    protected void doStop() throws Exception {
        keeper.stop();
        StreamMeters.remove(endpoint.getCamelContext(), status);
        endpoint.getComponent().unclaim(status.stream(), this);
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
