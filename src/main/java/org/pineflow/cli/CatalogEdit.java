package org.pineflow.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.camel.support.task.Tasks;
import org.apache.camel.support.task.budget.Budgets;
import org.pineflow.durable.DurableFile;
import org.pineflow.durable.ExclusiveFile;
import org.pineflow.ingest.catalog.CatalogReader;
import org.pineflow.ingest.catalog.CatalogText;

/**
 * Changes the file of a catalog as a whole: a crash leaves it as it was or as it becomes, and of two who change it at the
 * same time one waits for the other. Beside the file lies the lock, {@code .NAME.lock}.
 */
final class CatalogEdit {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    private final Path file;

    CatalogEdit(Path file) {
        this.file = file;
    }

    /** What a change did. */
    record Change(CatalogText before, CatalogText after) {}

    /**
     * Reads the file, changes it, and writes it when that made a difference.
     *
     * @throws org.pineflow.ingest.catalog.CatalogException when the file cannot be read or is not a catalog
     * @throws UncheckedIOException when it cannot be written, or somebody else does not end changing it
     */
    Change apply(UnaryOperator<CatalogText> change) {
        CatalogReader.read(file); // What is wrong with it comes before what is wrong with its folder.
        try {
            Path real = file.toRealPath(); // The file that a link leads to is replaced, not the link.
            ExclusiveFile lock = lock(real);
            try {
                return apply(real, change);
            } finally {
                lock.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    new IOException("the catalog " + file + " cannot be changed: " + e.getMessage(), e));
        }
    }

    private Change apply(Path real, UnaryOperator<CatalogText> change) throws IOException {
        CatalogText before = CatalogText.of(Files.readString(real), file.toString());
        CatalogText after = change.apply(before);
        if (!after.toString().equals(before.toString())) {
            replace(real, after.toString());
        }
        return new Change(before, after);
    }

    private static ExclusiveFile lock(Path real) throws IOException {
        Path lock = real.resolveSibling("." + real.getFileName() + ".lock");
        Supplier<Optional<ExclusiveFile>> attempt = () -> {
            try {
                return ExclusiveFile.tryLock(lock);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        Predicate<Optional<ExclusiveFile>> taken = Optional::isPresent;
        try {
            return Tasks.foregroundTask()
                    .withBudget(Budgets.iterationTimeBudget()
                            .withInterval(BETWEEN_TRIES)
                            .withMaxDuration(LONGEST_WAIT)
                            .build())
                    .withName("catalog lock")
                    .build()
                    .run(null, attempt, taken)
                    .flatMap(found -> found)
                    .orElseThrow(() -> new IOException("somebody else changes it, see " + lock));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Whoever may not read the catalog before may not read it after. */
    private static void replace(Path real, String text) throws IOException {
        Path temporary = real.resolveSibling("." + real.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary);
        if (Files.getFileStore(real).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(real);
            Files.setPosixFilePermissions(temporary, permissions);
        }
        DurableFile.replace(real, temporary, text.getBytes(StandardCharsets.UTF_8));
    }
}
