package org.pineflow.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.pineflow.ingest.body.RequestStream;
import org.pineflow.ingest.file.FileParts;
import org.pineflow.ingest.file.Spool;
import org.pineflow.ingest.file.Upload;
import org.pineflow.ingest.file.UploadReader;
import org.pineflow.ingest.request.RetentionMetadata;
import org.pineflow.ingest.settings.FileSettings;
import org.pineflow.ingest.store.FileEntry;
import org.pineflow.ingest.store.Retention;
import org.pineflow.ingest.store.Submission;

/**
 * Reads a form with a file, and makes events of its parts. The file is in the spool until the exchange is done. Safe for
 * use by several threads.
 */
final class FileReception {

    /** What may stand after the last boundary of a form, in bytes. */
    private static final int EPILOGUE = 1024;

    private final FileSettings settings;
    private final UploadReader uploads;
    private final RetentionMetadata retention;
    private final Turns turns;

    FileReception(FileSettings settings, Spool spool, RetentionMetadata retention) {
        this.settings = settings;
        this.uploads = new UploadReader(settings.limits(), spool);
        this.retention = retention;
        this.turns = new Turns(settings.transfers(), Duration.ZERO, "too many files arrive at once; try later");
    }

    ReceivedRequest receive(Exchange exchange, AdmittedRequest admitted) {
        turns.takeFor(exchange);
        RequestStream body = RequestStream.open(
                admitted.request(), settings.limits().bodyBytes(), settings.silence(), settings.fileTimeout());
        Upload upload = uploads.read(body, admitted.boundary().orElseThrow());
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                upload.file().close();
            }
        });
        body.finish(EPILOGUE);
        return new ReceivedRequest(true, admitted.key(), upload.file().size(), submission(admitted, upload));
    }

    private Submission submission(AdmittedRequest admitted, Upload upload) {
        FileEntry entry = new FileEntry(
                upload.fileId().orElseGet(() -> newId(admitted)),
                upload.name(),
                upload.type(),
                upload.file().size(),
                upload.file().sha256());
        return new Submission(
                admitted.type(),
                admitted.owner(),
                admitted.idempotencyKey(),
                digest(upload),
                admitted.metadata(),
                new Retention(retention.hot(admitted.metadata()), retention.archived(admitted.metadata())),
                new FileParts(
                        upload.file(),
                        entry,
                        upload.extra(),
                        admitted.times().eventTime(),
                        admitted.times().validTime()),
                Optional.of(entry));
    }

    /** A request that comes again gets the same id again. */
    private static String newId(AdmittedRequest admitted) {
        return admitted.idempotencyKey()
                .map(key -> UUID.nameUUIDFromBytes(utf8(admitted.owner() + "\n" + admitted.type() + "\n" + key)))
                .orElseGet(UUID::randomUUID)
                .toString();
    }

    /** Of what the form says, not of how: a client that sends it again may use another boundary. */
    private static byte[] digest(Upload upload) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : new String[] {
                upload.file().sha256(),
                upload.name(),
                upload.type(),
                upload.fileId().orElse(""),
                upload.extra().json()
            }) {
                digest.update(utf8(text.length() + "\n" + text));
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
