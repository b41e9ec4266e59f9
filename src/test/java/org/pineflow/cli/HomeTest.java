package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

    @TempDir
    private Path folder;

    @Test
    void thePropertyWinsOverTheVariableAndThatOverThePlaceOfTheProgram() throws IOException {
        Path byProperty = Files.createDirectory(folder.resolve("property"));
        Path byVariable = Files.createDirectory(folder.resolve("variable"));
        Path jar = distribution();
        Map<String, String> property = Map.of("pineflow.home", byProperty.toString());
        Map<String, String> variable = Map.of("PINEFLOW_HOME", byVariable.toString());
        Map<String, String> none = Map.of();
        assertThat(Home.find(property::get, variable::get, Optional.of(jar))).isEqualTo(byProperty);
        assertThat(Home.find(none::get, variable::get, Optional.of(jar))).isEqualTo(byVariable);
        assertThat(Home.find(none::get, none::get, Optional.of(jar))).isEqualTo(folder.resolve("dist"));
    }

    @Test
    void whereNothingIsKnownItIsTheCurrentFolder() {
        Map<String, String> none = Map.of();
        assertThat(Home.find(none::get, none::get, Optional.of(folder.resolve("x.jar"))))
                .isEqualTo(Path.of("").toAbsolutePath());
    }

    @Test
    void aFolderThatDoesNotExistIsRefused() {
        Map<String, String> variable =
                Map.of("PINEFLOW_HOME", folder.resolve("nowhere").toString());
        assertThatThrownBy(() -> Home.find(Map.<String, String>of()::get, variable::get, Optional.empty()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("PINEFLOW_HOME");
    }

    private Path distribution() throws IOException {
        Files.createDirectories(folder.resolve("dist/config"));
        Files.createFile(folder.resolve("dist/config/application.properties"));
        return folder.resolve("dist/lib/pineflow.jar");
    }
}
