package org.pineflow.ingest.catalog;

import java.util.List;

/** The catalog's text has a form in which it cannot be changed without risk. The message says what to change by hand. */
public final class CatalogEditException extends CatalogException {

    private static final long serialVersionUID = 1L;

    CatalogEditException(String file, String what, List<String> lines, Throwable cause) {
        super(
                "the catalog " + file
                        + " has a form in which it is not changed without risk; nothing is changed. By hand, " + what
                        + (lines.isEmpty() ? "" : ":\n" + String.join("\n", lines)),
                cause);
    }
}
