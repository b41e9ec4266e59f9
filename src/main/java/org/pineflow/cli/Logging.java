package org.pineflow.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Points the logging library to {@code config/log4j2.properties} under home. */
final class Logging {

    private static final String FILE = "log4j2.configurationFile";

    /** Tells through the JDK's own log, straight to the console, that it was loaded; held, or its level would be forgotten. */
    private static final Logger COMPRESSOR = Logger.getLogger("com.intel.gkl");

    private Logging() {}

    /** To be called before the first logger is made. A file that the user named himself wins. */
    static void configure(Path home) {
        // Our own shutdown hook closes the log, after the last line of an orderly stop.
        System.setProperty("log4j2.shutdownHookEnabled", "false");
        Path file = home.resolve("config/log4j2.properties");
        if (Files.exists(file)) {
            configure(file.toUri().toString());
        }
    }

    /**
     * Warnings and errors to a file, nothing to the console; for a command whose output is its own. To be called before
     * the first logger is made. A file of settings that the user named himself wins.
     */
    static void toFile(Path log) {
        System.setProperty("log4j2.shutdownHookEnabled", "false");
        System.setProperty("pineflow.log", log.toString());
        configure("classpath:org/pineflow/cli/log4j2-file.properties");
    }

    /** Warnings and errors alone, to standard error; for a command that draws on the terminal. Else as {@link #toFile}. */
    static void onlyWarnings() {
        System.setProperty("log4j2.shutdownHookEnabled", "false");
        configure("classpath:org/pineflow/cli/log4j2-warnings.properties");
    }

    /** Errors alone, to standard error; for a command that tells of troubles itself. Else as {@link #toFile}. */
    static void onlyErrors() {
        System.setProperty("log4j2.shutdownHookEnabled", "false");
        configure("classpath:org/pineflow/cli/log4j2-errors.properties");
    }

    private static void configure(String location) {
        COMPRESSOR.setLevel(Level.WARNING);
        boolean named = System.getProperty(FILE) != null
                || System.getProperty("log4j.configurationFile") != null
                || System.getenv("LOG4J_CONFIGURATION_FILE") != null;
        if (!named) {
            System.setProperty(FILE, location);
        }
    }
}
