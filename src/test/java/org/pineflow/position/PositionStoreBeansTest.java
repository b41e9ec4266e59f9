package org.pineflow.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stores as beans of a configuration file, the way docs/positions.md shows it. */
class PositionStoreBeansTest {

    @TempDir
    Path folder;

    @Test
    void aFileStoreIsOneLine() throws Exception {
        assertStores("camel.beans.positionStore=#class:org.pineflow.position.FilePositionStore('%s')"
                .formatted(folder.resolve("positions")));
        assertThat(folder.resolve("positions")).isNotEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"#bean:dataSource", "#bean:dataSource, 30000", "#bean:dataSource, 30000, true"})
    void aJdbcStoreTakesItsDataSourceAndItsSettings(String arguments) throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("p.db")
                + "?journal_mode=WAL&synchronous=FULL&busy_timeout=5000&transaction_mode=IMMEDIATE";
        assertStores(
                """
                camel.beans.dataSource = #class:com.zaxxer.hikari.HikariDataSource
                camel.beans.dataSource.jdbcUrl = %s
                camel.beans.positionStore = #class:org.pineflow.position.JdbcPositionStore(%s)
                """
                        .formatted(url, arguments));
        assertThat(Files.size(folder.resolve("p.db"))).isPositive();
    }

    @Test
    void aMemoryStoreIsOneLine() throws Exception {
        assertStores("camel.beans.positionStore=#class:org.pineflow.position.MemoryPositionStore");
    }

    private void assertStores(String properties) throws Exception {
        Path file = Files.writeString(folder.resolve("application.properties"), properties);
        Main main = new Main();
        main.setPropertyPlaceholderLocations("file:" + file);
        main.start();
        try {
            PositionStore store = main.getCamelContext().getRegistry().findSingleByType(PositionStore.class);
            try (OwnedStream owned = store.tryOpen("customers").orElseThrow()) {
                owned.write(Positions.at(1));
                assertThat(store.read("customers")).contains(Positions.at(1));
            }
        } finally {
            main.stop();
        }
    }
}
