package org.pineflow.ingest.file;

import org.pineflow.ingest.store.StoredFile;

/** The parts of a file do not make the file any more. */
public class DamagedFileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DamagedFileException(StoredFile stored, String what) {
        super("the file with the SHA-256 " + stored.entry().sha256() + " of " + stored.type()
                + " cannot be put together: " + what);
    }
}
