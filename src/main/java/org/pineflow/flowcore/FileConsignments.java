package org.pineflow.flowcore;

import java.io.IOException;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.pineflow.flowcore.client.AdditionalProperties;
import org.pineflow.flowcore.client.FileConsignment;

/** Makes of a message what is to be sent as a file: headers of the message come before the options of the endpoint. */
final class FileConsignments {

    private static final String UNNAMED = "file";

    private final FlowcoreConfiguration options;
    private final String path;

    /** @param path of the endpoint's address: the same file has another id at another address */
    FileConsignments(FlowcoreConfiguration options, String path) {
        this.options = options;
        this.path = path;
    }

    /**
     * The file that the message is.
     *
     * @throws InvalidPayloadException when the body is nothing that can be read
     * @throws IOException when it cannot be read
     * @throws IllegalArgumentException when a header is unfit; the message names it
     */
    FileConsignment of(Exchange exchange) throws InvalidPayloadException, IOException {
        Message message = exchange.getMessage();
        String name = name(message);
        String origin = origin(exchange);
        return new FileConsignment(
                FileBodies.content(exchange),
                name,
                type(message, name),
                first(header(message, FlowcoreConstants.FILE_ID), options.getFileId())
                        .orElseGet(() -> UUID.nameUUIDFromBytes((path + "\n" + origin).getBytes(StandardCharsets.UTF_8))
                                .toString()),
                first(header(message, FlowcoreConstants.ADDITIONAL_PROPERTIES), options.getAdditionalProperties())
                        .orElse(AdditionalProperties.NONE),
                origin,
                header(message, FlowcoreConstants.IDEMPOTENCY_KEY),
                MessageTimes.of(message, FlowcoreConstants.EVENT_TIME),
                MessageTimes.of(message, FlowcoreConstants.VALID_TIME));
    }

    /** A file is found again after a crash by what the folder says of it; another body only within its exchange. */
    private static String origin(Exchange exchange) throws IOException {
        Optional<Path> file = FileBodies.file(exchange.getMessage().getBody());
        return file.isEmpty()
                ? "exchange\n" + exchange.getExchangeId()
                : "file\n" + file.get().toAbsolutePath().normalize() + "\n"
                        + Files.getLastModifiedTime(file.get()).toMillis() + "\n" + Files.size(file.get());
    }

    private static String name(Message message) {
        String name = header(message, Exchange.FILE_NAME)
                .or(() -> FileBodies.file(message.getBody()).map(Path::toString))
                .orElse(UNNAMED);
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        return last.isEmpty() ? UNNAMED : last;
    }

    private String type(Message message, String name) {
        return Stream.of(
                        first(header(message, FlowcoreConstants.FILE_TYPE), options.getFileType()),
                        header(message, Exchange.FILE_CONTENT_TYPE),
                        header(message, Exchange.CONTENT_TYPE),
                        Optional.ofNullable(URLConnection.guessContentTypeFromName(name)))
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("application/octet-stream");
    }

    private static Optional<String> first(Optional<String> header, String option) {
        return header.or(() -> Optional.ofNullable(option).filter(text -> !text.isEmpty()));
    }

    private static Optional<String> header(Message message, String name) {
        return Optional.ofNullable(message.getHeader(name, String.class)).filter(text -> !text.isEmpty());
    }
}
