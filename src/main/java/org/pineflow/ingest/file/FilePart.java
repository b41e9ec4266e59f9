package org.pineflow.ingest.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;

/**
 * A part of a file as it stands in an event.
 *
 * @param number from 1
 * @param data not copied, and not to be changed
 */
record FilePart(String fileId, String checksum, int number, int totalParts, byte[] data) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Reads the JSON of an event; empty when that is no part of a file. */
    static Optional<FilePart> of(byte[] payload) {
        String fileId = null;
        String checksum = null;
        int number = 0;
        int totalParts = 0;
        byte[] data = null;
        try (JsonParser parser = JSON.createParser(payload)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "fileId" -> fileId = parser.getText();
                    case "checksum" -> checksum = parser.getText();
                    case "part" -> number = parser.getIntValue();
                    case "totalParts" -> totalParts = parser.getIntValue();
                    case "data" -> data = parser.getBinaryValue();
                    default -> parser.skipChildren();
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        return fileId == null || checksum == null || data == null
                ? Optional.empty()
                : Optional.of(new FilePart(fileId, checksum, number, totalParts, data));
    }
}
