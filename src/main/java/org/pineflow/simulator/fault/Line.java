package org.pineflow.simulator.fault;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * The connection to one client, as faults see it. Safe for threads. Each method is in force when it returns, and does
 * nothing when the connection is gone.
 */
public interface Line {

    /** Whether a request is open on it whose event or endpoint is one of these. */
    boolean serves(Predicate<String> names);

    /** Says nothing more and hears nothing more, with the connection open, until {@link #speak()}. */
    void silence(boolean pingsAnswered);

    /** Says and hears what was held back, and goes on. */
    void speak();

    /** No more bytes in or out, no end of the stream either, until {@link #thaw()}; the client cannot tell. */
    void freeze();

    /** Lets the bytes held back flow. */
    void thaw();

    /** Sends no more than so many bytes an interval, wherever frames begin or end, until {@link #flow()}. */
    void dribble(int bytes, Duration interval);

    /** Sends what waits, and goes on at full pace. */
    void flow();

    /** Ends the connection with a TCP reset. */
    void reset();

    /** Ends the connection with an end of the TCP stream, without a close frame. */
    void close();

    /** Says in a {@code link_status} packet that the server closes, and closes. */
    void sendAway(List<URI> alternatives);
}
