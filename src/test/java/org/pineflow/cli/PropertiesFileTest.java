package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesFileTest {

    @Property
    void aTextMeansWhatJavaTakesItFor(@ForAll("texts") String text) throws IOException {
        AtomicBoolean emptyKeyOrValue = new AtomicBoolean();
        Properties java = new Properties() {
            @Override
            public synchronized Object put(Object key, Object value) {
                emptyKeyOrValue.compareAndSet(false, key.equals("") || value.equals(""));
                return super.put(key, value);
            }
        };
        java.load(new StringReader(text));
        List<Setting> ours;
        try {
            ours = PropertiesFile.parse(text, "f");
        } catch (ConfigurationException stricter) {
            // Only what Java turns into an empty key or an empty value is refused.
            assertThat(emptyKeyOrValue).isTrue();
            return;
        }
        Map<String, String> expected = new HashMap<>();
        java.stringPropertyNames()
                .forEach(key -> expected.put(key, java.getProperty(key).stripTrailing()));
        expected.remove(""); // Of a line that is nothing but a continuation.
        Map<String, String> read = new HashMap<>();
        ours.forEach(setting -> read.put(setting.key(), setting.value()));
        assertThat(read).isEqualTo(expected);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "a", "b", "=", ":", " ", "\\", "\n", "\r\n", "#", "!", "\t", "ä", "a=b\n", "\\u0041", "\\n")
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    @Test
    void eachSettingKnowsTheLineItBeginsOn() {
        List<Setting> settings = PropertiesFile.parse("# c\r\na = 1\r\n\r\nb = 2\\\r\n   3\r\nc:4", "my.properties");
        assertThat(settings)
                .containsExactly(
                        new Setting("a", "1", "my.properties, line 2"),
                        new Setting("b", "23", "my.properties, line 4"),
                        new Setting("c", "4", "my.properties, line 6"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ok = 1\nbare-word-s3cret", "ok = 1\n= s3cret", "ok = 1\nx = \\u12G4 s3cret"})
    void aMalformedLineIsNamedAndNotQuoted(String text) {
        assertThatThrownBy(() -> PropertiesFile.parse(text, "my.properties"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("my.properties, line 2: ")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void blanksAtTheEndOfAValueAreDropped() {
        assertThat(PropertiesFile.parse("url = ws://x  \t\n", "f").get(0).value())
                .isEqualTo("ws://x");
    }

    @Test
    void aFileThatIsMissingAFolderOrNotUtf8IsNamed(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing.properties");
        assertThatThrownBy(() -> PropertiesFile.read(missing))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(missing.toString());
        assertThatThrownBy(() -> PropertiesFile.read(folder))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is a folder");
        Path latin = Files.write(folder.resolve("latin.properties"), "a=ä".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> PropertiesFile.read(latin))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("not valid UTF-8");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstKey(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("bom.properties"), "\uFEFFa = ä");
        assertThat(PropertiesFile.read(file)).containsExactly(new Setting("a", "ä", file + ", line 1"));
    }
}
