package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SettingsTest {

    /** Spellings of three settings: of one they are all equal, and Camel binds each. */
    private static final Map<String, List<String>> SPELLINGS = Map.of(
            "camel.component.fd1.apikey",
            List.of("camel.component.fd1.apiKey", "camel.component.fd1.api-key", "camel.component.fd1.apikey"),
            "pineflow.defaultdelivery",
            List.of("pineflow.defaultDelivery", "pineflow.default-delivery"),
            "shop.till-no",
            List.of("shop.till-no"));

    @Property
    void theLastLayerThatHasAKeyWinsWhateverItsSpelling(@ForAll("layers") List<List<Setting>> layers) {
        Settings settings = Settings.none();
        Map<String, String> expected = new LinkedHashMap<>();
        for (List<Setting> layer : layers) {
            settings = settings.under(layer);
            layer.forEach(setting -> expected.put(SettingKey.identity(setting.key()), setting.value()));
        }
        Settings merged = settings;
        assertThat(merged.all()).hasSameSizeAs(expected.entrySet());
        expected.forEach((identity, value) ->
                assertThat(merged.find(identity).orElseThrow().value()).isEqualTo(value));
    }

    @Property
    void aLayerLeavesTheSettingsUnderItAsTheyWere(
            @ForAll("layer") List<Setting> below, @ForAll("layer") List<Setting> above) {
        Settings settings = Settings.none().under(below);
        Map<String, Object> before = settings.values();
        settings.under(above);
        assertThat(settings.values()).isEqualTo(before);
    }

    @Test
    void aKeyKeepsItsFirstSpellingSoThatPlaceholdersFindIt() {
        Settings settings = Settings.none()
                .under(List.of(new Setting("pineflow.defaultDelivery", "true", "defaults")))
                .under(List.of(new Setting("pineflow.default-delivery", "false", "file")));
        assertThat(settings.values()).containsExactly(Map.entry("pineflow.defaultDelivery", "false"));
    }

    @Test
    void theNameOfABeanIsNotRespelled() {
        Settings settings = Settings.none().under(List.of(new Setting("camel.beans.my-store", "#class:X", "file")));
        assertThat(settings.values()).containsOnlyKeys("camel.beans.my-store");
    }

    @Test
    void valuesDoNotAppearInText() {
        Settings settings = Settings.none().under(List.of(new Setting("camel.component.fd1.apiKey", "s3cret", "file")));
        assertThat(settings.toString()).contains("apiKey").doesNotContain("s3cret");
    }

    @Provide
    Arbitrary<List<List<Setting>>> layers() {
        return layer().list().ofMaxSize(6);
    }

    @Provide
    Arbitrary<List<Setting>> layer() {
        Arbitrary<String> keys =
                Arbitraries.of(SPELLINGS.values().stream().flatMap(List::stream).toList());
        Arbitrary<String> values = Arbitraries.strings().alpha().ofMaxLength(3);
        return Combinators.combine(keys, values)
                .as((key, value) -> new Setting(key, value, "layer"))
                .list()
                .ofMaxSize(5);
    }
}
