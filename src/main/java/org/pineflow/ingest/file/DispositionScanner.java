package org.pineflow.ingest.file;

import java.util.Locale;
import java.util.Optional;

/**
 * Goes through a {@code Content-Disposition} once, character by character, so that none costs more time or stack than it is
 * long: {@code value; name=text; name="quoted text"}. Used by one thread.
 */
final class DispositionScanner {

    private final String text;
    private int position;

    DispositionScanner(String text) {
        this.text = text;
    }

    /** What stands before the first parameter. */
    String value() {
        return until(';').strip();
    }

    /** Whether there is more. */
    boolean hasNext() {
        return position < text.length();
    }

    /** The name of the next parameter, in lower case; whatever stands there. */
    String name() {
        position++;
        String name = until('=').strip().toLowerCase(Locale.ROOT);
        position++;
        return name;
    }

    /** The value of the parameter whose name was read; empty when it has none or is not ended. */
    Optional<String> text() {
        if (position >= text.length()) {
            return Optional.empty();
        }
        if (text.charAt(position) != '"') {
            String plain = until(';').strip();
            return Optional.of(plain).filter(found -> !found.isEmpty() && found.indexOf('"') < 0);
        }
        position++;
        StringBuilder quoted = new StringBuilder();
        for (; position < text.length(); position++) {
            char c = text.charAt(position);
            if (c == '"') {
                position++;
                // Browsers write a quote like this.
                return until(';').isBlank() ? Optional.of(quoted.toString().replace("%22", "\"")) : Optional.empty();
            }
            if (c == '\\' && isEscaped(position + 1)) {
                position++;
            }
            quoted.append(text.charAt(position));
        }
        return Optional.empty();
    }

    /** A backslash stands before a quote or a backslash, as curl writes them; else it is itself, as in C:\dir. */
    private boolean isEscaped(int at) {
        return at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\\');
    }

    /** What stands before the next {@code end}, or before the end of the text; goes there. */
    private String until(char end) {
        int from = Math.min(position, text.length());
        int to = text.indexOf(end, from);
        position = to < 0 ? text.length() : to;
        return text.substring(from, position);
    }
}
