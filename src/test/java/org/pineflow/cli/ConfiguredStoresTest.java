package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.position.FilePositionStore;
import org.pineflow.position.JdbcPositionStore;
import org.pineflow.position.PositionStore;

class ConfiguredStoresTest {

    @TempDir
    private Path folder;

    private Settings settings(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("settings.properties"), text);
        Map<String, String> environment =
                Map.of("PINEFLOW_DATA", folder.resolve("data").toString());
        return new SettingsLoader(environment, Map.of()).load(folder, List.of(file), Map.of());
    }

    @Test
    void withoutSettingsTheyAreFilesUnderTheDataFolder() throws Exception {
        try (ConfiguredStores stores = ConfiguredStores.open(settings(""))) {
            assertThat(stores.positions())
                    .isInstanceOf(FilePositionStore.class)
                    .hasToString("positions in " + folder.resolve("data/positions"));
            assertThat(stores.deadLetters().ids()).isEmpty();
        }
        assertThat(folder.resolve("data")).as("looking makes nothing").doesNotExist();
    }

    @Test
    void theBeansOfTheSettingsAreMadeAndClosedAgain() throws Exception {
        String text =
                """
                camel.component.fd1.token = pine
                camel.beans.dataSource = #class:com.zaxxer.hikari.HikariDataSource
                camel.beans.dataSource.jdbcUrl = jdbc:sqlite:{{pineflow.data}}-{{camel.component.fd1.token}}.db
                camel.beans.positionStore = #class:org.pineflow.position.JdbcPositionStore(#bean:dataSource)
                """;
        PositionStore positions;
        try (ConfiguredStores stores = ConfiguredStores.open(settings(text))) {
            positions = stores.positions();
            assertThat(positions).isInstanceOf(JdbcPositionStore.class);
            assertThat(positions.read("nobody")).isEmpty();
        }
        assertThat(folder.resolve("data-pine.db")).exists();
        assertThatThrownBy(() -> positions.read("nobody")).hasMessageContaining("closed");
    }

    @Test
    void nothingElseOfTheSettingsIsSetUp() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String text =
                    """
                    camel.management.port = %d
                    camel.server.enabled = true
                    camel.server.port = %d
                    camel.main.routesIncludePattern = file:nowhere/*
                    camel.component.fd1.url = {{not.set.anywhere}}
                    """
                            .formatted(taken.getLocalPort(), taken.getLocalPort());
            try (ConfiguredStores stores = ConfiguredStores.open(settings(text))) {
                assertThat(stores.positions().read("nobody")).isEmpty();
            }
        }
    }

    @Test
    void aBeanThatCannotBeMadeIsTheUsersMistake() throws Exception {
        Settings settings = settings("camel.beans.positionStore = #class:org.pineflow.position.FilePositionStor('x')");
        assertThatThrownBy(() -> ConfiguredStores.open(settings))
                .isInstanceOf(StartFailedException.class)
                .hasMessageContaining("FilePositionStor");
    }

    @Test
    void ofSeveralStoresOneHasToBeChosen() throws Exception {
        String text =
                """
                camel.beans.one = #class:org.pineflow.position.MemoryPositionStore
                camel.beans.two = #class:org.pineflow.position.MemoryPositionStore
                """;
        try (ConfiguredStores stores = ConfiguredStores.open(settings(text))) {
            assertThatThrownBy(stores::positions)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("one, two");
        }
    }
}
