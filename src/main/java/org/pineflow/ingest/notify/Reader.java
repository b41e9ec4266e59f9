package org.pineflow.ingest.notify;

/** The far end of a notification. Safe for use by several threads. */
public interface Reader {

    /**
     * Sends a text without waiting for it.
     *
     * @return false when so much is on its way already that the reader cannot follow; nothing was sent then
     */
    boolean offer(String text);

    /**
     * Ends the connection.
     *
     * @param code of the WebSocket protocol
     */
    void close(int code, String reason);
}
