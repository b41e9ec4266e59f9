package org.pineflow.cli;

/** Text from elsewhere, fit for a terminal: nothing in it moves a cursor, changes a colour, or turns the writing around. */
final class PlainText {

    private static final char REPLACEMENT = '\ufffd';

    private PlainText() {}

    /** On one line, whatever it is, and no longer than so many characters. */
    static String line(String text, int longest) {
        String line = of(text).replaceAll("\\s+", " ").strip();
        return line.length() <= longest ? line : line.substring(0, longest - 1) + "…";
    }

    /** With its line ends and tabs, and with something harmless in place of everything else that is no character. */
    static String of(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> plain.appendCodePoint(isHarmless(c) ? c : REPLACEMENT));
        return plain.toString();
    }

    private static boolean isHarmless(int c) {
        return c == '\n'
                || c == '\t'
                || !Character.isISOControl(c)
                        && Character.isDefined(c)
                        && Character.getType(c) != Character.FORMAT
                        && Character.getType(c) != Character.SURROGATE
                        && Character.getType(c) != Character.LINE_SEPARATOR
                        && Character.getType(c) != Character.PARAGRAPH_SEPARATOR;
    }
}
