package org.pineflow.deadletter;

/** The right to work on the letters of a store, which one has at a time. Used by one thread. */
public interface DeadLetterClaim extends AutoCloseable {

    /**
     * Makes sure that it still holds, and goes on holding for the time it was taken for.
     *
     * @return false when somebody else has it by now
     * @throws DeadLetterStoreException when the store cannot be reached
     */
    boolean renew();

    /** Gives it up; the second time does nothing. */
    @Override
    void close();
}
