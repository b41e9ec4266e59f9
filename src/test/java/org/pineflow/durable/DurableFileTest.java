package org.pineflow.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {

    @TempDir
    Path folder;

    @Test
    void aFileIsReplacedAsAWholeAndNothingElseIsLeft() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "the old content, which is longer");

        DurableFile.replace(file, folder.resolve("file.tmp"), bytes("new"));

        assertThat(file).hasContent("new");
        assertThat(folder).isDirectoryContaining(entry -> entry.equals(file));
        assertThat(folder.resolve("file.tmp")).doesNotExist();
    }

    @Test
    void theOldFileHoldsWhenTheNewOneCannotTakeItsPlaceAndNothingElseIsLeft() throws IOException {
        Path inTheWay = Files.createDirectories(folder.resolve("file/child")).getParent();

        assertThatThrownBy(() -> DurableFile.replace(inTheWay, folder.resolve("file.tmp"), bytes("new")))
                .isInstanceOf(IOException.class);

        assertThat(inTheWay.resolve("child")).isDirectory();
        assertThat(folder.resolve("file.tmp")).doesNotExist();
    }

    @Test
    void aReplacementThatCannotBeWrittenOutLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "a device that is always full");
        Path temporary = Files.createSymbolicLink(folder.resolve("file.tmp"), full);

        assertThatThrownBy(() -> DurableFile.replace(file, temporary, bytes("new")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");

        assertThat(file).hasContent("old");
        assertThat(temporary).doesNotExist();
    }

    @Test
    void foldersAreCreatedAllTheWayAndExistingOnesAreKept() throws IOException {
        Path deep = folder.resolve("a/b/c");
        DurableFile.createFolder(deep);
        Files.writeString(deep.resolve("file"), "kept");

        DurableFile.createFolder(deep);

        assertThat(deep.resolve("file")).hasContent("kept");
    }

    @Test
    void aFolderBehindASymbolicLinkIsAFolder() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);

        DurableFile.createFolder(link);
        DurableFile.createFolder(link.resolve("below"));

        assertThat(real.resolve("below")).isDirectory();
    }

    @Test
    void aFileInTheWayOfAFolderIsAnErrorThatNamesIt() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");

        assertThatThrownBy(() -> DurableFile.createFolder(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
