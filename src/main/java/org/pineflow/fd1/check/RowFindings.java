package org.pineflow.fd1.check;

import java.util.List;
import org.pineflow.fd1.stream.KeyFields;
import org.pineflow.finding.Finding;

/** Whether rows have what a stream lives on: rve and key. */
final class RowFindings {

    private RowFindings() {}

    /**
     * @param about the stream
     * @param rows at least one
     * @param source where they came from, for people
     */
    static List<Finding> of(String about, RowNotes rows, String source, KeyFields keyFields) {
        return List.of(rve(about, rows, source), key(about, rows, source, keyFields));
    }

    private static Finding rve(String about, RowNotes rows, String source) {
        long missing = rows.rows() - rows.withRve();
        if (missing == 0) {
            return Finding.ok(about, "every one of " + rows.rows() + " rows of " + source + " has an rve");
        }
        String cure = "ask for an endpoint or fields (option fields) that give rve, _rve, RVE or rvel";
        return rows.withRve() == 0
                ? Finding.fail(about, "no row of " + source + " has an rve: its position can never move", cure)
                : Finding.warn(
                        about,
                        missing + " of " + rows.rows() + " rows of " + source
                                + " have no rve: they are delivered, and move no position",
                        cure);
    }

    private static Finding key(String about, RowNotes rows, String source, KeyFields keyFields) {
        long missing = rows.rows() - rows.withKey();
        if (missing == 0) {
            return Finding.ok(
                    about, "every one of " + rows.rows() + " rows of " + source + " has a key (" + keyFields + ")");
        }
        List<String> likely = rows.likelyKeys();
        String cure = likely.isEmpty()
                ? "set keyFields to the fields that tell records apart; the rows have " + shown(rows.fieldNames())
                : "set keyFields, for example to " + String.join(" or ", likely) + ", which the rows seen allow";
        String what = (rows.withKey() == 0 ? "no row" : missing + " of " + rows.rows() + " rows") + " of " + source
                + (rows.withKey() == 0 ? " has" : " do not have") + " the key fields (" + keyFields
                + "): an older version of a record cannot be told from a newer one";
        return rows.withKey() == 0 ? Finding.fail(about, what, cure) : Finding.warn(about, what, cure);
    }

    /** Names of a server's fields are no secret, but there may be many. */
    private static String shown(List<String> names) {
        int most = 20;
        return String.join(", ", names.subList(0, Math.min(most, names.size()))) + (names.size() > most ? ", …" : "");
    }
}
