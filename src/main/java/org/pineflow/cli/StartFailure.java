package org.pineflow.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;

/**
 * Why camel-main did not start, told for the user: what is wrong, and where. The values of settings and options are left
 * out, as they may be secrets; Camel's own messages do show them.
 *
 * @param isUnexpected whether a stack trace is of use, because the reason is none that a user can have caused
 */
record StartFailure(int exitCode, String message, boolean isUnexpected) {

    /** Camel's parsers write {@code in file:/a/b.yaml, line 6, column 9:} under what is wrong. */
    private static final Pattern PARSER_LOCATION =
            Pattern.compile("\\s*in (?:file:)?(.+?), line (\\d+), column (\\d+):?\\s*");

    private static final Pattern MISSING_PROPERTY = Pattern.compile("Property with key \\[([^\\]]*)\\] not found.*");
    private static final Pattern UNKNOWN_PARAMETERS = Pattern.compile("(?s).*Unknown parameters=\\[\\{(.*)\\}\\].*");
    private static final Pattern PARAMETER_NAME = Pattern.compile("(?:^|, )([A-Za-z][\\w.-]*)=");

    /**
     * @param settings to tell where a key was set
     * @param fileOfRoute the file of the route of an id, where it is known
     */
    static StartFailure of(Throwable failure, Settings settings, Function<String, Optional<String>> fileOfRoute) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        Throwable root = causes.get(causes.size() - 1);
        Optional<String> route = route(causes, fileOfRoute);
        return causes.stream()
                .flatMap(cause -> mistake(cause, settings).stream())
                .reduce((first, deeper) -> deeper)
                .map(mistake -> new StartFailure(
                        CommandExit.WRONG_USAGE, route.map(r -> r + ": ").orElse("") + mistake, false))
                .or(() -> camelComplaint(causes, route))
                .orElseGet(() -> failed(root, route));
    }

    /** What a cause says about a mistake of the user, if it is of a kind that does. */
    private static Optional<String> mistake(Throwable cause, Settings settings) {
        String message = String.valueOf(cause.getMessage());
        Matcher missing = MISSING_PROPERTY.matcher(message);
        if (cause instanceof ConfigurationException) {
            return Optional.of(message);
        } else if (cause instanceof PropertyBindingException binding) {
            return Optional.of(cannotBeSet(binding, settings));
        } else if (missing.matches()) {
            return Optional.of(
                    "{{" + missing.group(1) + "}} is used but set nowhere" + usedBy(missing.group(1), settings)
                            + ". Set it in a --config file or write {{" + missing.group(1) + ":default}}.");
        }
        return parserComplaint(message);
    }

    private static String cannotBeSet(PropertyBindingException binding, Settings settings) {
        String prefix = Optional.ofNullable(binding.getOptionPrefix())
                .map(name -> name.endsWith(".") ? name : name + ".")
                .orElse("");
        String key = prefix + binding.getPropertyName();
        String origin =
                settings.find(key).map(setting -> setting.origin() + ": ").orElse("");
        return origin
                + key
                + (binding.getCause() == null ? " is not a key that can be set." : " cannot be set to this value.");
    }

    private static String usedBy(String placeholder, Settings settings) {
        return settings.all().stream()
                .filter(setting -> setting.value().contains("{{" + placeholder + "}}"))
                .map(setting -> ", by " + setting)
                .findFirst()
                .orElse("");
    }

    /** The statement above the last location of a parser's message, with that location before it. */
    private static Optional<String> parserComplaint(String message) {
        String statement = "";
        Optional<String> complaint = Optional.empty();
        for (String line : message.split("\r?\n")) {
            Matcher location = PARSER_LOCATION.matcher(line);
            if (location.matches()) {
                complaint = Optional.of(location.group(1) + ", line " + location.group(2) + ", column "
                        + location.group(3) + ": " + statement.strip());
            } else if (!line.startsWith(" ")) {
                statement = line;
            }
        }
        return complaint;
    }

    private static Optional<StartFailure> camelComplaint(List<Throwable> causes, Optional<String> route) {
        boolean aboutConfiguration = causes.stream()
                .anyMatch(cause -> cause instanceof FailedToCreateRouteException
                        || cause instanceof ResolveEndpointFailedException
                        || cause instanceof NoSuchEndpointException
                        || cause instanceof IllegalArgumentException);
        boolean mistake = causes.get(causes.size() - 1) instanceof IllegalArgumentException;
        boolean whileStarting = causes.stream().anyMatch(cause -> cause instanceof FailedToStartRouteException);
        if (!aboutConfiguration || whileStarting && !mistake) {
            return Optional.empty();
        }
        String message = causes.get(causes.size() - 1).getMessage();
        if (message == null) {
            return Optional.empty();
        }
        Matcher unknown = UNKNOWN_PARAMETERS.matcher(message);
        String complaint = unknown.matches() ? "unknown options: " + names(unknown.group(1)) : message;
        return Optional.of(new StartFailure(
                CommandExit.WRONG_USAGE, route.map(r -> r + ": ").orElse("") + complaint, false));
    }

    private static String names(String parameters) {
        return PARAMETER_NAME
                .matcher(parameters)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.joining(", "));
    }

    /** Trouble with the outside world, such as a port or a folder, needs no stack trace; anything else does. */
    private static StartFailure failed(Throwable root, Optional<String> route) {
        String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        return new StartFailure(
                CommandExit.FAILED,
                "The start failed: " + route.map(r -> r + ": ").orElse("") + reason,
                !(root instanceof IOException));
    }

    private static Optional<String> route(List<Throwable> causes, Function<String, Optional<String>> fileOfRoute) {
        return causes.stream()
                .flatMap(cause -> cause instanceof FailedToCreateRouteException created
                        ? Optional.ofNullable(created.getRouteId()).stream()
                        : cause instanceof FailedToStartRouteException started
                                ? Optional.ofNullable(started.getRouteId()).stream()
                                : Optional.<String>empty().stream())
                .findFirst()
                .map(id -> fileOfRoute.apply(id).map(file -> file + ", ").orElse("") + "route " + id);
    }
}
