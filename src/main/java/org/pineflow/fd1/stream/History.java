package org.pineflow.fd1.stream;

/**
 * How a firehose gets what it missed, beside one open request; it tells the {@link FirehoseOpening} when all of it has
 * come. Confined to the event loop.
 */
interface History {

    /** Nothing was missed, or nothing brings it back. */
    History NONE = () -> RestartPoint.NOW;

    /** From where the open request asks. */
    RestartPoint asked();

    /** Whether a poll reads it, so that rows of the firehose say nothing about whether it comes. */
    default boolean isPolled() {
        return false;
    }

    /** Whether the position follows it, so that opening the firehose again goes on from there. */
    default boolean isFollowed() {
        return false;
    }

    /** Does what has to be done before the open request, then runs {@code open}: at once, or later on the event loop. */
    default void prepare(Runnable open) {
        open.run();
    }

    /** The open request is sent. */
    default void requested() {}

    /** The firehose is open, as far as can be known. */
    default void accepted() {}

    /** The server refuses to restart the firehose, again and again; it was opened from now instead. */
    default void refused() {}

    /**
     * A row has come that can move the position.
     *
     * @param known whether it came before
     */
    default void row(long rve, RowKey key, boolean known) {}

    /** There is room for more rows. */
    default void drained() {}

    /** The opening has ended. */
    default void abandon() {}
}
