package org.pineflow.ingest.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.routes.CapturedLog;

class CatalogFileTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String NO_KEYS =
            """
            tenants:
              - name: acme
                keys: []
                dataCores: []
            """;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("catalog.yaml");
        Files.writeString(file, withKey("one"));
    }

    private static String withKey(String secret) {
        return NO_KEYS.replace(
                "[]\n    dataCores",
                "[{id: k, sha256: " + HexFormat.of().formatHex(ApiKey.hash(secret)) + "}]\n    dataCores");
    }

    private static boolean lets(CatalogFile catalog, String secret) {
        return catalog.get().authenticate(Optional.empty(), secret, NOW).isPresent();
    }

    @Test
    void aRotatedKeyTakesEffectThoughTimeAndSizeOfTheFileStayTheSame() throws IOException {
        CatalogFile catalog = CatalogFile.open(file);
        FileTime time = Files.getLastModifiedTime(file);
        assertThat(lets(catalog, "one")).isTrue();

        Files.writeString(file, withKey("two"));
        Files.setLastModifiedTime(file, time);
        catalog.readAgain();

        assertThat(lets(catalog, "one")).isFalse();
        assertThat(lets(catalog, "two")).isTrue();
    }

    @Test
    void aMistakeLeavesTheLastGoodCatalogInForceAndIsTold() throws IOException {
        CatalogFile catalog = CatalogFile.open(file);
        for (String bad : List.of("", "tenants: {", NO_KEYS.replace("keys", "kees"))) {
            Files.writeString(file, bad);
            catalog.readAgain();

            assertThat(lets(catalog, "one")).isTrue();
            assertThat(catalog.problem())
                    .hasValueSatisfying(problem -> assertThat(problem).contains(file.toString()));
        }
        assertThat(catalog.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("line 3: 'kees' is not known here"));

        Files.writeString(file, withKey("two"));
        catalog.readAgain();
        assertThat(catalog.problem()).isEmpty();
        assertThat(lets(catalog, "one")).isFalse();
    }

    @Test
    void aMistakeIsLoggedOnceOnOneLineUntilTheFileChangesAgain() throws IOException {
        CatalogFile catalog = CatalogFile.open(file);
        try (CapturedLog log = new CapturedLog()) {
            Files.writeString(file, "tenants: {");
            catalog.readAgain();
            catalog.readAgain();
            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .contains(file + " line 1 is not YAML", "stays in force");
            assertThat(log.messages().get(0)).doesNotContain("\n");

            Files.writeString(file, "tenants: [");
            catalog.readAgain();
            Files.delete(file);
            catalog.readAgain();
            catalog.readAgain();
            assertThat(log.messages()).hasSize(3);
        }
    }

    @Test
    void aMistakeThatIsTakenBackIsNoProblemAnyMore() throws IOException {
        CatalogFile catalog = CatalogFile.open(file);
        Files.writeString(file, "tenants: {");
        catalog.readAgain();
        Files.writeString(file, withKey("one"));
        catalog.readAgain();

        assertThat(catalog.problem()).isEmpty();
        assertThat(lets(catalog, "one")).isTrue();
    }

    @Test
    void aFileThatIsGoneLeavesTheCatalogInForce() throws IOException {
        CatalogFile catalog = CatalogFile.open(file);
        Files.delete(file);
        catalog.readAgain();

        assertThat(lets(catalog, "one")).isTrue();
        assertThat(catalog.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains(file.toString(), "NoSuchFileException"));
    }

    @Test
    void aFileThatIsNoCatalogAtTheStartIsRefused() throws IOException {
        Files.writeString(file, "tenants: 1");

        assertThatThrownBy(() -> CatalogFile.open(file)).isInstanceOf(CatalogException.class);
    }
}
