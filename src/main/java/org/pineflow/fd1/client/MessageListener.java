package org.pineflow.fd1.client;

/** Takes whole messages. Called on the connection's event loop. */
interface MessageListener {

    /** A whole message; the array is exactly as long as the message and belongs to the listener. */
    void message(byte[] bytes);

    /**
     * A message that was larger than allowed and has been discarded while it streamed in.
     *
     * @param head its first bytes, at most {@link Unreadable#MAX_BYTES}
     * @param length its whole length in bytes
     */
    void oversized(byte[] head, long length);
}
