package org.pineflow.ingest.file;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.pineflow.ingest.request.RequestRefusedException;

/**
 * The head of one part of a form (RFC 7578). Stricter than most readers: what two of them could read differently is
 * refused.
 *
 * @param name of the field
 * @param fileName where the part is a file
 * @param contentType in lower case, empty where there is none
 */
record PartHead(String name, Optional<String> fileName, String contentType) {

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /**
     * Reads a head.
     *
     * @param latin1 the lines, one character for each byte
     * @throws RequestRefusedException 400 when it is not the head of a form's part
     */
    static PartHead of(String latin1) {
        Map<String, String> headers = new HashMap<>();
        for (String line : text(latin1).split("\r\n")) {
            if (line.isEmpty()) {
                continue;
            }
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
            if (!NAME.matcher(name).matches() || line.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
                throw refused("has a line that is no header");
            }
            if (headers.put(name, line.substring(colon + 1).strip()) != null) {
                throw refused("has a header twice");
            }
        }
        requirePlain(headers.getOrDefault("content-transfer-encoding", "binary"));
        Map<String, String> parameters = parameters(headers.getOrDefault("content-disposition", ""));
        String name = Optional.ofNullable(parameters.get("name")).orElseThrow(() -> refused("has no name"));
        return new PartHead(
                name,
                Optional.ofNullable(parameters.get("filename")),
                headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT));
    }

    private static Map<String, String> parameters(String disposition) {
        DispositionScanner scanner = new DispositionScanner(disposition);
        if (!scanner.value().equalsIgnoreCase("form-data")) {
            throw refused("is no form-data");
        }
        Map<String, String> parameters = new HashMap<>();
        while (scanner.hasNext()) {
            String name = scanner.name();
            if (!NAME.matcher(name).matches()) {
                throw refused("has a Content-Disposition that cannot be read");
            }
            if (name.equals("filename*")) {
                throw refused("has a filename*, which RFC 7578 forbids in forms; send filename in UTF-8");
            }
            String value = scanner.text().orElseThrow(() -> refused("has a Content-Disposition that cannot be read"));
            if (parameters.put(name, value) != null) {
                throw refused("has a " + name + " twice");
            }
        }
        return parameters;
    }

    private static void requirePlain(String encoding) {
        if (!encoding.toLowerCase(Locale.ROOT).matches("binary|8bit|7bit")) {
            throw refused("has a Content-Transfer-Encoding; send the bytes as they are");
        }
    }

    private static String text(String latin1) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return latin1;
        }
    }

    private static RequestRefusedException refused(String what) {
        return RequestRefusedException.badRequest("a part of the form " + what);
    }
}
