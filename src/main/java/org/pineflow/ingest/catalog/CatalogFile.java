package org.pineflow.ingest.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog of a file, as it was when the file could last be read. A mistake in the file, or its absence, changes
 * nothing but {@link #problem()}: keys go on to work, and one typing error is no outage.
 *
 * <p>Read by any thread; {@link #readAgain()} belongs to one.
 */
public final class CatalogFile implements Supplier<Catalog> {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogFile.class);

    private final Path file;

    /** Replaced by the thread that reads again. */
    private volatile Reading last;

    /**
     * @param seen what the file had in it, or why it could not be read
     * @param catalog in force
     * @param problem why what was seen is not in force
     */
    private record Reading(String seen, Catalog catalog, Optional<String> problem) {}

    private CatalogFile(Path file, Reading first) {
        this.file = file;
        this.last = first;
    }

    /**
     * Reads the file for the first time.
     *
     * @throws CatalogException when it cannot be read or is not a catalog; the message names file and line
     */
    public static CatalogFile open(Path file) {
        String text = CatalogReader.text(file);
        return new CatalogFile(file, new Reading(text, CatalogReader.parse(text, file.toString()), Optional.empty()));
    }

    /** The catalog in force. Ask again for every request. */
    @Override
    public Catalog get() {
        return last.catalog();
    }

    /** What is wrong with the file as it is now, with file and line; empty when it is in force. */
    public Optional<String> problem() {
        return last.problem();
    }

    /**
     * Looks whether the file has changed, and puts in force what it says. What is wrong with it is logged once, until it
     * changes again. The whole file is looked at: its time and size may be the same when one hash took another's place.
     */
    public void readAgain() {
        Reading before = last;
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            refused(before, e.toString(), CatalogReader.unreadable(file, e));
            return;
        }
        if (text.equals(before.seen())) {
            return;
        }
        try {
            Catalog catalog = CatalogReader.parse(text, file.toString());
            last = new Reading(text, catalog, Optional.empty());
            LOG.info(
                    "the catalog {} has changed: {} keys, {} event types",
                    file,
                    catalog.keyCount(),
                    catalog.eventTypes().size());
        } catch (CatalogException e) {
            refused(before, text, e);
        }
    }

    private void refused(Reading before, String seen, CatalogException reason) {
        if (!seen.equals(before.seen())) {
            last = new Reading(seen, before.catalog(), Optional.of(reason.getMessage()));
            LOG.error("{}; what it said before stays in force until this is mended", reason.getMessage());
        }
    }
}
