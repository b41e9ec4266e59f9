package org.pineflow.ingest;

import java.time.Duration;
import org.apache.camel.Exchange;
import org.pineflow.ingest.body.EarlyBodies;
import org.pineflow.ingest.request.RequestRefusedException;

/**
 * Keeps memory bounded however many senders there are: requests with small bodies go on side by side, those with large
 * ones take turns, from the first byte over the limit until they are answered. Safe for use by several threads.
 */
final class LargeBodies {

    /** The largest body that needs no turn, in bytes; compressed or not, whichever is more. */
    static final int SMALL = EarlyBodies.SMALL;

    /** Of the threads there are, most stay free for those with small bodies. */
    private static final int WAITING = 4;

    private final Turns turns;

    /** @param longestWait how long a request waits for its turn before it is answered 503 */
    LargeBodies(Duration longestWait) {
        this.turns =
                new Turns(1, longestWait, WAITING, "too many large requests at once; send smaller batches, or later");
    }

    /** The part of one exchange in this; used by the thread that works on the exchange. */
    final class Share {

        private final Exchange exchange;
        private boolean held;

        private Share(Exchange exchange) {
            this.exchange = exchange;
        }

        /**
         * To be called before the exchange holds a body of {@code bytes}; waits where that takes a turn.
         *
         * @throws RequestRefusedException 503 when the turn does not come
         */
        void hold(long bytes) {
            if (bytes > SMALL && !held) {
                turns.takeFor(exchange);
                held = true;
            }
        }
    }

    Share share(Exchange exchange) {
        return new Share(exchange);
    }
}
