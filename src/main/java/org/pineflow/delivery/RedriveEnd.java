package org.pineflow.delivery;

/**
 * How a redrive ended.
 *
 * @param kind whether every letter had its turn, and if not, why
 * @param reason for people; empty when every letter had its turn
 */
public record RedriveEnd(Kind kind, String reason) {

    /** The ways to end. */
    public enum Kind {
        /** Every letter had its turn. */
        COMPLETE,
        /** It was told to stop. */
        STOPPED,
        /** The sink cannot be reached, is in trouble, or refuses the set-up. */
        SINK_TROUBLE,
        /** Somebody else has the claim on the letters by now. */
        OVERTAKEN
    }
}
