package org.pineflow.simulator.fault;

import java.util.List;

/** What a fault does when it strikes. Immutable. A fault implements the one method it is about. */
interface Effect {

    /** What there is to undo when nothing is. */
    Runnable NOTHING = () -> {};

    /** Whether this moment can be struck at all; what cannot is not counted. */
    default boolean concerns(Moment moment) {
        return true;
    }

    /** How a request is treated that was to be treated like this. */
    default Treatment onRequest(Treatment treatment) {
        return treatment;
    }

    /** What goes out in place of this packet. */
    default List<Packet> onPacket(Packet packet) {
        return List.of(packet);
    }

    /** Strikes a connection, and returns what undoes it. */
    default Runnable onLine(Line line) {
        return NOTHING;
    }

    /**
     * Checks what it needs before it is added.
     *
     * @throws IllegalArgumentException when there is no such table
     */
    default void check(Tables tables) {}

    /** Strikes the data, and returns what undoes or ends it. */
    default Runnable onTables(Tables tables) {
        return NOTHING;
    }
}
