package org.pineflow.ingest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the bytes of a form, well or badly. */
final class FormText {

    static final String BOUNDARY = "xXx";
    static final String CONTENT_TYPE = "multipart/form-data; boundary=" + BOUNDARY;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A form with what is needed beside the file. */
    static FormText complete() {
        return new FormText().field("fileId", "f1").field("type", "image/png");
    }

    FormText field(String name, String value) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"", value.getBytes(StandardCharsets.UTF_8));
    }

    FormText file(String name, byte[] content) {
        return part("Content-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"", content);
    }

    FormText file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    FormText part(String head, byte[] content) {
        text("--" + BOUNDARY + "\r\n" + head + "\r\n\r\n");
        bytes.writeBytes(content);
        return text("\r\n");
    }

    FormText text(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    byte[] end() {
        return text("--" + BOUNDARY + "--\r\n").bytes();
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
