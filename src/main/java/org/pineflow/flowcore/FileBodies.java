package org.pineflow.flowcore;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.WrappedFile;
import org.apache.camel.support.MessageHelper;
import org.apache.camel.support.SynchronizationAdapter;
import org.pineflow.flowcore.client.FileContent;

/**
 * Finds the bytes of a body so that every try can read them again: a file where it is, bytes and text in memory, and
 * everything else, which can be read only once, in a temporary file that goes when the exchange is done.
 */
final class FileBodies {

    private FileBodies() {}

    /** The file on this machine that the body is; empty when it is something else. */
    static Optional<Path> file(Object body) {
        if (body instanceof Path path) {
            return Optional.of(path);
        }
        Object wrapped = body instanceof WrappedFile<?> file ? file.getFile() : body;
        return wrapped instanceof File file ? Optional.of(file.toPath()) : Optional.empty();
    }

    /**
     * The bytes of the body.
     *
     * @throws InvalidPayloadException when the body is nothing that can be read
     * @throws IOException when it cannot be read, or the temporary file cannot be written
     */
    static FileContent content(Exchange exchange) throws InvalidPayloadException, IOException {
        Message message = exchange.getMessage();
        Object body = message.getBody();
        Optional<Path> file = file(body);
        if (file.isPresent()) {
            return FileContent.of(file.get());
        }
        if (body instanceof byte[] bytes) {
            return FileContent.of(bytes);
        }
        if (body instanceof String text) {
            return FileContent.of(text.getBytes(StandardCharsets.UTF_8));
        }
        return spooled(exchange, message);
    }

    private static FileContent spooled(Exchange exchange, Message message) throws InvalidPayloadException, IOException {
        MessageHelper.resetStreamCache(message);
        Spool spool = Spool.of(message.getMandatoryBody(InputStream.class));
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                try {
                    spool.close();
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot give up a temporary file that is not needed any more", e);
                }
            }
        });
        MessageHelper.resetStreamCache(message);
        return spool;
    }
}
