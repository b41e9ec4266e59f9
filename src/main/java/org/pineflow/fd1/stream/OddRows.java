package org.pineflow.fd1.stream;

import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of rows that lack what positions and order depend on: once for each kind in a run, because a stream that has
 * one such row has thousands. Confined to the event loop.
 */
final class OddRows {

    private static final Logger LOG = LoggerFactory.getLogger(OddRows.class);
    private static final int MAX_SHOWN = 60;

    private enum Kind {
        WITHOUT_RVE,
        WITHOUT_KEY,
        KEY_WITH_STRUCTURE,
        TOO_MANY_KEYS
    }

    private final StreamSettings settings;
    private final Set<Kind> told = EnumSet.noneOf(Kind.class);

    OddRows(StreamSettings settings) {
        this.settings = settings;
    }

    /** A row has no rve that can move the position; {@code found} stands in its place, empty = nothing. */
    void withoutRve(String found) {
        if (told.add(Kind.WITHOUT_RVE)) {
            LOG.warn(
                    "stream={} a row without an rve that can be used ({}): it is delivered and counted, but moves no"
                            + " position; check that the query brings rve with each row. Further rows are only counted",
                    settings.name(),
                    found.isEmpty() ? "it has none" : shown(found));
        }
    }

    /** A row has none of the key fields. */
    void withoutKey() {
        if (told.add(Kind.WITHOUT_KEY)) {
            LOG.warn(
                    "stream={} a row without a key: it is delivered and counted, but nobody can tell of which record it"
                            + " is a version; check keyFields={}. Further rows are only counted",
                    settings.name(),
                    settings.keyFields());
        }
    }

    /** A row's key is an object or a list. */
    void keyWithStructure(String key) {
        if (told.add(Kind.KEY_WITH_STRUCTURE)) {
            LOG.warn(
                    "stream={} a row whose key is an object or a list ({}): its JSON text is taken for the key, so that"
                            + " records are only told apart if the server always writes it alike; check keyFields={}",
                    settings.name(),
                    shown(key),
                    settings.keyFields());
        }
    }

    /** A row of the history cannot be compared with its newest version. */
    void tooManyKeys() {
        if (told.add(Kind.TOO_MANY_KEYS)) {
            LOG.warn(
                    "stream={} has more than {} keys in its history: whether a row is older than what came before cannot be"
                            + " told any more for those beyond. They are delivered and marked as stale",
                    settings.name(),
                    Seen.MAX_KEYS);
        }
    }

    private static String shown(String value) {
        String printable = value.replaceAll("\\p{Cntrl}", " ");
        return printable.length() <= MAX_SHOWN ? printable : printable.substring(0, MAX_SHOWN) + "…";
    }
}
