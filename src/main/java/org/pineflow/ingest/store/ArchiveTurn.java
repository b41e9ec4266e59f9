package org.pineflow.ingest.store;

/**
 * The right to work with the archive's ledger: one at a time has it, in whatever process. It ends with its process,
 * however that ends. Belongs to one thread.
 */
public interface ArchiveTurn extends AutoCloseable {

    /** Whether it is still ours: it is lost with the connection to a database, and another may have it then. */
    boolean isHeld();

    /** Gives it up. */
    @Override
    void close();
}
