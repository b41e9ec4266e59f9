package org.pineflow.cli;

import java.io.Console;
import java.util.Locale;

/** Asks before something is done that cannot be undone. */
final class Confirmation {

    private Confirmation() {}

    /**
     * Whether to go on.
     *
     * @param what is going to be worked on, for people
     * @param yes whether the user has said so before
     * @throws ConfigurationException when he has not, and there is no terminal to ask at
     */
    static boolean given(String what, boolean yes) {
        if (yes) {
            return true;
        }
        if (!LiveLines.isTerminal()) {
            throw new ConfigurationException(what + ". There is no terminal to ask at whether to go on: give --yes.");
        }
        Console console = System.console();
        String answer = console.readLine("%s; go on? [y/N] ", what);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
