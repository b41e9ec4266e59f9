package org.pineflow.ingest.cold;

import java.io.InputStream;
import java.nio.file.Path;

/**
 * Keeps objects under keys. Keys are made by {@link ColdKeys} alone, of ids, hashes and digits. Safe for use by several
 * threads. Every method throws {@link ColdStoreException} when it cannot do what it promises.
 */
public interface ColdStore {

    /** Keeps the content of {@code file} as the object of this key, in place of one that there is. */
    void put(String key, Path file);

    /** The object of this key; to be closed by the caller. */
    InputStream get(String key);

    /** The bytes of an object from {@code from} to before {@code to}; to be closed by the caller. */
    InputStream get(String key, long from, long to);
}
