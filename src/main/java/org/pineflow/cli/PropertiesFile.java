package org.pineflow.cli;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * Reads a properties file in UTF-8 and remembers the line of each key. The format is that of {@link Properties}; lines
 * that {@code Properties} would turn into an empty value without a word (no {@code =}) are errors here, and blanks at
 * the end of a value are dropped, as Camel does.
 */
final class PropertiesFile {

    private PropertiesFile() {}

    /**
     * The settings of a file, in its order.
     *
     * @throws ConfigurationException when there is no such file, when it cannot be read or when a line is malformed
     */
    static List<Setting> read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("There is no configuration file " + file + ".", e);
        } catch (IOException e) {
            throw new ConfigurationException(
                    "The configuration file " + file + " cannot be read: "
                            + (Files.isDirectory(file) ? "it is a folder" : e.getMessage()) + ".",
                    e);
        }
        return parse(decode(bytes, file.toString()), file.toString());
    }

    private static String decode(byte[] bytes, String name) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new ConfigurationException("The configuration file " + name + " is not valid UTF-8.", e);
        }
    }

    /**
     * The settings of a text.
     *
     * @param name of the file, for messages
     * @throws ConfigurationException when a line is malformed
     */
    static List<Setting> parse(String text, String name) {
        List<Setting> settings = new ArrayList<>();
        StringBuilder logical = new StringBuilder();
        int number = 0;
        int first = 1;
        for (String line : text.split("\r\n|\r|\n", -1)) {
            number++;
            boolean starting = logical.isEmpty();
            if (starting) {
                first = number;
            }
            if (starting && isBlankOrComment(line)) {
                continue;
            }
            logical.append(line);
            if (endsInContinuation(line)) {
                logical.append('\n');
                continue;
            }
            parseLine(logical.toString(), name + ", line " + first).ifPresent(settings::add);
            logical.setLength(0);
        }
        if (!logical.isEmpty()) {
            parseLine(logical.toString(), name + ", line " + first).ifPresent(settings::add);
        }
        return List.copyOf(settings);
    }

    private static boolean isBlankOrComment(String line) {
        String stripped = line.strip();
        return stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith("!");
    }

    /** An odd number of backslashes at the end: the last one is not escaped itself. */
    private static boolean endsInContinuation(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** Empty for a line of nothing but backslashes and blanks. */
    private static Optional<Setting> parseLine(String line, String origin) {
        Properties parsed = new Properties();
        try {
            parsed.load(new StringReader(line));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(origin + ": a backslash-u must be followed by four hex digits.", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Iterator<String> keys = parsed.stringPropertyNames().iterator();
        if (!keys.hasNext()) {
            return Optional.empty();
        }
        String key = keys.next();
        String value = parsed.getProperty(key);
        boolean separated = line.indexOf('=') >= 0 || line.indexOf(':') >= 0;
        if (key.isEmpty() && !separated) {
            return Optional.empty();
        }
        if (key.isEmpty()) {
            throw new ConfigurationException(origin + ": the key before the '=' is missing.");
        }
        if (value.isEmpty() && !separated) {
            // The line is not quoted: it may be a secret that slipped into a line of its own.
            throw new ConfigurationException(origin + ": expected key = value, but there is no '='.");
        }
        return Optional.of(new Setting(key, value.stripTrailing(), origin));
    }
}
