package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutePatternsTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void makeRoute() throws IOException {
        Files.createDirectory(folder.resolve("shop"));
        Files.createFile(folder.resolve("shop/a.camel.yaml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop/a.camel.yaml", "file:shop/a.camel.yaml", "./shop/../shop/a.camel.yaml"})
    void aRelativeFileStartsFromTheCurrentFolder(String pattern) {
        assertThat(join(pattern)).isEqualTo("file:" + folder + "/shop/a.camel.yaml");
    }

    @Test
    void aPatternStaysAPattern() {
        assertThat(join("shop/**/*.camel.yaml")).isEqualTo("file:" + folder + "/shop/**/*.camel.yaml");
    }

    @Test
    void aFolderStandsForItsRouteFiles() {
        assertThat(join("shop")).isEqualTo("file:" + folder + "/shop/*.camel.yaml,file:" + folder + "/shop/*.xml");
    }

    @Test
    void aLocationOnTheClassPathAndAnAbsolutePathStayAsTheyAre() {
        String absolute = folder.resolve("shop/a.camel.yaml").toString();
        assertThat(join("classpath:r/*.yaml", absolute)).isEqualTo("classpath:r/*.yaml,file:" + absolute);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> join("shop/b.camel.yaml"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(folder + "/shop/b.camel.yaml");
    }

    @Test
    void aCommaIsRefusedBecauseCamelWouldSplitThePathThere() {
        assertThatThrownBy(() -> join("shop,2/*.camel.yaml"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("comma");
    }

    private String join(String... patterns) {
        return RoutePatterns.join(List.of(patterns), folder);
    }
}
