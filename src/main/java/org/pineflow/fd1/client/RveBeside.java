package org.pineflow.fd1.client;

import java.util.OptionalLong;

/** Collects the rve that stands beside the rows, under one of the names FD1 uses; mutable, for one packet. */
final class RveBeside {

    private int rank = Rve.NAMES.size();
    private long value;

    /** Whether a member of this name holds an rve. */
    static boolean isName(String name) {
        return Rve.NAMES.contains(name);
    }

    /** Takes a member's text; what is no rve, or stands under a lesser name than one before, is left out. */
    void offer(String name, String text) {
        int offered = Rve.NAMES.indexOf(name);
        OptionalLong rve = Rve.parse(text);
        if (offered <= rank && rve.isPresent()) {
            rank = offered;
            value = rve.getAsLong();
        }
    }

    /** The best rve so far, 0 = none. */
    long value() {
        return value;
    }
}
