package org.pineflow.simulator.fault;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the server is about to do when a fault may strike: answer a request, or send a packet. */
public enum Occasion {
    /** A login arrived. */
    LOGIN,
    /** An {@code open_firehose} arrived. */
    OPEN,
    /** A read arrived. */
    READ,
    /** An answer without rows goes out: to a login, an opening, a ping, a cancel, or an error. */
    ANSWER,
    /** An event of a restarted firehose's history goes out. */
    HISTORY,
    /** An event of a live change goes out. */
    LIVE,
    /** A chunk goes out, but for the last. */
    CHUNK,
    /** The last packet of a chunked read goes out, {@code ch:0}. */
    END,
    /** The one packet of a read without chunks goes out. */
    ROWS;

    /** As it is written in a fault's text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Occasion> find(String text) {
        return Arrays.stream(values())
                .filter(occasion -> occasion.text().equals(text))
                .findFirst();
    }

    static String texts() {
        return Arrays.stream(values()).map(Occasion::text).collect(Collectors.joining(" | "));
    }
}
