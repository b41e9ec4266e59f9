package org.pineflow.ingest.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogReaderTest {

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

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

    private static final UUID RETAIL = UUID.fromString("5b0a4c1e-7d52-4c0e-9a61-2f1d8f3f6c10");
    private static final UUID SPARE = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final String TWO_TENANTS =
            GOOD.replace("[customer.changed.0]", "[customer.changed.0, customer.moved.0]")
                    + """
                  - name: spare
                    id: 00000000-0000-4000-8000-000000000001
                    flowTypes:
                      - {name: customer.0, eventTypes: [customer.changed.0]}
              - name: other
                id: 00000000-0000-4000-8000-00000000000a
                dataCores:
                  - name: theirs
                    id: 00000000-0000-4000-8000-000000000002
                    flowTypes:
                      - name: secret.0
                        eventTypes: [{name: secret.0, id: 00000000-0000-4000-8000-00000000000b}]
            """;

    @Test
    void theShippedCatalogCanBeReadAndLetsNobodyIn() {
        Catalog catalog = CatalogReader.read(Path.of("config/catalog.yaml"));

        assertThat(catalog.eventTypes()).isNotEmpty();
        assertThat(catalog.keyCount()).isZero();
        assertThat(catalog.withKey("demo", "demo", "only known to this process")
                        .authenticate(Optional.empty(), "only known to this process", NOW))
                .hasValueSatisfying(key -> assertThat(key.tenant()).isEqualTo("demo"));
    }

    @Test
    void aKeyIsKnownByItsHash() {
        Catalog catalog = CatalogReader.parse(GOOD, "catalog.yaml");

        assertThat(catalog.authenticate(Optional.empty(), "secret", NOW))
                .hasValueSatisfying(key -> assertThat(key).hasToString("key shop1 of tenant acme"));
        assertThat(catalog.authenticate(Optional.of("shop1"), "secret", NOW)).isPresent();
        assertThat(catalog.authenticate(Optional.of("shop2"), "secret", NOW)).isEmpty();
        assertThat(catalog.authenticate(Optional.empty(), "Secret", NOW)).isEmpty();
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
                "[customer.changed.0]|[{name: a, id: b}]|line 11: 'b' is not a whole UUID",
                "[customer.changed.0]|[{name: a, id: 5b0a4c1e-7d52-4c0e-9a61-2f1d8f3f6c10}]|line 11: the id 5b0a",
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "may: [delete]|'delete' is nothing that a key may do",
                "may: []|a key that may do nothing",
                "expires: tomorrow|'tomorrow' is not a time like",
                "eventsPerSecond: 0|'0' is not a whole number above 0",
                "bytesPerSecond: 1.5|'1.5' is not a whole number above 0",
                "eventTypes: [customer.0/gone.0]|'customer.0/gone.0' is no event type of tenant acme",
                "eventTypes: [customer.changed.0]|'customer.changed.0' is no event type of tenant acme"
            })
    void aLimitThatIsNoneIsReportedWithItsLine(String limit, String message) {
        assertThatThrownBy(() -> withLimits(limit)).hasMessageContaining("catalog.yaml line 6: " + message);
    }

    @Test
    void aKeyWithoutLimitsIsForAllOfItsTenantAndNothingElse() {
        Catalog catalog = CatalogReader.parse(TWO_TENANTS, "catalog.yaml");
        ApiKey key = catalog.authenticate(Optional.empty(), "secret", NOW).orElseThrow();

        assertThat(catalog.eventTypes().stream().filter(key::mayWrite))
                .hasSize(3)
                .allSatisfy(type -> assertThat(type.tenant()).isEqualTo("acme"));
        assertThat(catalog.eventTypes().stream().filter(key::mayRead)).hasSize(3);
        assertThat(key.expires()).isEmpty();
        assertThat(key.eventsPerSecond()).isEmpty();
        assertThat(key.bytesPerSecond()).isEmpty();
    }

    @Test
    void aLimitedKeyIsForItsEventTypesAndItsUseOnly() {
        ApiKey key = withLimits("eventTypes: [retail/customer.0/customer.moved.0]\n        may: [write]"
                        + "\n        eventsPerSecond: 200\n        bytesPerSecond: 100000")
                .authenticate(Optional.empty(), "secret", NOW)
                .orElseThrow();
        EventTypeName moved = new EventTypeName("acme", RETAIL, "customer.0", "customer.moved.0");
        EventTypeName changed = new EventTypeName("acme", RETAIL, "customer.0", "customer.changed.0");

        assertThat(key.mayWrite(moved)).isTrue();
        assertThat(key.mayRead(moved)).isFalse();
        assertThat(key.mayWrite(changed)).isFalse();
        assertThat(key.eventsPerSecond()).hasValue(200L);
        assertThat(key.bytesPerSecond()).hasValue(100_000L);
    }

    @Test
    void aLimitWithoutADataCoreIsForThatEventTypeInAllOfThem() {
        ApiKey key = withLimits("eventTypes: [customer.0/customer.changed.0]")
                .authenticate(Optional.empty(), "secret", NOW)
                .orElseThrow();

        assertThat(key.mayWrite(new EventTypeName("acme", RETAIL, "customer.0", "customer.changed.0")))
                .isTrue();
        assertThat(key.mayWrite(new EventTypeName("acme", SPARE, "customer.0", "customer.changed.0")))
                .isTrue();
        assertThat(key.mayWrite(new EventTypeName("acme", RETAIL, "customer.0", "customer.moved.0")))
                .isFalse();
    }

    @Test
    void aKeyIsNoneFromTheInstantOnAtWhichItExpires() {
        Catalog catalog = withLimits("expires: 2026-06-01T12:00:00Z");

        assertThat(catalog.authenticate(Optional.empty(), "secret", NOW.minusMillis(1)))
                .isPresent();
        assertThat(catalog.authenticate(Optional.empty(), "secret", NOW)).isEmpty();
        assertThat(catalog.authenticate(Optional.of("shop1"), "secret", NOW)).isEmpty();
    }

    @Test
    void everythingIsFoundByNameAndById() {
        Catalog catalog = CatalogReader.parse(TWO_TENANTS, "catalog.yaml");

        Tenant acme = catalog.tenant("acme").orElseThrow();
        DataCore retail = catalog.dataCore("acme", "retail").orElseThrow();
        FlowType flowType =
                catalog.flowTypes(retail.id(), Optional.of("customer.0")).get(0);
        EventType moved = catalog.eventTypes(flowType.id(), Optional.of("customer.moved.0"))
                .get(0);
        assertThat(catalog.tenant(acme.id())).hasValue(acme);
        assertThat(catalog.tenant("nobody")).isEmpty();
        assertThat(catalog.dataCores(acme, Optional.empty()))
                .extracting(DataCore::name)
                .containsExactly("retail", "spare");
        assertThat(catalog.dataCores(acme, Optional.of("retail"))).containsExactly(retail);
        assertThat(catalog.dataCore(RETAIL)).hasValue(retail);
        assertThat(catalog.dataCore("other", RETAIL.toString())).isEmpty();
        assertThat(catalog.flowTypes(retail.id(), Optional.empty())).containsExactly(flowType);
        assertThat(catalog.flowType(flowType.id())).hasValue(flowType);
        assertThat(catalog.eventTypes(flowType.id(), Optional.empty()))
                .extracting(EventType::name)
                .containsExactly("customer.changed.0", "customer.moved.0");
        assertThat(catalog.eventType(moved.id())).hasValue(moved);
        assertThat(catalog.eventType(moved.fullName())).hasValue(moved);
        assertThat(moved.fullName()).hasToString("acme/" + RETAIL + "/customer.0/customer.moved.0");
    }

    @Test
    void anIdIsTheGivenOneElseOneThatOnlyTheNamesDecide() {
        Catalog catalog = CatalogReader.parse(TWO_TENANTS, "catalog.yaml");
        Catalog later = CatalogReader.parse(
                TWO_TENANTS.replace("customer.changed.0, ", "customer.new.0, customer.changed.0, "), "catalog.yaml");

        assertThat(catalog.tenant("other").orElseThrow().id()).hasToString("00000000-0000-4000-8000-00000000000a");
        assertThat(catalog.eventType(UUID.fromString("00000000-0000-4000-8000-00000000000b")))
                .hasValueSatisfying(type -> assertThat(type.name()).isEqualTo("secret.0"));
        EventTypeName changed = new EventTypeName("acme", RETAIL, "customer.0", "customer.changed.0");
        UUID id = catalog.eventType(changed).orElseThrow().id();
        assertThat(id).hasToString("6b7853dc-9951-3dba-88be-79cd40205083");
        assertThat(later.eventType(changed).orElseThrow().id()).isEqualTo(id);
        assertThat(catalog.tenant("acme").orElseThrow().id()).hasToString("b4f26812-6596-3482-bf18-49b9469d8f6e");
    }

    private static Catalog withLimits(String limits) {
        return CatalogReader.parse(TWO_TENANTS.replace("27a25b\n", "27a25b\n        " + limits + "\n"), "catalog.yaml");
    }
}
