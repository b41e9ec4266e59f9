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

    /**
     * Whether this is still the owner, as far as can be told without asking the store; to be asked before something is
     * done that only the owner may do.
     *
     * @throws OwnershipLostException when another owner has taken the stream, or it is closed
     * @throws PositionStoreException when another owner may have taken it meanwhile, and the store has not yet told
     */
    default void confirm() {
        // Locks that nobody can take away need no confirmation.
    }

    /**
     * Runs {@code listener}, once and on any thread, when it becomes known that another owner has taken the stream;
     * at once when it is known already. Never after {@link #close}.
     */
    default void whenLost(Runnable listener) {
        // Locks that nobody can take away are never lost.
    }

    /** Gives up the lock. Closing twice does nothing. */
    @Override
    void close();
}
