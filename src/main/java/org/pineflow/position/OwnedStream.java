package org.pineflow.position;

import java.util.Optional;

/** A stream whose lock is held by this owner. Used by one thread at a time. */
public interface OwnedStream extends AutoCloseable {

    /** The name of the stream. */
    String stream();

    /**
     * The stored position; empty when the stream has none.
     *
     * @throws PositionUnreadableException when there is one that cannot be read: never to be taken for none
     * @throws PositionStoreException when the store cannot be reached
     */
    Optional<Position> read();

    /**
     * Stores the position durably: after the return it survives a crash of process and machine, and a crash on the way
     * leaves the old one or the new one.
     *
     * @throws OwnershipLostException when another owner has taken the stream, or it is closed; nothing was written
     * @throws PositionStoreException when it could not be written, or the store cannot tell: the old one or this one
     *     holds
     */
    void write(Position position);

    /** Gives up the lock. Closing twice does nothing. */
    @Override
    void close();
}
