package org.pineflow.flowcore.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A file as {@code multipart/form-data} (RFC 7578). The fields come before the file, because a server that reads in a
 * stream misses what comes after it. Its bytes are the same at every try. Immutable.
 */
final class FileForm {

    private static final Pattern MEDIA_TYPE = Pattern.compile("[!#$&^_.+A-Za-z0-9-]+/[!#$&^_.+A-Za-z0-9-]+");

    private final String boundary;
    private final byte[] head;
    private final FileContent content;
    private final byte[] tail;

    FileForm(FileConsignment file) {
        // By chance, so that no file can be made to hold it.
        boundary = "pineflow-" + UUID.randomUUID();
        String type = MEDIA_TYPE.matcher(file.type()).matches() ? file.type() : "application/octet-stream";
        head = utf8(field("additionalProperties", file.additionalProperties())
                + field("fileId", file.id())
                + field("type", file.type())
                + "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                + quoted(file.name())
                + "\"\r\nContent-Type: " + type + "\r\n\r\n");
        tail = utf8("\r\n--" + boundary + "--\r\n");
        content = file.content();
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    long length() {
        return head.length + content.length() + tail.length;
    }

    FileContent content() {
        return content;
    }

    /** All bytes, where {@code file} gives those of the file. */
    InputStream around(InputStream file) throws IOException {
        return new SequenceInputStream(
                Collections.enumeration(List.of(new ByteArrayInputStream(head), file, new ByteArrayInputStream(tail))));
    }

    private String field(String name, String value) {
        return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    /** Names in a form: UTF-8, and what would end the text or the line is percent-encoded, as browsers do. */
    private static String quoted(String name) {
        StringBuilder quoted = new StringBuilder();
        name.codePoints().forEach(c -> {
            if (c == '"' || c == '\\' || Character.isISOControl(c)) {
                for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    quoted.append('%').append(String.format("%02X", octet & 0xff));
                }
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
