package org.pineflow.deadletter;

import java.util.List;
import java.util.Optional;

/** Keeps dead letters. Safe for use by several threads. */
public interface DeadLetterStore {

    /**
     * Keeps the letter durably: after the return it survives a crash of process and machine.
     *
     * @return false when a letter of this id was there already; it stays as it was
     * @throws DeadLetterStoreException when it cannot be kept
     */
    boolean add(DeadLetter letter);

    /**
     * The ids of all letters, oldest first.
     *
     * @throws DeadLetterStoreException when the store cannot be read
     */
    List<String> ids();

    /**
     * The letter of this id, empty when there is none.
     *
     * @throws DeadLetterStoreException when it cannot be read
     */
    Optional<DeadLetter> read(String id);
}
