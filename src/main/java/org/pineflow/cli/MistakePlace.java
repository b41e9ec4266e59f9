package org.pineflow.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds where the user made a mistake that Camel tells only the route of: the line of the option that the complaint names, in
 * the route file or in the settings, or else that of the endpoint or the route.
 */
final class MistakePlace {

    private static final Pattern URI =
            Pattern.compile("([a-z][a-z0-9+.-]*):(?:/{0,2})([^?\\s]*)(?:\\?(.*))?", Pattern.DOTALL);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[^{}]*}}");
    private static final Pattern FROM_ENVIRONMENT = Pattern.compile("\\{\\{env:(\\w+):?}}");

    /** Shorter texts are found in complaints by chance. */
    private static final int LEAST_TEXT = 4;

    private final RouteFiles files;
    private final Settings settings;

    MistakePlace(RouteFiles files, Settings settings) {
        this.files = files;
        this.settings = settings;
    }

    /** A word of the complaint that stands somewhere: how early it comes, and where it stands. */
    private record Named(int index, String place, String addition) {}

    /**
     * The complaint behind its place.
     *
     * @param route the id of the route, when Camel told it
     * @param uri of the endpoint, when Camel told it
     */
    String put(Optional<String> route, Optional<String> uri, String complaint) {
        Optional<RouteFile> file = route.flatMap(files::ofRoute);
        if (file.isEmpty()) {
            return route.map(id -> "route " + id + ": ").orElse("") + complaint;
        }
        RouteNode within = file.get().route(route.get()).orElse(file.get().root());
        List<RouteNode> endpoints = endpoints(within, uri);
        String suffix = ", route " + route.get();
        int otherwise = endpoints.isEmpty() || uri.isEmpty()
                ? mentioned(within, complaint).orElse(within).line()
                : address(endpoints.get(0)).orElse(endpoints.get(0)).line();
        String place = file.get().name() + ", line " + otherwise + suffix;
        Stream<Named> ofRoute = endpoints.stream()
                .flatMap(endpoint -> options(endpoint).stream())
                .flatMap(option -> index(option.name(), complaint).stream()
                        .map(at -> new Named(at, file.get().name() + ", line " + option.line() + suffix, "")));
        Stream<Named> ofSettings = uri.stream().flatMap(address -> settings(address, complaint, place));
        return Stream.concat(ofRoute, ofSettings)
                .min(Comparator.comparingInt(Named::index))
                .map(named -> named.place() + ": " + withoutAddress(complaint) + named.addition())
                .orElseGet(() -> place + ": " + withoutAddress(complaint));
    }

    /** The place of a placeholder that is set nowhere. */
    Optional<String> ofPlaceholder(String name) {
        Pattern used = Pattern.compile("\\{\\{[?]?" + Pattern.quote(name) + "[:}]");
        return files.files().stream()
                .flatMap(file -> file.root()
                        .all()
                        .filter(node -> used.matcher(node.text()).find())
                        .map(node -> file.name() + ", line " + node.line()))
                .findFirst();
    }

    /** It says in which endpoint the mistake is, for those who see no place. */
    private static String withoutAddress(String complaint) {
        return complaint
                .replaceFirst("(?s)[.]? See (fd1|flowcore):\\S+$", "")
                .replaceFirst(" in fd1://\\S+ must be", " must be");
    }

    private Stream<Named> settings(String uri, String complaint, String neededBy) {
        Matcher parts = URI.matcher(uri);
        if (!parts.matches()) {
            return Stream.empty();
        }
        String prefix = ComponentOptions.PREFIX + parts.group(1) + ".";
        return settings.all().stream()
                .filter(setting -> setting.key().startsWith(prefix))
                .flatMap(setting -> index(setting.key().substring(prefix.length()), complaint).stream()
                        .map(at ->
                                new Named(at, setting.origin() + " (for " + neededBy + ")", fromEnvironment(setting))));
    }

    private static String fromEnvironment(Setting setting) {
        Matcher variable = FROM_ENVIRONMENT.matcher(setting.value());
        return variable.matches()
                ? ". " + setting.key() + " takes it from the environment variable " + variable.group(1)
                : "";
    }

    /** What may be an endpoint, and is the one of this address if it is known. */
    private static List<RouteNode> endpoints(RouteNode within, Optional<String> uri) {
        List<RouteNode> endpoints =
                within.all().filter(node -> address(node).isPresent()).toList();
        if (uri.isEmpty()) {
            return endpoints.stream().limit(1).toList(); // Camel tells no address of what a route reads from.
        }
        return endpoints.stream()
                .filter(node -> isSame(address(node).orElseThrow().text(), uri.get()))
                .toList();
    }

    /** The node of the address: of a step with {@code uri}, or of one that is nothing but an address. */
    private static Optional<RouteNode> address(RouteNode node) {
        Optional<RouteNode> uri = node.child("uri");
        if (uri.isPresent()) {
            return uri;
        }
        boolean isStep = List.of("to", "from", "toD", "wireTap").contains(node.name());
        return isStep && URI.matcher(node.text()).matches() ? Optional.of(node) : Optional.empty();
    }

    /** Placeholders may stand for anything. */
    private static boolean isSame(String written, String told) {
        Matcher one = URI.matcher(written);
        Matcher other = URI.matcher(told);
        if (!one.matches() || !other.matches()) {
            return false;
        }
        String path = Stream.of(PLACEHOLDER.split(one.group(2), -1))
                .map(Pattern::quote)
                .reduce((before, after) -> before + ".*" + after)
                .orElse("");
        return one.group(1).equals(other.group(1)) && other.group(2).matches(path);
    }

    /** The options of an endpoint, each with its line: of {@code parameters}, and those behind the question mark. */
    private static List<RouteNode> options(RouteNode endpoint) {
        List<RouteNode> options = new ArrayList<>();
        endpoint.child("parameters").ifPresent(parameters -> options.addAll(parameters.children()));
        RouteNode address = address(endpoint).orElseThrow();
        Matcher parts = URI.matcher(address.text());
        if (parts.matches() && parts.group(3) != null) {
            for (String option : parts.group(3).split("&")) {
                options.add(new RouteNode(option.replaceFirst("(?s)=.*", "").strip(), "", address.line(), List.of()));
            }
        }
        return options;
    }

    /** Where the complaint names the option. */
    private static Optional<Integer> index(String option, String complaint) {
        Matcher word = Pattern.compile("(?<![\\w-])" + Pattern.quote(option.toLowerCase(Locale.ROOT)) + "(?![\\w-])")
                .matcher(complaint.toLowerCase(Locale.ROOT));
        return option.isEmpty() || !word.find() ? Optional.empty() : Optional.of(word.start());
    }

    /** The longest text of the route that the complaint quotes. */
    private static Optional<RouteNode> mentioned(RouteNode within, String complaint) {
        return within.all()
                .filter(node -> node.text().strip().length() >= LEAST_TEXT
                        && !node.name().equals("id")
                        && complaint.contains(node.text().strip()))
                .max(Comparator.comparingInt(node -> node.text().length()));
    }
}
