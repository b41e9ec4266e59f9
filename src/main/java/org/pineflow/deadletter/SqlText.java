package org.pineflow.deadletter;

/**
 * Any text as one that every database takes. What some do not take, which is NUL and halves of surrogate pairs, becomes a
 * backslash with four hexadecimal digits; a backslash becomes two. All else stays as it is, and can be read as it is.
 */
final class SqlText {

    private static final int DIGITS = 4;

    private SqlText() {}

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\\') {
                escaped.append("\\\\");
            } else if (c == 0 || Character.getType(c) == Character.SURROGATE) {
                escaped.append(String.format("\\%04x", c));
            } else {
                escaped.appendCodePoint(c);
            }
        }
        return escaped.toString();
    }

    /**
     * The text that was escaped. Of one that was cut short, what is left of the last character is left out.
     *
     * @throws IllegalArgumentException when the text was not escaped like this
     */
    static String unescape(String escaped) {
        StringBuilder text = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c != '\\') {
                text.append(c);
            } else if (escaped.startsWith("\\", i + 1)) {
                text.append(c);
                i++;
            } else if (i + DIGITS < escaped.length()) {
                text.append((char) Integer.parseInt(escaped.substring(i + 1, i + 1 + DIGITS), 16));
                i += DIGITS;
            } else {
                break;
            }
        }
        return text.toString();
    }
}
