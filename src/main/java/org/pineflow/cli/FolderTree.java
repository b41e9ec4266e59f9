package org.pineflow.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Deletes all that is in a folder; a symbolic link goes, and what it leads to stays. */
final class FolderTree {

    private FolderTree() {}

    /**
     * Deletes the folder and all in it.
     *
     * @throws IOException when something cannot be deleted: the rest may be gone
     */
    static void delete(Path folder) throws IOException {
        empty(folder, folder);
        Files.delete(folder);
    }

    /**
     * Deletes all that is in the folder, but for one file right in it.
     *
     * @throws IOException when something cannot be deleted: the rest may be gone
     */
    static void empty(Path folder, Path keep) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!file.equals(keep)) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException trouble) throws IOException {
                if (trouble != null) {
                    throw trouble;
                }
                if (!visited.equals(folder)) {
                    Files.delete(visited);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
