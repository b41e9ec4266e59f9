package org.pineflow.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePositionStoreTest extends DurablePositionStoreContract {

    @TempDir
    Path folder;

    @Override
    PositionStore open() {
        return new FilePositionStore(positions());
    }

    @Override
    PositionStore openAnother() {
        return new FilePositionStore(positions());
    }

    @Override
    void takeAway(OwnedStream owned) throws IOException {
        // What somebody does who wants to get rid of a lock: the file goes, and the next one locks a new file.
        Path lock = file(".lock");
        Files.delete(lock);
        Files.createFile(lock);
    }

    @Override
    String stored() throws IOException {
        return Files.readString(file(".position"));
    }

    @Override
    void damage(String text) throws IOException {
        Files.writeString(file(".position"), text);
    }

    @Test
    void aCrashAtAnyByteOfAWriteLeavesTheOldPosition() throws IOException {
        try (OwnedStream owned = store.tryOpen(STREAM).orElseThrow()) {
            owned.write(OLD);
        }
        byte[] next = PositionCodec.encode(STREAM, NEW).getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length <= next.length; length++) {
            Files.write(file(".position.tmp"), Arrays.copyOf(next, length));
            assertThat(store.read(STREAM)).contains(OLD);
        }
        assertThat(names(store)).containsExactly(STREAM);
    }

    @Test
    void aFileCutAtAnyByteIsNeverTakenForNone() throws IOException {
        store.tryOpen(STREAM).orElseThrow().write(OLD);
        byte[] sound = Files.readAllBytes(file(".position"));
        for (int length = 0; length < sound.length; length++) {
            Files.write(file(".position"), Arrays.copyOf(sound, length));
            assertThatThrownBy(() -> store.read(STREAM)).isInstanceOf(PositionUnreadableException.class);
        }
    }

    @Test
    void whatACrashLeftBehindDoesNotDisturbTheNextWrite() throws IOException {
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();
        Files.writeString(file(".position.tmp"), "x".repeat(100_000));

        owned.write(NEW);

        assertThat(store.read(STREAM)).contains(NEW);
        assertThat(file(".position.tmp")).doesNotExist();
        assertThat(names(store)).containsExactly(STREAM);
    }

    @Test
    void noWriteGoesPastATemporaryFile() throws IOException {
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();
        owned.write(OLD);
        Object before = Files.readAttributes(file(".position"), BasicFileAttributes.class)
                .fileKey();

        owned.write(NEW);

        assertThat(Files.readAttributes(file(".position"), BasicFileAttributes.class)
                        .fileKey())
                .as("the file was replaced and not written over")
                .isNotEqualTo(before);
    }

    @Test
    void anInterruptDoesNotKeepAPositionFromBeingWritten() {
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();
        Thread.currentThread().interrupt();

        owned.write(NEW);

        assertThat(Thread.interrupted()).as("the interrupt is still pending").isTrue();
        assertThat(store.read(STREAM)).contains(NEW);
        assertThat(other.tryOpen(STREAM)).as("the lock is still held").isEmpty();
    }

    @Test
    void aLockTakenByOtherCodeInThisProcessIsRespectedAndSurvivesTheTry() throws Exception {
        store.tryOpen(STREAM).orElseThrow().close();
        try (FileChannel channel = FileChannel.open(file(".lock"), StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThat(store.tryOpen(STREAM)).isEmpty();
            assertThat(other.tryOpen(STREAM)).isEmpty();
            assertThat(ChildProcess.canOpen(positions(), STREAM))
                    .as("another process can take the lock")
                    .isFalse();
        }
        assertThat(store.tryOpen(STREAM)).isPresent();
    }

    @Test
    void aRefusedOpeningHereDoesNotLetAnotherProcessIn() throws Exception {
        store.tryOpen(STREAM).orElseThrow();
        assertThat(other.tryOpen(STREAM)).isEmpty();

        assertThat(ChildProcess.canOpen(positions(), STREAM)).isFalse();

        store.close();
        assertThat(ChildProcess.canOpen(positions(), STREAM)).isTrue();
    }

    @Test
    void aLockOutlivesGarbageCollection() {
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();
        assertThat(other.tryOpen(STREAM)).isEmpty();

        System.gc();

        assertThat(other.tryOpen(STREAM)).isEmpty();
        owned.write(NEW);
    }

    @Test
    void refusedOpeningsDoNotPileUpOpenFiles() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors), "a system that shows its open files");
        store.tryOpen(STREAM).orElseThrow();
        for (int i = 0; i < 100; i++) {
            assertThat(other.tryOpen(STREAM)).isEmpty();
        }
        Path lock = file(".lock").toRealPath();

        try (Stream<Path> open = Files.list(descriptors)) {
            assertThat(open.filter(descriptor -> lock.equals(target(descriptor))))
                    .as("the lock and one channel for the next try")
                    .hasSize(2);
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException e) {
            return descriptor;
        }
    }

    @Test
    void aFolderThatCannotBeCreatedIsNamed() throws IOException {
        Files.writeString(folder.resolve("file"), "in the way");
        PositionStore blocked = new FilePositionStore(folder.resolve("file/positions"));

        assertThatThrownBy(() -> blocked.tryOpen(STREAM))
                .isInstanceOf(PositionStoreException.class)
                .hasMessageContainingAll(folder.resolve("file").toString(), STREAM, "may write");
    }

    @Test
    void aPositionThatCannotBeWrittenIsNamedAndTheOldOneHolds() throws IOException {
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();
        owned.write(OLD);
        Files.createDirectories(file(".position.tmp").resolve("in the way"));

        assertThatThrownBy(() -> owned.write(NEW))
                .isInstanceOf(PositionStoreException.class)
                .isNotInstanceOf(OwnershipLostException.class)
                .hasMessageContainingAll(file(".position").toString(), STREAM);

        assertThat(store.read(STREAM)).contains(OLD);
    }

    @Test
    void aListingNamesTheFileThatCannotBeReadAndItsStreamIfThatCanBeTold() throws IOException {
        store.tryOpen(STREAM).orElseThrow().write(OLD);
        String name = file(".position").getFileName().toString().replace(".position", "");
        damage(stored().replace("\"version\" : 1", "\"version\" : 7"));
        assertUnreadable(STREAM, "checksum");
        damage("garbage");
        assertUnreadable(name, "no checksum");
        damage(PositionCodec.encode("another", OLD));
        assertUnreadable(name, "position of stream \"another\"");
    }

    private void assertUnreadable(String stream, String problem) throws IOException {
        Path file = file(".position");
        assertThat(store.list()).singleElement().satisfies(found -> {
            assertThat(found.stream()).isEqualTo(stream);
            assertThat(found.position()).isEmpty();
            assertThat(found.problem()).contains(file.toString(), problem);
        });
    }

    @Test
    void whoOwnedAStreamBeforeIsNoOwner() throws Exception {
        store.tryOpen(STREAM).orElseThrow().close();
        String signature = Files.readString(file(".lock"));

        assertThat(signature).isEqualTo("process " + ProcessHandle.current().pid() + "\n");
        assertThat(store.owner(STREAM))
                .as("what is left in the file is no owner")
                .isEmpty();
        assertThat(positions().resolve("nobody.lock")).doesNotExist();
        assertThat(store.owner("nobody")).isEmpty();
    }

    @Test
    void anEnormousFileIsRefusedUnread() throws IOException {
        store.tryOpen(STREAM).orElseThrow().write(OLD);
        try (FileChannel sparse = FileChannel.open(file(".position"), StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(new byte[1]), 1L << 40);
        }

        assertThatThrownBy(() -> store.read(STREAM)).isInstanceOf(PositionUnreadableException.class);
    }

    @Test
    void aFolderBehindASymbolicLinkIsTheSameFolder() throws IOException {
        Files.createDirectories(positions());
        Path link = Files.createSymbolicLink(folder.resolve("link"), positions());
        OwnedStream owned = store.tryOpen(STREAM).orElseThrow();

        try (PositionStore linked = new FilePositionStore(link)) {
            assertThat(linked.tryOpen(STREAM)).isEmpty();
            owned.write(NEW);
            assertThat(linked.read(STREAM)).contains(NEW);
        }
    }

    @Test
    void readingNeedsNoFolderAndMakesNone() {
        assertThat(store.read(STREAM)).isEmpty();
        assertThat(names(store)).isEmpty();
        assertThat(positions()).doesNotExist();
    }

    private Path positions() {
        return folder.resolve("data/positions");
    }

    private Path file(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(positions())) {
            List<Path> locks =
                    files.filter(file -> file.toString().endsWith(".lock")).toList();
            assertThat(locks).hasSize(1);
            String name = locks.get(0).getFileName().toString();
            return positions().resolve(name.substring(0, name.length() - ".lock".length()) + suffix);
        }
    }
}
