package org.pineflow.fd1.client;

/**
 * Watches the connections of a link, for those who want to know how a server behaves. It changes nothing. Called on the
 * link's event loop, which must not be blocked.
 */
public interface ConnectionObserver {

    /** Watches nothing. */
    ConnectionObserver NONE = new ConnectionObserver() {
        @Override
        public void opened() {}

        @Override
        public void message(byte[] bytes, int from, int to) {}
    };

    /** A WebSocket is open; the login, if there is one, is sent now. */
    void opened();

    /**
     * A message of any kind has come, the answer to a login among them. Its bytes are not to be changed, and not to be
     * kept.
     *
     * @param from offset of its first byte
     * @param to offset behind its last byte
     */
    void message(byte[] bytes, int from, int to);
}
