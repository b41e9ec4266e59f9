package org.pineflow.fd1.client;

/** Takes whole messages. Called on the connection's event loop. */
interface MessageListener {

    /**
     * A whole message. Its bytes are not to be changed, and not to be read after the next {@link #readComplete}.
     *
     * @param from offset of its first byte
     * @param to offset behind its last byte
     */
    void message(byte[] bytes, int from, int to);

    /** What was read from the socket at once has been passed on: nobody may put off any longer what it asks for. */
    void readComplete();

    /**
     * A message that was larger than allowed and has been discarded while it streamed in.
     *
     * @param head its first bytes, at most {@link Unreadable#MAX_BYTES}
     * @param length its whole length in bytes
     */
    void oversized(byte[] head, long length);
}
