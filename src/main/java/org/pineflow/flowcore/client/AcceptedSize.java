package org.pineflow.flowcore.client;

/**
 * Remembers the size of request that a sink takes, learnt from its 413 answers. A larger request that is accepted later
 * proves that it was not the size, and lifts the limit. Safe for use by several threads.
 */
final class AcceptedSize {

    private int accepted;
    private int refused = Integer.MAX_VALUE;

    /** The sink took a request of {@code bytes} (uncompressed). */
    synchronized void accepted(int bytes) {
        accepted = Math.max(accepted, bytes);
        if (accepted >= refused) {
            refused = Integer.MAX_VALUE;
        }
    }

    /** The sink found a request of {@code bytes} (uncompressed) too large. */
    synchronized void refused(int bytes) {
        refused = Math.min(refused, bytes);
        accepted = Math.min(accepted, bytes - 1);
    }

    /** The size to cut to, at most {@code configured}. */
    synchronized int limit(int configured) {
        return refused == Integer.MAX_VALUE ? configured : Math.min(configured, Math.max(accepted, refused / 2));
    }
}
