package org.pineflow.finding;

/** How good or bad a finding is. */
public enum Verdict {
    /** As it should be. */
    OK("ok"),
    /** It works, but something may be lost, slow or unproven. */
    WARN("warn"),
    /** It cannot work. */
    FAIL("FAIL");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    /** As it is written in a report. */
    @Override
    public String toString() {
        return text;
    }
}
