package org.pineflow.ingest.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.fileupload2.core.FileUploadSizeException;
import org.apache.commons.fileupload2.core.MultipartInput;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/**
 * Reads a form with one file while it arrives. Holds no more than a field in memory. The fields may stand before or after
 * the file, because nothing is stored before the form has ended. Safe for use by several threads.
 */
public final class UploadReader {

    private static final int BUFFER = 1 << 16;

    /** The longest name, type and id, in characters. */
    private static final int LONGEST_TEXT = 1000;

    private final UploadLimits limits;
    private final Spool spool;

    public UploadReader(UploadLimits limits, Spool spool) {
        this.limits = limits;
        this.spool = spool;
    }

    /**
     * The upload in {@code body}.
     *
     * @param boundary between its parts
     * @throws RequestRefusedException 400 when it is no form with one file, or is cut off; 413 when the file is too large
     * @throws org.pineflow.ingest.store.EventStoreException when the file cannot be written
     */
    public Upload read(InputStream body, String boundary) {
        Form form = new Form();
        boolean whole = false;
        try {
            parts(body, boundary, form);
            Upload upload = form.upload();
            whole = true;
            return upload;
        } catch (FileUploadSizeException e) {
            throw RequestRefusedException.badRequest(
                    "a part of the form has a head of more than " + UploadLimits.HEAD_BYTES + " bytes");
        } catch (IOException e) {
            throw RequestRefusedException.badRequest("the form is not complete, or its boundary is another one");
        } finally {
            if (!whole) {
                form.file.ifPresent(SpooledFile::close);
            }
        }
    }

    private void parts(InputStream body, String boundary, Form form) throws IOException {
        MultipartInput input = MultipartInput.builder()
                .setInputStream(body)
                .setBoundary(boundary.getBytes(StandardCharsets.ISO_8859_1))
                .setBufferSize(BUFFER)
                .setMaxPartHeaderSize(UploadLimits.HEAD_BYTES)
                .get();
        input.setHeaderCharset(StandardCharsets.ISO_8859_1);
        boolean more = input.skipPreamble();
        for (int count = 0; more; count++) {
            if (count == limits.fields()) {
                throw RequestRefusedException.badRequest("the form has more than " + limits.fields() + " parts");
            }
            PartHead head = PartHead.of(input.readHeaders());
            // Read to its end or given up with the form: closing it would wait for the rest of what was refused.
            form.add(head, input.newInputStream());
            more = input.readBoundary();
        }
    }

    /** What has come of one form; used by one thread. */
    private final class Form {

        private final Map<String, String> known = new HashMap<>();
        private final ExtraFields extra = new ExtraFields(limits);
        private Optional<SpooledFile> file = Optional.empty();
        private String fileName = "";

        void add(PartHead head, InputStream content) throws IOException {
            if (head.fileName().isPresent() != head.name().equals("file")) {
                throw RequestRefusedException.badRequest("the file has to be in the field 'file', with a filename");
            }
            if (head.fileName().isPresent()) {
                addFile(head.fileName().get(), content);
            } else {
                addField(head, content);
            }
        }

        Upload upload() {
            SpooledFile whole = file.orElseThrow(
                    () -> RequestRefusedException.badRequest("the form has no file: it has to be in the field 'file'"));
            String type = Optional.ofNullable(known.get("type"))
                    .orElseThrow(() -> RequestRefusedException.badRequest(
                            "the form needs the field 'type': any text, such as image/png"));
            Optional.ofNullable(known.get("additionalProperties"))
                    .filter(text -> !text.isBlank())
                    .ifPresent(extra::addProperties);
            return new Upload(
                    whole,
                    text("filename", fileName),
                    text("type", type),
                    Optional.ofNullable(known.get("fileId")).map(this::fileId),
                    extra);
        }

        private void addFile(String name, InputStream content) throws IOException {
            if (file.isPresent()) {
                throw RequestRefusedException.badRequest("the form has two files; send each in a request of its own");
            }
            fileName = name;
            try (SpoolWriter writer = spool.create()) {
                byte[] buffer = new byte[BUFFER];
                for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                    if (writer.size() + count > limits.fileBytes()) {
                        throw new RequestRefusedException(
                                Status.CONTENT_TOO_LARGE, "the file is larger than " + limits.fileBytes() + " bytes");
                    }
                    writer.write(buffer, 0, count);
                }
                file = Optional.of(writer.finish());
            }
        }

        private void addField(PartHead head, InputStream content) throws IOException {
            if (head.contentType().startsWith("multipart/")) {
                throw RequestRefusedException.badRequest("a form inside the form is not taken");
            }
            String value = value(head.name(), content);
            switch (head.name()) {
                case "type", "fileId", "additionalProperties" -> {
                    if (known.put(head.name(), value) != null) {
                        throw RequestRefusedException.badRequest("the field '" + head.name() + "' is there twice");
                    }
                }
                default -> extra.add(head.name(), value);
            }
        }

        private String value(String name, InputStream content) throws IOException {
            byte[] bytes = content.readNBytes(limits.fieldBytes() + 1);
            if (bytes.length > limits.fieldBytes()) {
                throw RequestRefusedException.badRequest(
                        "the field '" + name + "' is longer than " + limits.fieldBytes() + " bytes");
            }
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                throw RequestRefusedException.badRequest("the field '" + name + "' is not UTF-8");
            }
        }

        /** Clients take {@code .} and {@code ..} out of a path, so that such a file could never be asked for. */
        private String fileId(String id) {
            if (id.equals(".") || id.equals("..")) {
                throw RequestRefusedException.badRequest("fileId has to be another text than . and ..");
            }
            return text("fileId", id);
        }

        private String text(String what, String value) {
            if (value.isBlank()
                    || value.length() > LONGEST_TEXT
                    || value.chars().anyMatch(Character::isISOControl)) {
                throw RequestRefusedException.badRequest(what + " has to be a text of at most " + LONGEST_TEXT
                        + " characters, none of them a control character");
            }
            return value;
        }
    }
}
