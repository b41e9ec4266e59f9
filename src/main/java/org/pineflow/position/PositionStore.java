package org.pineflow.position;

import java.util.List;
import java.util.Optional;

/** Keeps positions, and sees to it that each stream has one owner. Safe for use by several threads. */
public interface PositionStore extends AutoCloseable {

    /**
     * Takes the stream's lock.
     *
     * @param stream any text that names a stream
     * @return the stream, or empty when another owner holds it now
     * @throws PositionStoreException when the store cannot be reached or written
     */
    Optional<OwnedStream> tryOpen(String stream);

    /**
     * The position as it is stored now, whoever owns the stream; empty when there is none.
     *
     * @throws PositionUnreadableException when there is one that cannot be read
     * @throws PositionStoreException when the store cannot be reached
     */
    Optional<Position> read(String stream);

    /**
     * Every position there is, in alphabetical order of the streams. One that cannot be read is listed as such and hides
     * no other.
     *
     * @throws PositionStoreException when the store cannot be reached
     */
    List<StoredPosition> list();

    /**
     * Who owns the stream at this moment, in words: {@code process 4711}. Empty when nobody does, as far as can be seen
     * without taking it.
     *
     * @throws PositionStoreException when the store cannot be reached
     */
    Optional<String> owner(String stream);

    /** Gives up every stream still owned, and what the store holds open. */
    @Override
    void close();
}
