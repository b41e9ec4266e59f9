package org.pineflow.ingest;

/** The headers of the routes that other routes may call. No header of a web request has such a name. */
public final class IngestionConstants {

    /** For {@code direct:reconstruct-file}: the id of the file, in place of the body. */
    public static final String FILE_ID = "CamelPineflowFileId";

    /** For {@code direct:reconstruct-file}: the name of the tenant; not needed where one tenant alone has the file. */
    public static final String TENANT = "CamelPineflowTenant";

    private IngestionConstants() {}
}
