package org.pineflow.ingest.file;

/**
 * How much a form with a file may hold.
 *
 * @param fileBytes the largest file
 * @param fields the most parts of the form
 * @param fieldBytes the longest field, and the most that all fields add to each event
 * @param depth how deep objects and arrays of additional properties may stand in each other; the whole is the first
 */
public record UploadLimits(long fileBytes, int fields, int fieldBytes, int depth) {

    /** The longest head of a part, in bytes. */
    public static final int HEAD_BYTES = 8192;

    /** The longest boundary, in bytes; RFC 2046 allows 70. */
    public static final int BOUNDARY_BYTES = 200;

    /** The most bytes that a body may have around its file. */
    public long bodyBytes() {
        return fileBytes + (long) fields * (HEAD_BYTES + BOUNDARY_BYTES) + 2L * fieldBytes;
    }
}
