package org.pineflow.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Points the logging library to {@code config/log4j2.properties} under home. */
final class Logging {

    private static final String FILE = "log4j2.configurationFile";

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

    private static void configure(String location) {
        boolean named = System.getProperty(FILE) != null
                || System.getProperty("log4j.configurationFile") != null
                || System.getenv("LOG4J_CONFIGURATION_FILE") != null;
        if (!named) {
            System.setProperty(FILE, location);
        }
    }
}
