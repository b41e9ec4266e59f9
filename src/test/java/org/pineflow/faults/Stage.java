package org.pineflow.faults;

/** The moments at which a fault begins. */
enum Stage {
    LOGIN("login", "the server has answered a login, and the answer is not through yet"),
    OPEN("open", "open_firehose is on its way, and not answered yet"),
    LIVE("live", "a live change is on its way"),
    REPLAY("replay", "in the middle of the history of a restarted firehose"),
    POLL("poll in mid-transfer", "the second or third chunk of a poll is on its way"),
    POSITION("position write", "the temporary file of a position has appeared"),
    POST("POST in flight", "the sink has read a request and stored nothing"),
    LOST("answer lost after commit", "the sink has stored a request and not answered"),
    DEAD_LETTER("dead-letter write", "the sink has refused one event that stands alone"),
    DRAIN("drain", "SIGTERM was sent while a request is in flight");

    private final String title;
    private final String moment;

    Stage(String title, String moment) {
        this.title = title;
        this.moment = moment;
    }

    /** The name for people. */
    String title() {
        return title;
    }

    /** When exactly the fault begins. */
    String moment() {
        return moment;
    }

    /** Whether it is about the way from the server, else about the way to the sink. */
    boolean isOfTheSource() {
        return compareTo(POLL) <= 0;
    }
}
