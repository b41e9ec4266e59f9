package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The route files say what can be set; a run takes no key that is not among the built-in defaults. */
class IngestionKeysTest {

    private static final Pattern SETTING =
            Pattern.compile("(?m)^#\\s+(pineflow\\.ingest\\.[A-Za-z.]+) = ([0-9A-Za-z./]+)(?=\\s)");
    private static final Pattern USED = Pattern.compile("\\{\\{(pineflow\\.ingest\\.[A-Za-z.]+):([^}]*)}}");

    /** These tell what to write, and not what there is without it. */
    private static final List<String> EXAMPLES = List.of("pineflow.ingest.cold.bucket", "pineflow.ingest.cold");

    @Test
    void everySettingThatTheRouteFilesTellOfIsKnownWithTheDefaultTheyTell() throws IOException {
        Map<String, String> told = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of("routes/ingest"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                for (Pattern pattern : List.of(SETTING, USED)) {
                    for (MatchResult match : pattern.matcher(text).results().toList()) {
                        told.put(match.group(1), match.group(2));
                    }
                }
            }
        }
        Map<String, String> defaults = defaults();

        assertThat(told).hasSizeGreaterThan(30);
        assertThat(defaults.keySet()).containsAll(told.keySet());
        told.keySet().removeAll(EXAMPLES);
        assertThat(defaults).containsAllEntriesOf(told);
    }

    private static Map<String, String> defaults() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = IngestionKeysTest.class.getResourceAsStream("defaults.properties")) {
            properties.load(in);
        }
        Map<String, String> defaults = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> defaults.put(name, properties.getProperty(name)));
        return defaults;
    }
}
