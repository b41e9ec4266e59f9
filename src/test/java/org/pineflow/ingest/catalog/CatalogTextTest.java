package org.pineflow.ingest.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogTextTest {

    private static final Instant THEN = Instant.parse("2026-12-01T00:00:00Z");
    private static final UUID NEW_ID = UUID.fromString("00000000-0000-4000-8000-000000000009");
    private static final NewKey KEY = NewKey.make("shop1", new Random(1));
    private static final KeyEntry ENTRY = KeyEntry.of(KEY);
    private static final String BLOCK =
            """
            # ours 🛒
            tenants:
              - name: acme   # the first
                keys: []   # none yet
                # more of acme
                dataCores:
                  - name: retail
                    id: 5b0a4c1e-7d52-4c0e-9a61-2f1d8f3f6c10
                    flowTypes:
                      - name: customer.0
                        eventTypes:
                          - customer.changed.0   # often

                      # until here
            # the end
            """;

    private static CatalogText text(String yaml) {
        return CatalogText.of(yaml, "catalog.yaml");
    }

    private static CatalogText register(CatalogText text, String tenant, String core, String flow, String event) {
        return text.withEventType(tenant, core, flow, event, NEW_ID);
    }

    @Test
    void aKeyComesIntoTheShippedFileWithoutAnyOtherChange() throws Exception {
        String shipped = Files.readString(Path.of("config/catalog.yaml"));

        String with = text(shipped).withKey("demo", ENTRY).toString();

        assertThat(with)
                .isEqualTo(shipped.replaceFirst(
                        " {4}keys: \\[]\n", "    keys:\n      - id: shop1\n        sha256: " + ENTRY.sha256() + "\n"));
        assertThat(with).doesNotContain(KEY.key());
    }

    @Test
    void commentsAndOrderStayWhateverIsAdded() {
        CatalogText all = register(text(BLOCK), "acme", "retail", "customer.0", "customer.moved.0");
        all = register(all, "acme", "retail", "product.0", "product.changed.0");
        all = register(all, "acme", "spare", "product.0", "product.changed.0");
        all = register(all, "other", "00000000-0000-4000-8000-00000000000a", "x.0", "z.0")
                .withKey("acme", ENTRY);

        assertThat(all.toString())
                .isEqualTo(
                        """
                        # ours 🛒
                        tenants:
                          - name: acme   # the first
                            keys:   # none yet
                              - id: shop1
                                sha256: SHA
                            # more of acme
                            dataCores:
                              - name: retail
                                id: 5b0a4c1e-7d52-4c0e-9a61-2f1d8f3f6c10
                                flowTypes:
                                  - name: customer.0
                                    eventTypes:
                                      - customer.changed.0   # often
                                      - customer.moved.0
                                  - name: product.0
                                    eventTypes: [product.changed.0]
                              - name: spare
                                id: 00000000-0000-4000-8000-000000000009
                                flowTypes:
                                  - name: product.0
                                    eventTypes: [product.changed.0]
                          - name: other
                            keys: []
                            dataCores:
                              - name: 00000000-0000-4000-8000-00000000000a
                                id: 00000000-0000-4000-8000-00000000000a
                                flowTypes:
                                  - name: x.0
                                    eventTypes: [z.0]

                                  # until here
                        # the end
                        """
                                .replace("SHA", ENTRY.sha256()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                BLOCK,
                "tenants: []",
                "tenants: []\r\n# end",
                "tenants:\n- name: acme\n  dataCores:\n  - name: retail\n    id: 5b0a4c1e-7d52-4c0e-9a61-2f1d8f3f6c10\n"
                        + "    flowTypes:\n    - name: customer.0\n      eventTypes:\n      - customer.changed.0",
                "{tenants: [{name: acme, keys: [], dataCores: []}]}",
                "tenants: [{name: acme, dataCores: [{name: retail, id: 5b0a4c1e-7d52-4c0e-9a61-2f1d8f3f6c10,"
                        + " flowTypes: []}]}] # 🛒",
                "\"tenants\":\r\n  - name: 'acme'\r\n    keys:   []\r\n    dataCores: [ ]\r\n"
            })
    void everyFormTakesEventTypesAndKeysAndGivesThemBack(String yaml) {
        CatalogText made = register(text(yaml), "acme", "retail", "customer.0", "customer.moved.0")
                .withKey("acme", ENTRY.limitedTo("retail/customer.0/customer.moved.0"))
                .withKey("acme", KeyEntry.of(NewKey.make("shop2", new Random(2))))
                .withExpiry("shop1", THEN.minusSeconds(9))
                .withExpiry("shop1", THEN);
        ApiKey key = made.catalog()
                .authenticate(Optional.empty(), KEY.key(), THEN.minusMillis(1))
                .orElseThrow();
        EventTypeName type = made.catalog()
                .find("acme", "retail", "customer.0", "customer.moved.0")
                .orElseThrow();

        assertThat(key.mayWrite(type)).isTrue();
        assertThat(key.expires()).hasValue(THEN);
        assertThat(made.key("shop1"))
                .hasValue(ENTRY.limitedTo("retail/customer.0/customer.moved.0").expiring(THEN));
        assertThat(made.withoutKey("shop1").catalog().keys()).hasSize(1);
        assertThat(made.withoutKey("shop2").catalog().keys()).hasSize(1);
        assertThat(made.withoutKey("shop2").withoutKey("shop1").catalog().keyCount())
                .isZero();
        assertThat(made.withoutKey("shop1")
                        .withoutKey("shop2")
                        .withKey("acme", ENTRY)
                        .catalog()
                        .keyCount())
                .isEqualTo(1);
        assertThat(made.toString().replace("\r\n", "")).satisfies(text -> {
            if (yaml.contains("\r\n")) {
                assertThat(text).doesNotContain("\n");
            }
        });
    }

    @Test
    void aKeyGoesWithoutATrace() {
        CatalogText before = text(BLOCK.replace("keys: []   #", "keys: []  #")).withKey("acme", ENTRY);

        CatalogText after = before.withKey("acme", KeyEntry.of(NewKey.make("shop2", new Random(2))))
                .withoutKey("shop2");

        assertThat(after).hasToString(before.toString());
        assertThat(after.withoutKey("shop1").toString()).contains("keys: []  # none yet\n    # more of acme");
    }

    @Test
    void aKeyHasAllItsLimitsInTheFile() {
        KeyEntry limited = new KeyEntry(
                "shop1",
                ENTRY.sha256(),
                Optional.of("shop"),
                List.of("customer.0/customer.changed.0"),
                List.of("write"),
                Optional.of(THEN),
                Optional.of(10L),
                Optional.of(20L));

        CatalogText made = text(BLOCK).withKey("acme", limited);

        assertThat(made.key("shop1")).hasValue(limited);
        assertThat(made.toString()).contains("        may: [write]\n        expires: 2026-12-01T00:00:00Z\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tenants:\n- name: acme\n  keys: &none []\n  dataCores: []\n- name: other\n  keys: *none\n  dataCores: []",
                "tenants:\n- name: acme\n  keys: &none\n    - {id: a, sha256: HASH}\n  dataCores: []\n"
                        + "- name: other\n  keys: []\n  dataCores: &d []\n- name: third\n  dataCores: *d"
            })
    void aFormThatCannotBeChangedWithoutRiskIsLeftAloneAndTheLinesAreTold(String yaml) {
        CatalogText text = text(yaml.replace("HASH", ENTRY.sha256()));

        assertThatThrownBy(() -> register(text.withKey("other", ENTRY), "other", "x", "x.0", "y.0"))
                .isInstanceOf(CatalogEditException.class)
                .hasMessageContaining("catalog.yaml")
                .hasMessageContaining("By hand, add to tenant other, to its ")
                .hasMessageNotContaining(KEY.key());
    }

    @Test
    void anEventTypeThatIsThereChangesNothing() {
        CatalogText text = text(BLOCK);

        assertThat(register(text, "acme", "retail", "customer.0", "customer.changed.0"))
                .isSameAs(text);
    }

    @Test
    void aNewKeyHasThePartsThatFlowcoresSdkNeedsAndKeepsThemToItself() {
        assertThat(KEY.key()).matches("fc_shop1_[0-9a-f]{64}");
        assertThat(KEY.toString() + ENTRY).doesNotContain(KEY.key().substring(10));
        assertThat(NewKey.randomId(new Random())).matches("k[a-z0-9]{7}");
        assertThatThrownBy(() -> NewKey.make("shop_1", new Random())).isInstanceOf(IllegalArgumentException.class);
    }
}
