package org.pineflow.fd1.client;

/**
 * One live WebSocket to an FD1 server, logged in. All methods are called on its event loop ({@link
 * Fd1Link#eventLoop}), and so are its handlers; none blocks.
 */
public interface Fd1Connection {

    /** The address it is connected to, without its query and user part. */
    String url();

    /**
     * Sends a request. From now on packets with its {@code rq} go to the handler, until {@link #forget}.
     *
     * @param request a JSON object without {@code rq}
     * @return the {@code rq} given to it: unique on this connection, and at most 199 characters (FD1 protocol, "rq")
     */
    String send(RequestPacket request, PacketHandler handler);

    /** Sends a cancel for the request ({@code fd1.session.cancel_request}) and forgets it. */
    void cancel(String rq);

    /** Packets with this {@code rq} are ignored from now on. The number of frames that still come is observable. */
    void forget(String rq);

    /** How many packets came for {@code rq} since it was forgotten. */
    long lateFrames(String rq);

    /** Reads the socket, or stops reading it, so that TCP holds the server back. A few frames may still come. */
    void setReading(boolean reading);

    /** Nanoseconds in which this connection was open and read the socket: a clock that stands still while held. */
    long readingNanos();

    /** The value of {@link #readingNanos} when the last frame of any kind came in; the server answered at that time. */
    long lastFrameNanos();

    /** Sends a ping; the answer is a frame like any other. */
    void ping();

    /** Closes the socket; the link reports the loss with this reason and connects again. */
    void close(Fd1Exception reason);
}
