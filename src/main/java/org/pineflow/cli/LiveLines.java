package org.pineflow.cli;

import java.io.PrintStream;
import java.util.List;

/**
 * Lines on a terminal that are drawn again in place. Used by one thread at a time; nothing else may be printed between two
 * drawings.
 */
final class LiveLines {

    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";
    private static final String CLEAR_LINE = "\u001b[2K";
    private static final String CLEAR_BELOW = "\u001b[J";

    private final PrintStream out;
    private int drawn;

    LiveLines(PrintStream out) {
        this.out = out;
    }

    /** Whether standard output is a terminal that knows how to move its cursor. */
    static boolean areSupported() {
        return isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }

    /** Whether standard input and output are a terminal, with somebody before it. */
    static boolean isTerminal() {
        // From Java 22 to 24 a console is there even where input and output are files, unless asked for this one.
        System.getProperties().putIfAbsent("jdk.console", "java.base");
        return System.console() != null;
    }

    /** Draws the lines over those of the last drawing. */
    void draw(List<String> lines) {
        StringBuilder text = new StringBuilder(NO_WRAP);
        if (drawn > 0) {
            text.append("\u001b[").append(drawn).append('A');
        }
        for (String line : lines) {
            text.append('\r').append(CLEAR_LINE).append(line).append('\n');
        }
        out.print(text.append(CLEAR_BELOW).append(WRAP));
        out.flush();
        drawn = lines.size();
    }
}
