package org.pineflow.cli;

/**
 * A mistake in the settings, the route files or the command line. Its message is written for the user: what is wrong,
 * where, and what to do, on one or two lines. The launcher prints it without a stack trace and exits with 2.
 */
final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ConfigurationException(String message) {
        super(message);
    }

    ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
