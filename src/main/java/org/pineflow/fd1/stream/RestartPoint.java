package org.pineflow.fd1.stream;

/**
 * From where a stream is read.
 *
 * @param all every record there is
 * @param rve records at this rve and later; 0 = from now on, or all
 */
record RestartPoint(boolean all, long rve) {

    static final RestartPoint NOW = new RestartPoint(false, 0);
    static final RestartPoint ALL = new RestartPoint(true, 0);

    static RestartPoint at(long rve) {
        return new RestartPoint(false, rve);
    }

    /** Whether there is history to be read. */
    boolean hasHistory() {
        return all || rve > 0;
    }
}
