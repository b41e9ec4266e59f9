package org.pineflow.cli;

import java.util.Optional;

/** What the user is told when a stream is not free. */
final class StreamOwner {

    private StreamOwner() {}

    /** @param owner in words; empty when it is gone already, or cannot be seen */
    static String refusal(String stream, Optional<String> owner) {
        return "Stream \"" + stream + "\" is run by " + owner.orElse("another process")
                + ". Nothing was changed: its owner would not notice, and would write its own position over it."
                + " Stop that process or its route first, then try again.";
    }
}
