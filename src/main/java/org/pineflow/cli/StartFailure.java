package org.pineflow.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.pineflow.ingest.catalog.CatalogException;
import org.pineflow.option.Nearest;

/**
 * Why camel-main did not start, told for the user: what is wrong, and where. The values of settings and options are left
 * out, as they may be secrets; Camel's own messages do show them.
 *
 * @param isUnexpected whether a stack trace is of use, because the reason is none that a user can have caused
 */
record StartFailure(int exitCode, String message, boolean isUnexpected) {

    private static final String SAME_ENDPOINT = "Multiple consumers for the same endpoint is not allowed";
    private static final Pattern MISSING_PROPERTY = Pattern.compile("Property with key \\[([^\\]]*)\\] not found.*");
    private static final Pattern UNKNOWN_PARAMETERS = Pattern.compile("(?s).*Unknown parameters=\\[\\{(.*)\\}\\].*");
    private static final Pattern PARAMETER_NAME = Pattern.compile("(?:^|, )([A-Za-z][\\w.-]*)=");
    private static final Pattern NO_COMPONENT = Pattern.compile(
            "(?s).*(?:No component found with scheme: |No endpoint could be found for: )([a-zA-Z][\\w+.-]*).*");

    /**
     * @param settings to tell where a key was set
     * @param files to tell where in them the mistake is
     */
    static StartFailure of(Throwable failure, Settings settings, RouteFiles files) {
        return new Reading(failure, settings, files).failure();
    }

    /** What one failure says. */
    private static final class Reading {

        private final List<Throwable> causes = new ArrayList<>();
        private final Settings settings;
        private final RouteFiles files;
        private final MistakePlace place;
        private final RouteVocabulary words = new RouteVocabulary(StartFailure.class.getClassLoader());
        private final Throwable root;
        private final Optional<String> route;
        private final Optional<String> uri;

        Reading(Throwable failure, Settings settings, RouteFiles files) {
            this.settings = settings;
            this.files = files;
            this.place = new MistakePlace(files, settings);
            for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
                causes.add(cause);
            }
            root = causes.get(causes.size() - 1);
            route = causes.stream()
                    .map(Reading::routeOf)
                    .filter(Objects::nonNull)
                    .findFirst();
            uri = causes.stream().map(Reading::uriOf).filter(Objects::nonNull).findFirst();
        }

        StartFailure failure() {
            return causes.stream()
                    .flatMap(cause -> mistake(cause).stream())
                    .reduce((first, deeper) -> deeper)
                    .map(StartFailure::wrong)
                    .or(this::camelComplaint)
                    .orElseGet(this::failed);
        }

        /** What a cause says about a mistake of the user, if it is of a kind that does. */
        private Optional<String> mistake(Throwable cause) {
            String message = String.valueOf(cause.getMessage());
            Matcher missing = MISSING_PROPERTY.matcher(message);
            if (cause instanceof ConfigurationException || cause instanceof CatalogException) {
                return Optional.of(message);
            } else if (cause instanceof PropertyBindingException binding) {
                return Optional.of(cannotBeSet(binding));
            } else if (missing.matches()) {
                return Optional.of(missing(missing.group(1)));
            }
            if (message.contains(SAME_ENDPOINT)) {
                return Optional.of(place.put(
                        route,
                        uri,
                        "another route reads from the same endpoint; give each stream a name and a position of its own:"
                                + " stream=…"));
            }
            return ParserComplaint.in(message).map(complaint -> complaint.text(files, words));
        }

        private String missing(String name) {
            String meant = Nearest.to(
                            name, settings.all().stream().map(Setting::key).toList())
                    .map(nearest -> "; did you mean {{" + nearest + "}}?")
                    .orElse(". Set it in a --config file or write {{" + name + ":default}}.");
            return place.ofPlaceholder(name)
                            .or(() -> usedBy(name))
                            .or(() -> route.map(id -> "route " + id))
                            .map(where -> where + ": ")
                            .orElse("")
                    + "{{" + name + "}} is used but set nowhere" + meant;
        }

        private Optional<String> usedBy(String placeholder) {
            return settings.all().stream()
                    .filter(setting -> setting.value().contains("{{" + placeholder + "}}"))
                    .map(setting -> setting.origin() + ": " + setting.key())
                    .findFirst();
        }

        private String cannotBeSet(PropertyBindingException binding) {
            String prefix = Optional.ofNullable(binding.getOptionPrefix())
                    .map(name -> name.endsWith(".") ? name : name + ".")
                    .orElse("");
            String key = prefix + binding.getPropertyName();
            String what =
                    binding.getCause() == null ? " is not a key that can be set." : " cannot be set to this value.";
            return settings.find(key)
                    .map(setting -> setting.origin() + ": " + key + what)
                    .orElseGet(() -> place.put(route, uri, binding.getPropertyName() + what));
        }

        private Optional<StartFailure> camelComplaint() {
            boolean aboutConfiguration = causes.stream()
                    .anyMatch(cause -> cause instanceof FailedToCreateRouteException
                            || cause instanceof ResolveEndpointFailedException
                            || cause instanceof NoSuchEndpointException
                            || cause instanceof IllegalArgumentException);
            boolean mistake = root instanceof IllegalArgumentException;
            boolean whileStarting = causes.stream().anyMatch(cause -> cause instanceof FailedToStartRouteException);
            String message = root.getMessage();
            if (!aboutConfiguration || whileStarting && !mistake || message == null) {
                return Optional.empty();
            }
            return Optional.of(wrong(place.put(route, uri, complaint(message))));
        }

        private String complaint(String message) {
            Matcher unknown = UNKNOWN_PARAMETERS.matcher(message);
            if (unknown.matches()) {
                return unknownOptions(names(unknown.group(1)));
            }
            Matcher component = NO_COMPONENT.matcher(message);
            if (component.matches()) {
                String name = component.group(1);
                return "there is no component " + name
                        + words.nearestComponent(name)
                                .map(meant -> "; did you mean " + meant + "?")
                                .orElse(" on the class path");
            }
            return message;
        }

        private String unknownOptions(List<String> names) {
            String component =
                    uri.map(address -> address.replaceFirst("(?s):.*", "")).orElse("");
            if (names.size() == 1 && !component.isEmpty()) {
                return names.get(0) + " is no option of " + component
                        + words.nearestOption(component, names.get(0))
                                .map(meant -> "; did you mean " + meant + "?")
                                .orElse("");
            }
            return "unknown options: " + String.join(", ", names);
        }

        private static List<String> names(String parameters) {
            return PARAMETER_NAME
                    .matcher(parameters)
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .collect(Collectors.toList());
        }

        /** Trouble with the outside world, such as a port or a folder, needs no stack trace; anything else does. */
        private StartFailure failed() {
            String reason = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
            return new StartFailure(
                    CommandExit.FAILED,
                    "The start failed: " + place.put(route, uri, reason),
                    !(root instanceof IOException));
        }

        private static String routeOf(Throwable cause) {
            return cause instanceof FailedToCreateRouteException created
                    ? created.getRouteId()
                    : cause instanceof FailedToStartRouteException started ? started.getRouteId() : null;
        }

        private static String uriOf(Throwable cause) {
            return cause instanceof ResolveEndpointFailedException resolving
                    ? resolving.getUri()
                    : cause instanceof NoSuchEndpointException missing ? missing.getUri() : null;
        }
    }

    private static StartFailure wrong(String message) {
        return new StartFailure(CommandExit.WRONG_USAGE, message, false);
    }
}
