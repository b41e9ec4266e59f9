package org.pineflow.deadletter;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.pineflow.durable.DurableFile;
import org.pineflow.durable.ExclusiveFile;
import org.pineflow.durable.SafeFileName;

/**
 * Keeps each dead letter in a JSON file, in a folder per stream. The file's time is the time of the letter.
 *
 * <p>Several processes may share the folder. When two of them add the same letter at the same instant, both may be told
 * that it is new; there is one file then.
 */
public final class FileDeadLetterStore implements DeadLetterStore {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final String LETTER = ".json";
    private static final String CLAIM = "redrive.lock";

    private final Path directory;

    /** A store in this folder, which is created with the first letter. */
    public FileDeadLetterStore(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** The same for configuration files, in which a path is a text. */
    public FileDeadLetterStore(String directory) {
        this(Path.of(directory));
    }

    /**
     * {@inheritDoc}
     *
     * <p>A file that is there under this id but cannot be read is not replaced: it may be a letter of a newer version.
     */
    @Override
    public synchronized boolean add(DeadLetter letter) {
        Path folder = directory.resolve(SafeFileName.of(letter.stream()));
        Path file = folder.resolve(letter.id() + LETTER);
        if (Files.exists(file)) {
            load(file);
            return false;
        }
        try {
            DurableFile.createFolder(folder);
            write(file, letter.id(), letter);
            return true;
        } catch (IOException e) {
            throw failure(
                    "The dead letter " + letter.id() + " of stream \"" + letter.stream() + "\" cannot be kept in "
                            + folder,
                    e);
        }
    }

    @Override
    public List<String> ids() {
        record Found(String id, FileTime since) {}
        List<Found> letters = new ArrayList<>();
        try {
            for (Path file : letterFiles()) {
                since(file).ifPresent(since -> letters.add(new Found(idOf(file), since)));
            }
        } catch (IOException e) {
            throw failure("The dead letters in " + directory + " cannot be listed", e);
        }
        letters.sort(Comparator.comparing(Found::since).thenComparing(Found::id));
        return letters.stream().map(Found::id).toList();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Every file is read for it.
     */
    @Override
    public List<Envelope> list(DeadLetterFilter filter) {
        List<Envelope> letters = new ArrayList<>();
        try {
            for (Path file : letterFiles()) {
                load(file)
                        .map(letter -> Envelope.of(idOf(file), letter))
                        .filter(filter::matches)
                        .ifPresent(letters::add);
            }
        } catch (IOException e) {
            throw failure("The dead letters in " + directory + " cannot be listed", e);
        }
        letters.sort(Comparator.comparing(Envelope::since).thenComparing(Envelope::id));
        return letters;
    }

    @Override
    public Optional<DeadLetter> read(String id) {
        return find(id).flatMap(FileDeadLetterStore::load);
    }

    @Override
    public long count() {
        try {
            return letterFiles().size();
        } catch (IOException e) {
            throw failure("The dead letters in " + directory + " cannot be counted", e);
        }
    }

    @Override
    public synchronized boolean remove(String id) {
        Optional<Path> file = find(id);
        try {
            return file.isPresent() && DurableFile.delete(file.get());
        } catch (IOException e) {
            throw failure("The dead letter in " + file.get() + " cannot be removed", e);
        }
    }

    @Override
    public synchronized boolean refusedAgain(String id, Instant when, int status, String answer) {
        Optional<Path> file = find(id);
        Optional<DeadLetter> letter = file.flatMap(FileDeadLetterStore::load);
        try {
            if (letter.isPresent()) {
                write(file.get(), id, letter.get().refusedAgain(when, status, answer));
            }
            return letter.isPresent();
        } catch (IOException e) {
            throw failure("That the dead letter in " + file.get() + " was refused again cannot be noted", e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>It is the operating system's lock on a file of the folder, and ends with the process, not before.
     */
    @Override
    public Optional<DeadLetterClaim> claim(Duration length) {
        Path file = directory.resolve(CLAIM);
        try {
            DurableFile.createFolder(directory);
            return ExclusiveFile.tryLock(file).map(lock -> new FileClaim(file, lock));
        } catch (IOException e) {
            throw failure("The dead letters in " + directory + " cannot be claimed", e);
        }
    }

    /** The folder of the dead letters. */
    @Override
    public String toString() {
        return "dead letters in " + directory;
    }

    private Optional<Path> find(String id) {
        // Asked before anything else: an id from outside must not reach into other folders.
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        try {
            for (Path folder : children(directory)) {
                Path file = folder.resolve(id + LETTER);
                if (Files.exists(file)) {
                    return Optional.of(file);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw failure("The dead letter " + id + " cannot be looked up in " + directory, e);
        }
    }

    private static void write(Path file, String id, DeadLetter letter) throws IOException {
        Path temporary = file.resolveSibling(id + "." + UUID.randomUUID() + ".tmp");
        DurableFile.replace(file, temporary, DeadLetterCodec.encode(id, letter));
        Files.setLastModifiedTime(file, FileTime.from(letter.since()));
    }

    private List<Path> letterFiles() throws IOException {
        List<Path> letters = new ArrayList<>();
        for (Path folder : children(directory)) {
            for (Path file : children(folder)) {
                if (file.getFileName().toString().endsWith(LETTER)
                        && ID.matcher(idOf(file)).matches()) {
                    letters.add(file);
                }
            }
        }
        return letters;
    }

    /** Empty when the file is gone by now. */
    private static Optional<FileTime> since(Path file) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static String idOf(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - LETTER.length());
    }

    /** What is in the folder; nothing when there is no such folder. */
    private static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(children::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return children;
    }

    /** The letter in the file; empty when the file is gone. */
    private static Optional<DeadLetter> load(Path file) {
        try {
            return Optional.of(DeadLetterCodec.decode(Files.readAllBytes(file), idOf(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new DeadLetterStoreException(
                    "The dead letter in " + file + " cannot be read: " + e.getMessage()
                            + ". Restore the file from a backup, or move it away",
                    e);
        } catch (IOException e) {
            throw failure("The dead letter in " + file + " cannot be read", e);
        }
    }

    private static DeadLetterStoreException failure(String what, IOException cause) {
        return new DeadLetterStoreException(
                what + ": " + cause
                        + ". See that the folder exists or can be created, that this user may read and write"
                        + " it, and that the disk is neither full nor read-only",
                cause);
    }

    private record FileClaim(Path file, ExclusiveFile lock) implements DeadLetterClaim {

        @Override
        public boolean renew() {
            try {
                return lock.isHeld();
            } catch (IOException e) {
                throw failure("The claim on the dead letters in " + file + " cannot be looked at", e);
            }
        }

        @Override
        public void close() {
            try {
                lock.close();
            } catch (IOException e) {
                throw failure("The claim on the dead letters in " + file + " cannot be given up", e);
            }
        }
    }
}
