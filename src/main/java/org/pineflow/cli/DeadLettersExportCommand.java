package org.pineflow.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.DeadLetterCodec;
import org.pineflow.deadletter.DeadLetterStore;
import org.pineflow.deadletter.Envelope;
import org.pineflow.durable.SafeFileName;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pineflow dead-letters export}. */
@Command(
        name = "export",
        description = {
            "Writes dead letters as NDJSON, one letter a line with all that is known, to standard output or a file; or the",
            "bodies alone, byte for byte, each into a file. The letters stay.",
            "Exit codes: 0 done; 1 there is no such letter, or something cannot be read or written; 2 wrong usage."
        })
final class DeadLettersExportCommand extends DeadLettersTask {

    private static final class Destination {

        @Option(names = "--to", paramLabel = "FILE", description = "A new file for the NDJSON.")
        private Path file;

        @Option(
                names = "--bodies",
                paramLabel = "FOLDER",
                description = "A folder for the bodies: STREAM/ID.json, or .bin for input that could not be read.")
        private Path folder;
    }

    @ArgGroup
    private Destination destination = new Destination();

    @Override
    int run(List<Envelope> letters, ConfiguredStores stores) {
        DeadLetterStore store = stores.deadLetters();
        try {
            if (destination.folder != null) {
                bodies(letters, store, destination.folder);
                out().println(count(letters) + " in " + destination.folder);
            } else if (destination.file != null) {
                lines(letters, store, destination.file);
                out().println(count(letters) + " in " + destination.file);
            } else {
                for (Envelope letter : letters) {
                    store.read(letter.id()).ifPresent(whole -> out().println(DeadLetterCodec.line(letter.id(), whole)));
                }
            }
            return CommandExit.DONE;
        } catch (FileAlreadyExistsException e) {
            return failed(e.getMessage() + " exists already: name another file or folder.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void lines(List<Envelope> letters, DeadLetterStore store, Path file) throws IOException {
        try (BufferedWriter out =
                Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW)) {
            for (Envelope letter : letters) {
                Optional<DeadLetter> whole = store.read(letter.id());
                if (whole.isPresent()) {
                    out.write(DeadLetterCodec.line(letter.id(), whole.get()));
                    out.newLine();
                }
            }
        }
    }

    private static void bodies(List<Envelope> letters, DeadLetterStore store, Path folder) throws IOException {
        for (Envelope letter : letters) {
            Optional<DeadLetter> whole = store.read(letter.id());
            if (whole.isPresent()) {
                Path stream = Files.createDirectories(folder.resolve(SafeFileName.of(letter.stream())));
                String suffix = letter.kind() == DeadLetter.Kind.EVENT ? ".json" : ".bin";
                Files.write(stream.resolve(letter.id() + suffix), whole.get().body(), StandardOpenOption.CREATE_NEW);
            }
        }
    }
}
