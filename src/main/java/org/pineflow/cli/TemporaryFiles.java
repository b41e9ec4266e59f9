package org.pineflow.cli;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.pineflow.durable.SqliteLibrary;
import org.sqlite.SQLiteDataSource;

/**
 * Libraries put files into the temporary folder and delete them when the process ends, which one that is killed does not
 * do. A supervisor may kill it and start it again for years, so there are none.
 */
final class TemporaryFiles {

    /** Of Vert.x, whose servers give nothing from the class path here; for that alone each keeps a folder. */
    private static final String NO_CLASS_PATH = "vertx.disableFileCPResolving";

    private TemporaryFiles() {}

    /** To be called before there is any Vert.x. Whoever sets the property has the word. */
    static void avoidThoseOfVertx() {
        if (System.getProperty(NO_CLASS_PATH) == null) {
            System.setProperty(NO_CLASS_PATH, "true");
        }
    }

    /** To be called before anybody asks a database of the registry for a connection. */
    static void avoidThoseOfDatabases(CamelContext context) {
        if (context.getRegistry().findByType(DataSource.class).stream().anyMatch(TemporaryFiles::isSqlite)) {
            try {
                SqliteLibrary.load();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean isSqlite(DataSource dataSource) {
        return dataSource instanceof SQLiteDataSource
                || dataSource instanceof HikariDataSource pool
                        && String.valueOf(pool.getJdbcUrl()).startsWith("jdbc:sqlite:");
    }
}
