package org.pineflow.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gathers the settings of a run from all their sources, in this order, the later winning: built-in defaults,
 * {@code config/application.properties} under home, each {@code --config} file, environment variables, Java system
 * properties, and {@code -D} on the command line.
 *
 * <p>camel-main has an order of its own, which lets environment and files win by the spelling of the key, so it is given
 * the outcome and told to look nowhere else.
 */
final class SettingsLoader {

    /** The key of the folder that holds {@code routes} and {@code config}; set by the launcher, not by a file. */
    static final String HOME_KEY = "pineflow.home";

    private static final String DEFAULTS = "defaults.properties";

    private final Map<String, String> environment;
    private final Map<String, String> systemProperties;

    SettingsLoader(Map<String, String> environment, Map<String, String> systemProperties) {
        this.environment = Map.copyOf(environment);
        this.systemProperties = Map.copyOf(systemProperties);
    }

    /** A loader over the environment and the system properties of this process. */
    static SettingsLoader ofThisProcess() {
        Map<String, String> properties = new TreeMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> properties.put(name, System.getProperty(name)));
        return new SettingsLoader(System.getenv(), properties);
    }

    /**
     * @param home the folder whose {@code config/application.properties} is read when it is there
     * @param configFiles in order
     * @param definitions {@code -D} on the command line
     * @throws ConfigurationException when a file is missing or malformed, or a key is none that can be set
     */
    Settings load(Path home, List<Path> configFiles, Map<String, String> definitions) {
        List<Setting> defaults = defaults();
        KnownKeys known = new KnownKeys(defaults, SettingsLoader.class.getClassLoader());
        Settings settings = Settings.none().under(defaults);
        Path shipped = home.resolve("config/application.properties");
        if (Files.exists(shipped)) {
            settings = settings.under(PropertiesFile.read(shipped));
        }
        for (Path file : configFiles) {
            settings = settings.under(PropertiesFile.read(file));
        }
        settings = settings.under(new EnvironmentSettings(known).read(environment, settings));
        settings = settings.under(meantForUs(settings));
        settings = settings.under(named("-D", definitions));
        settings.all().forEach(known::check);
        return settings.under(
                List.of(new Setting(HOME_KEY, home.toAbsolutePath().normalize().toString(), "the launcher")));
    }

    private static List<Setting> defaults() {
        try (InputStream in = SettingsLoader.class.getResourceAsStream(DEFAULTS)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return PropertiesFile.parse(text, "built-in " + DEFAULTS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not {@code java.home} and the like, unless a file sets that key too. */
    private List<Setting> meantForUs(Settings below) {
        Map<String, String> ours = new TreeMap<>(systemProperties);
        ours.remove(HOME_KEY);
        ours.keySet()
                .removeIf(key -> !SettingKey.isReserved(key) && below.find(key).isEmpty());
        return named("system property ", ours);
    }

    private static List<Setting> named(String origin, Map<String, String> values) {
        List<Setting> settings = new ArrayList<>();
        values.forEach((key, value) -> settings.add(new Setting(key, value, origin + key)));
        return settings;
    }
}
