package org.pineflow.delivery;

import org.pineflow.deadletter.Envelope;

/**
 * What became of one letter's turn in a redrive.
 *
 * @param letter as it was listed
 * @param outcome what became of it
 * @param detail why it stays, for people; empty when it does not
 */
public record RedriveStep(Envelope letter, Outcome outcome, String detail) {

    /** What can become of a letter's turn. */
    public enum Outcome {
        /** The sink has the event, and the letter is gone. */
        DELIVERED,
        /** The sink refused it once more. */
        REFUSED,
        /** An older letter of its record stays, so it was not sent. */
        WAITING,
        /** It is input that could not be read: there is no event to send. */
        UNREADABLE,
        /** It was refused so often that it is sent only when that is insisted on. */
        WORN_OUT,
        /** It must not or cannot be sent to the sink that is set up. */
        UNFIT,
        /** Somebody else has taken it out meanwhile. */
        GONE;

        /** Whether the letter is still there. */
        public boolean stays() {
            return this != DELIVERED && this != GONE;
        }
    }
}
