package org.pineflow.deadletter;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps dead letters. Safe for use by several threads and processes; every method throws {@link
 * DeadLetterStoreException} when the store cannot be read or written.
 *
 * <p>Letters may be added at any time. Whoever removes or changes some has a {@link #claim} meanwhile.
 */
public interface DeadLetterStore {

    /**
     * Keeps the letter durably: after the return it survives a crash of process and machine.
     *
     * @return false when a letter of this id was there already; it stays as it was
     */
    boolean add(DeadLetter letter);

    /** The ids of all letters, oldest first. */
    List<String> ids();

    /** The letters that are meant, oldest first. */
    List<Envelope> list(DeadLetterFilter filter);

    /** The letter of this id, empty when there is none. */
    Optional<DeadLetter> read(String id);

    /** How many letters there are. */
    long count();

    /**
     * Takes the letter out durably.
     *
     * @return false when there was none of this id
     */
    boolean remove(String id);

    /**
     * Notes, all at once or not at all, that the letter was sent again and refused.
     *
     * @param when by this machine's clock
     * @param status the answer's HTTP status
     * @param answer the beginning of the answer's body, as text without secrets
     * @return false when there is no letter of this id any more
     */
    boolean refusedAgain(String id, Instant when, int status, String answer);

    /**
     * Takes the right to remove and change letters. It ends with {@link DeadLetterClaim#close}; that of a process that
     * dies ends with the process or after {@code length}, whichever this store can tell.
     *
     * @param length how long it holds unless it is renewed
     * @return empty when somebody else has it
     */
    Optional<DeadLetterClaim> claim(Duration length);
}
