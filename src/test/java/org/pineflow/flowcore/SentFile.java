package org.pineflow.flowcore;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file as it came to a webhook: the fields before it, the head of its part, and its bytes. */
public record SentFile(Map<String, String> fields, String head, byte[] content) {

    /** Takes a request apart that ends with its file. */
    public static SentFile of(ScriptedSink.Received request) {
        String boundary = "--" + request.headers().get("content-type").replaceFirst(".*boundary=", "");
        String text = new String(request.raw(), StandardCharsets.ISO_8859_1);
        Map<String, String> fields = new LinkedHashMap<>();
        for (String part : text.substring(boundary.length() + 2).split("\r\n" + boundary + "(\r\n|--\r\n$)", -1)) {
            int end = part.indexOf("\r\n\r\n");
            if (end < 0) {
                continue;
            }
            String head = utf8(part.substring(0, end));
            String value = part.substring(end + 4);
            if (head.contains("filename=")) {
                return new SentFile(fields, head, value.getBytes(StandardCharsets.ISO_8859_1));
            }
            fields.put(head.replaceFirst("(?s).*name=\"([^\"]*)\".*", "$1"), utf8(value));
        }
        throw new IllegalStateException("no file in " + text);
    }

    /** The answer that a service gives to this file. */
    public ScriptedSink.Reply accepted() {
        return ScriptedSink.status(
                200,
                "{\"success\":true,\"checksum\":\"" + sha256(content)
                        + "\",\"hashType\":\"SHA256\",\"eventIds\":[\"id-1\"]}");
    }

    /** The SHA-256 of bytes in hex. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String utf8(String latin1) {
        return new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
