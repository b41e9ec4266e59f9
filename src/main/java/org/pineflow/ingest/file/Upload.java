package org.pineflow.ingest.file;

import java.util.Optional;

/**
 * A form with a file, as it was sent.
 *
 * @param file its bytes; whoever has the upload closes them
 * @param name the sender's name of the file: a text for people, never a path
 * @param type the sender's type, any text without control characters
 * @param fileId the sender's id
 * @param extra further fields of each event
 */
public record Upload(SpooledFile file, String name, String type, Optional<String> fileId, ExtraFields extra) {}
