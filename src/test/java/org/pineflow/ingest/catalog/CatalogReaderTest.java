package org.pineflow.ingest.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogReaderTest {

    private static final String GOOD =
            """
            tenants:
              - name: acme
                keys:
                  - id: shop1
                    sha256: 2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b
                dataCores:
                  - name: retail
                    id: 5b0a4c1e-7d52-4c0e-9a61-2f1d8f3f6c10
                    flowTypes:
                      - name: customer.0
                        eventTypes: [customer.changed.0]
            """;

    @Test
    void theShippedCatalogCanBeReadAndLetsNobodyIn() {
        Catalog catalog = CatalogReader.read(Path.of("config/catalog.yaml"));

        assertThat(catalog.eventTypes()).isNotEmpty();
        assertThat(catalog.keyCount()).isZero();
        assertThat(catalog.withKey("demo", "demo", "only known to this process")
                        .authenticate(Optional.empty(), "only known to this process"))
                .hasValueSatisfying(key -> assertThat(key.tenant()).isEqualTo("demo"));
    }

    @Test
    void aKeyIsKnownByItsHash() {
        Catalog catalog = CatalogReader.parse(GOOD, "catalog.yaml");

        assertThat(catalog.authenticate(Optional.empty(), "secret"))
                .hasValueSatisfying(key -> assertThat(key).hasToString("key shop1 of tenant acme"));
        assertThat(catalog.authenticate(Optional.of("shop1"), "secret")).isPresent();
        assertThat(catalog.authenticate(Optional.of("shop2"), "secret")).isEmpty();
        assertThat(catalog.authenticate(Optional.empty(), "Secret")).isEmpty();
    }

    @Test
    void anEventTypeIsFoundByTheNameAndTheIdOfItsDataCore() {
        Catalog catalog = CatalogReader.parse(GOOD, "catalog.yaml");
        UUID id = UUID.fromString("5b0a4c1e-7d52-4c0e-9a61-2f1d8f3f6c10");
        EventTypeName type = new EventTypeName("acme", id, "customer.0", "customer.changed.0");

        assertThat(catalog.find("acme", "retail", "customer.0", "customer.changed.0"))
                .hasValue(type);
        assertThat(catalog.find("acme", id.toString().toUpperCase(Locale.ROOT), "customer.0", "customer.changed.0"))
                .hasValue(type);
        assertThat(catalog.find("acme", "Retail", "customer.0", "customer.changed.0"))
                .isEmpty();
        assertThat(catalog.eventTypes()).containsExactly(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: acme|nam: acme|line 2: 'nam' is not known here",
                "name: retail||line 8: 'name' is missing",
                "2bb80d537b|xx|line 5: sha256 has to be",
                "5b0a4c1e-|5b0a-|line 8: '5b0a-7d52",
                "5b0a4c1e-|0-0-0-|line 8: '0-0-0-7d52",
                "name: customer.0|name: ../x|line 10: '../x' is not a name",
                "[customer.changed.0]|[a, a]|line 11: the event type",
                "[customer.changed.0]|a|line 11: here has to be a list",
                "id: shop1|id: [shop1]|line 4: here has to be a text",
                "tenants:|tenants: {|is not YAML"
            })
    void aMistakeIsReportedWithFileAndLine(String what, String instead, String message) {
        String yaml = GOOD.replace(what, instead == null ? "" : instead);

        assertThatThrownBy(() -> CatalogReader.parse(yaml, "catalog.yaml"))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("catalog.yaml")
                .hasMessageContaining(message)
                .hasMessageNotContaining("2bb80d537b");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> CatalogReader.read(Path.of("no/such.yaml")))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("no/such.yaml")
                .hasMessageContaining("pineflow.ingest.catalog");
    }
}
