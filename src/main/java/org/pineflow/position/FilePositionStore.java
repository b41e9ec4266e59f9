package org.pineflow.position;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.pineflow.durable.DurableFile;
import org.pineflow.durable.ExclusiveFile;
import org.pineflow.durable.SafeFileName;

/**
 * Keeps each position in a file of its own: JSON with a checksum, written beside, synced and renamed. Beside it lies a
 * lock file, whose lock the operating system keeps for the owner and takes back when the process ends.
 *
 * <p>The folder may be used by several stores and processes at once. It belongs on a local disk: locks over network
 * file systems are not to be relied on; {@link JdbcPositionStore} is for that.
 */
public final class FilePositionStore implements PositionStore {

    private static final String POSITION = ".position";
    private static final String TEMPORARY = ".position.tmp";
    private static final String LOCK = ".lock";

    /** Far more than a position can hold; whatever is larger is none, and must not fill the memory. */
    private static final long MAX_BYTES = 32L << 20;

    private final Path directory;
    private final Set<OwnedFile> owned = ConcurrentHashMap.newKeySet();

    /** A store in this folder, which is created when the first stream is opened. */
    public FilePositionStore(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /** The same for configuration files, in which a path is a text. */
    public FilePositionStore(String directory) {
        this(Path.of(directory));
    }

    @Override
    public Optional<OwnedStream> tryOpen(String stream) {
        Objects.requireNonNull(stream, "stream");
        try {
            DurableFile.createFolder(directory);
            return ExclusiveFile.tryLock(file(stream, LOCK)).map(lock -> new OwnedFile(stream, lock));
        } catch (IOException e) {
            throw failure("The lock of stream \"" + stream + "\" cannot be taken in " + directory, e);
        }
    }

    @Override
    public Optional<Position> read(String stream) {
        Path file = file(stream, POSITION);
        try {
            PositionCodec.Named found = PositionCodec.decode(text(file));
            if (!found.stream().equals(stream)) {
                throw new PositionUnreadableException(problem(stream, file, ofAnother(found.stream())));
            }
            return Optional.of(found.position());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (PositionCodec.UnreadableTextException e) {
            throw new PositionUnreadableException(problem(stream, file, e.getMessage()));
        } catch (IOException e) {
            throw failure("The position of stream \"" + stream + "\" cannot be read from " + file, e);
        }
    }

    @Override
    public List<StoredPosition> list() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(POSITION))
                    .flatMap(file -> stored(file).stream())
                    .sorted(Comparator.comparing(StoredPosition::stream))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw failure("The positions in " + directory + " cannot be listed", e);
        } catch (UncheckedIOException e) {
            throw failure("The positions in " + directory + " cannot be listed", e.getCause());
        }
    }

    /** Empty when it is gone meanwhile. */
    private Optional<StoredPosition> stored(Path file) {
        String place = file.getFileName().toString();
        String shown = place.substring(0, place.length() - POSITION.length());
        String stream = shown;
        try {
            String text = text(file);
            stream = PositionCodec.streamIn(text)
                    .filter(name -> SafeFileName.of(name).equals(shown))
                    .orElse(shown);
            PositionCodec.Named found = PositionCodec.decode(text);
            return Optional.of(
                    found.stream().equals(stream)
                            ? StoredPosition.readable(stream, found.position())
                            : StoredPosition.unreadable(stream, problem(stream, file, ofAnother(found.stream()))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (PositionCodec.UnreadableTextException e) {
            return Optional.of(StoredPosition.unreadable(stream, problem(stream, file, e.getMessage())));
        } catch (IOException e) {
            return Optional.of(StoredPosition.unreadable(stream, problem(stream, file, e.toString())));
        }
    }

    @Override
    public Optional<String> owner(String stream) {
        try {
            return ExclusiveFile.holder(file(stream, LOCK));
        } catch (IOException e) {
            throw failure("The lock of stream \"" + stream + "\" cannot be looked at in " + directory, e);
        }
    }

    @Override
    public void close() {
        owned.forEach(OwnedFile::close);
    }

    /** The folder of the positions. */
    @Override
    public String toString() {
        return "positions in " + directory;
    }

    private Path file(String stream, String suffix) {
        return directory.resolve(SafeFileName.of(stream) + suffix);
    }

    private static String text(Path file) throws IOException, PositionCodec.UnreadableTextException {
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new PositionCodec.UnreadableTextException("it is no position: it has " + size + " bytes");
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static String ofAnother(String stream) {
        return "it is the position of stream \"" + stream + "\"";
    }

    private static String problem(String stream, Path file, String problem) {
        return "The position of stream \"" + stream + "\" in " + file + " cannot be read: " + problem
                + ". The stream stays stopped and never starts over by itself. Restore the file from a backup; or put a"
                + " new position in its place with \"pineflow positions reset\"";
    }

    private static PositionStoreException failure(String what, IOException cause) {
        return new PositionStoreException(
                what + ": " + cause + ". See that the folder exists or can be created, that this user may write to it,"
                        + " and that the disk is neither full nor read-only",
                cause);
    }

    /** Has no state of its own but the lock. */
    private final class OwnedFile implements OwnedStream {

        private final String stream;
        private final Path file;
        private final Path temporary;
        private final ExclusiveFile lock;

        OwnedFile(String stream, ExclusiveFile lock) {
            this.stream = stream;
            this.file = file(stream, POSITION);
            this.temporary = file(stream, TEMPORARY);
            this.lock = lock;
            owned.add(this);
        }

        @Override
        public String stream() {
            return stream;
        }

        @Override
        public Optional<Position> read() {
            return FilePositionStore.this.read(stream);
        }

        @Override
        public void write(Position position) {
            byte[] text = PositionCodec.encode(stream, position).getBytes(StandardCharsets.UTF_8);
            try {
                if (!lock.isHeld()) {
                    throw OwnershipLostException.of(stream);
                }
                DurableFile.replace(file, temporary, text);
            } catch (IOException e) {
                throw failure("The position of stream \"" + stream + "\" cannot be written to " + file, e);
            }
        }

        @Override
        public void close() {
            owned.remove(this);
            try {
                lock.close();
            } catch (IOException e) {
                throw failure("The lock of stream \"" + stream + "\" cannot be given up in " + directory, e);
            }
        }
    }
}
