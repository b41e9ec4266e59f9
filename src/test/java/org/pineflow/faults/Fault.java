package org.pineflow.faults;

/** What goes wrong. */
enum Fault {
    KILL("kill -9", "SIGKILL; the process is started again"),
    TERM("SIGTERM", "SIGTERM; the process ends in its own way and is started again. In a drain: a second SIGTERM"),
    STOP("hang: process", "SIGSTOP, and SIGCONT 0.3 to 4 s later"),
    SILENCE("hang: far side", "the server, or the sink, falls silent for 0.3 to 4 s and closes nothing"),
    CUT("cut", "connections to the server, or to the sink, are closed or reset"),
    SLOW("slow", "the server's bytes, or the sink's answer, come a few at a time"),
    UNAVAILABLE("5xx", "the sink answers 500, 502 or 503 for 0.3 to 1.5 s; at login the server does so to the upgrade"),
    BUSY("429", "the same with 429, Retry-After in seconds or as a date"),
    DENIED("401", "the same with 401"),
    POISON(
            "400 for one event",
            "the sink refuses one event for ever; after a commit: it says 400 for what it has stored"),
    DISK_FULL("disk full", "no file of the process can be written to for 0.3 to 1.5 s"),
    CLOCK(
            "clock jump",
            "the clock of the bridge jumps by up to two days either way, or the server's by up to 20 h ahead");

    private final String title;
    private final String meaning;

    Fault(String title, String meaning) {
        this.title = title;
        this.meaning = meaning;
    }

    /** The name for people. */
    String title() {
        return title;
    }

    /** What is done. */
    String meaning() {
        return meaning;
    }
}
