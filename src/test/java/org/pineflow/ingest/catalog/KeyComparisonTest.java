package org.pineflow.ingest.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the time of an answer could tell about the keys there are. */
class KeyComparisonTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** Of equal keys the last is found: only who goes on after a match can find it. */
    @Test
    void everyKeyIsComparedWhateverMatchedBefore() throws Exception {
        Catalog catalog = catalog("same", "same", "same");

        assertThat(catalog.authenticate(Optional.empty(), "same", NOW))
                .map(ApiKey::id)
                .hasValue("key2");
        assertThat(catalog.authenticate(Optional.of("key0"), "same", NOW))
                .map(ApiKey::id)
                .hasValue("key0");
    }

    @Test
    void aKeyIsFoundWhereverItStandsAndNoPartOfOneIs() throws Exception {
        Catalog catalog = catalog("first", "second", "third");

        for (String secret : new String[] {"first", "second", "third"}) {
            assertThat(catalog.authenticate(Optional.empty(), secret, NOW)).isPresent();
            assertThat(catalog.authenticate(Optional.empty(), secret.substring(1), NOW))
                    .isEmpty();
            assertThat(catalog.authenticate(Optional.empty(), secret + "\0", NOW))
                    .isEmpty();
        }
        assertThat(catalog.authenticate(Optional.empty(), sha256("first"), NOW)).isEmpty();
        assertThat(catalog.authenticate(Optional.of("key1"), "first", NOW)).isEmpty();
    }

    private static Catalog catalog(String... secrets) throws Exception {
        StringBuilder yaml = new StringBuilder("tenants:\n  - name: acme\n    keys:\n");
        for (int i = 0; i < secrets.length; i++) {
            yaml.append("      - {id: key%d, sha256: %s}\n".formatted(i, sha256(secrets[i])));
        }
        return read(yaml + "    dataCores: []\n");
    }

    private static Catalog read(String yaml) {
        return CatalogReader.parse(yaml, "catalog.yaml");
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
