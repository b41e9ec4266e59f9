package org.pineflow.simulator.control;

import java.util.Optional;

/** Answers some of the calls there are. */
interface Calls {

    /**
     * The answer; empty when the call is not one of these.
     *
     * @throws IllegalArgumentException when what it says is wrong
     * @throws IllegalStateException when it cannot be done now
     */
    Optional<Answer> answer(Call call);
}
