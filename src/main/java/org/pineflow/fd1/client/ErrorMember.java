package org.pineflow.fd1.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an error member of a packet says. Its form is not documented for FD1, so every likely one is understood: an
 * object with Code and Message as in the vendor's OpenApi (page "Error"), a text, a number, or a list of those.
 *
 * @param text code and message, for people
 * @param warning whether its severity is "Warning": the request was carried out with a work-around
 * @param byLetter whether the member's name is a mere {@code e}, which may well be a field
 */
record ErrorMember(String text, boolean warning, boolean byLetter) {

    /** Whether a member of this name tells of an error. */
    static boolean isName(String name) {
        int length = name.length();
        if (length == 0 || length > 6 || (name.charAt(0) | 0x20) != 'e') {
            return false;
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "e", "err", "error", "errors" -> true;
            default -> false;
        };
    }

    /**
     * Reads the value of an error member; empty when it says that there is no error (null, false, zero, an empty text,
     * list or object, code zero unless its severity is "Error" or "Warning").
     *
     * @param name the member's name: a mere {@code e} must be a text or have a code or message to count
     */
    static Optional<ErrorMember> of(String name, JsonNode value) {
        if (value.isArray()) {
            for (JsonNode element : value) {
                Optional<ErrorMember> first = of(name, element);
                if (first.isPresent()) {
                    return first;
                }
            }
            return Optional.empty();
        }
        if (value.isObject()) {
            return ofObject(name, value);
        }
        String text = value.asText();
        boolean nothing = value.isNull() || text.isBlank() || text.equals("false") || text.equals("0");
        boolean counts = value.isTextual() || name.length() > 1;
        return nothing || !counts ? Optional.empty() : Optional.of(new ErrorMember(text, false, name.length() == 1));
    }

    private static Optional<ErrorMember> ofObject(String name, JsonNode value) {
        String code = member(value, "code");
        String message = member(value, "message");
        String severity = member(value, "severity");
        boolean warning = severity.equalsIgnoreCase("warning");
        boolean severe = severity.equalsIgnoreCase("error");
        if (code.equals("0") && !severe && !warning) {
            return Optional.empty();
        }
        boolean noCode = code.isEmpty() || code.equals("0");
        if (noCode && message.isEmpty() && !severe) {
            boolean unknownForm = name.length() > 1 && !value.isEmpty() && code.isEmpty();
            return unknownForm ? Optional.of(new ErrorMember(value.toString(), false, false)) : Optional.empty();
        }
        String text = message.isEmpty() ? "code " + code : noCode ? message : code + ": " + message;
        return Optional.of(new ErrorMember(text, warning, name.length() == 1));
    }

    private static String member(JsonNode object, String name) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (member.getKey().equalsIgnoreCase(name) && !member.getValue().isNull()) {
                return member.getValue().asText();
            }
        }
        return "";
    }
}
