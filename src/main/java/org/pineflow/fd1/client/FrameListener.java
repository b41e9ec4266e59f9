package org.pineflow.fd1.client;

import io.netty.buffer.ByteBuf;

/** Takes WebSocket frames as they stream in. Called on the connection's event loop. */
interface FrameListener {

    /**
     * Some payload bytes of a text or binary message, which the listener must read from {@code in}: exactly
     * {@code length} of them. A message is one or more pieces, and messages never interleave.
     *
     * @param length bytes in this piece, 0 or more
     * @param frameRemaining bytes of the same frame that follow in later pieces
     * @param lastFrame whether the frame is the last one of its message
     */
    void piece(ByteBuf in, int length, long frameRemaining, boolean lastFrame);

    /** The bytes of the pieces so far are about to go, or something else than a message follows. */
    void readComplete();

    /**
     * The socket has been read until it was empty.
     *
     * @param bytes how many came since this was told last
     */
    void socketEmpty(int bytes);

    /** A ping, with its payload of at most 125 bytes, which is to be sent back. */
    void ping(byte[] payload);

    /** A pong. */
    void pong();

    /**
     * The server closes the connection. Nothing follows.
     *
     * @param code the status code, 1005 when the frame has none (RFC 6455, 7.4.1)
     * @param reason the server's text, may be empty
     */
    void close(int code, String reason);

    /** The server broke RFC 6455; what follows cannot be understood and is ignored. */
    void violation(String what);
}
