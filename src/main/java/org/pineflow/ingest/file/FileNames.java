package org.pineflow.ingest.file;

import java.nio.charset.StandardCharsets;

/** Senders' names of files where a name is needed that can do no harm. */
public final class FileNames {

    private static final int LONGEST = 150;

    private FileNames() {}

    /**
     * A name that is one file in one folder on every system: of ASCII letters, digits, dots, dashes and underscores, and
     * without a dot at its beginning or end.
     */
    public static String safe(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String shorter = last.substring(Math.max(0, last.length() - LONGEST));
        String clean = shorter.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[.]+|[.]+$", "");
        return clean.isEmpty() ? "file" : clean;
    }

    /** A {@code Content-Disposition} that saves the file under its name, as RFC 6266 writes it. */
    public static String attachment(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append(String.format("%%%02X", octet & 0xff));
            }
        }
        return "attachment; filename=\"" + safe(name) + "\"; filename*=UTF-8''" + encoded;
    }
}
