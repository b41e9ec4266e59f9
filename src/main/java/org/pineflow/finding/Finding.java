package org.pineflow.finding;

import java.util.Objects;

/**
 * One fact about a configuration, for people. Holds no secret.
 *
 * @param about what it is about, for example {@code stream products}
 * @param where the place in a file, for example {@code routes/products.camel.yaml, line 4}; empty = no such place
 * @param what was found, without a full stop
 * @param cure what to do, without a full stop; empty = nothing
 */
public record Finding(Verdict verdict, String about, String where, String what, String cure) {

    public Finding {
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(about, "about");
        Objects.requireNonNull(where, "where");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(cure, "cure");
    }

    /** All is well. */
    public static Finding ok(String about, String what) {
        return new Finding(Verdict.OK, about, "", what, "");
    }

    /** Something works, but with a catch. */
    public static Finding warn(String about, String what, String cure) {
        return new Finding(Verdict.WARN, about, "", what, cure);
    }

    /** Something cannot work. */
    public static Finding fail(String about, String what, String cure) {
        return new Finding(Verdict.FAIL, about, "", what, cure);
    }

    /** The same finding with its place. */
    public Finding in(String place) {
        return new Finding(verdict, about, place, what, cure);
    }
}
