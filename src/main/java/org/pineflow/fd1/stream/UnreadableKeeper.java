package org.pineflow.fd1.stream;

import org.pineflow.fd1.client.Unreadable;

/** Keeps input that could not be read, so that nothing is skipped in silence. */
public interface UnreadableKeeper {

    /**
     * Keeps the input durably. May block.
     *
     * @throws RuntimeException when it cannot be kept; it is tried again, and the stream is held meanwhile
     */
    void keep(String stream, Unreadable input);
}
