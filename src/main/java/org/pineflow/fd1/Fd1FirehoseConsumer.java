package org.pineflow.fd1;

import java.util.concurrent.CompletableFuture;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultConsumer;
import org.pineflow.fd1.client.Fd1Link;
import org.pineflow.fd1.client.Fd1Links;
import org.pineflow.fd1.client.Fd1Settings;
import org.pineflow.fd1.stream.Backoff;
import org.pineflow.fd1.stream.Firehose;
import org.pineflow.fd1.stream.FirehoseLinks;
import org.pineflow.fd1.stream.FirehoseSettings;
import org.pineflow.fd1.stream.StreamContext;
import org.pineflow.fd1.stream.StreamKeeper;
import org.pineflow.fd1.stream.StreamStatus;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.Position;

/**
 * Consumes a firehose. It starts whether the server is there or not, and tells its readiness; suspended, it keeps its
 * position and gives up everything else.
 */
final class Fd1FirehoseConsumer extends DefaultConsumer implements Suspendable, Fd1Stream {

    private final Fd1Endpoint endpoint;
    private final ConsumedStream<Firehose> stream;

    Fd1FirehoseConsumer(Fd1Endpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.stream = new ConsumedStream<>(
                endpoint,
                this,
                Fd1Constants.EVENT,
                context -> new Runner(endpoint.options().firehose(), context));
    }

    @Override
    public StreamStatus status() {
        return stream.status();
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
        super.doResume();
        stream.resume();
    }

    @Override
    protected void doStop() throws Exception {
        stream.stop();
        super.doStop();
    }

    /** Runs the firehose while the stream is owned. */
    private final class Runner implements StreamKeeper.Runner<Firehose> {

        private final FirehoseSettings settings;
        private final StreamContext context;

        Runner(FirehoseSettings settings, StreamContext context) {
            this.settings = settings;
            this.context = context;
        }

        @Override
        public Firehose start(OwnedStream owned, Position position, Runnable ownershipLost) {
            Fd1Settings connection = endpoint.connection();
            Fd1Links links = endpoint.getComponent().links();
            Fd1Link shared =
                    links.acquire(connection, endpoint.getConfiguration().isShareConnection());
            FirehoseLinks ways = new FirehoseLinks() {
                @Override
                public Fd1Link shared() {
                    return shared;
                }

                @Override
                public Fd1Link own() {
                    return links.acquireBeside(shared, connection);
                }
            };
            Backoff reopening = new Backoff(
                    connection.reconnectDelay(),
                    connection.reconnectMaxDelay(),
                    context.threads().random());
            Firehose firehose = new Firehose(settings, context, owned, position, ways, reopening, ownershipLost);
            firehose.start();
            return firehose;
        }

        @Override
        public CompletableFuture<Void> stop(Firehose firehose) {
            return firehose.stop();
        }
    }
}
