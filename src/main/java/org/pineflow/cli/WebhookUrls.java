package org.pineflow.cli;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The addresses of one event type at an ingestion service. They need no encoding and no care in a shell: names and base are
 * of plain characters.
 *
 * @param base without a slash at its end
 */
record WebhookUrls(String base, String tenant, String dataCore, String flowType, String eventType) {

    private static final Pattern BASE = Pattern.compile("https?://[A-Za-z0-9.:_~%\\[\\]/-]+");

    /**
     * @param given by the user
     * @throws ConfigurationException when it is no address
     */
    static String base(String given) {
        if (!BASE.matcher(given).matches()) {
            throw new ConfigurationException("--url has to be an address such as https://webhook.example.com");
        }
        return given.replaceFirst("/+$", "");
    }

    /** The address that the settings give the HTTP server, as this machine sees it. */
    static String base(Settings settings, Placeholders placeholders) {
        String host = value(settings, placeholders, "camel.server.host").orElse("127.0.0.1");
        String port = value(settings, placeholders, "camel.server.port").orElse("8080");
        boolean anywhere = host.equals("0.0.0.0") || host.equals("::");
        return base("http://" + (anywhere ? "127.0.0.1" : host) + ":" + port);
    }

    private static Optional<String> value(Settings settings, Placeholders placeholders, String key) {
        return settings.find(key)
                .map(setting -> placeholders.resolve(setting.key()).strip())
                .filter(text -> !text.isEmpty());
    }

    String single() {
        return url("event");
    }

    String batch() {
        return url("events");
    }

    String file() {
        return url("file");
    }

    private String url(String kind) {
        return String.join("/", base, kind, tenant, dataCore, flowType, eventType);
    }

    /** A command line for each, which takes the key from the variable KEY of the shell. */
    List<String> commands() {
        String key = "-H \"Authorization: $KEY\"";
        String json = " " + key + " -H 'Content-Type: application/json' -d ";
        return List.of(
                "curl -sS '" + single() + "'" + json + "'{\"hello\":\"world\"}'",
                "curl -sS '" + batch() + "'" + json + "'[{\"hello\":\"world\"},{\"hello\":\"again\"}]'",
                "printf 'hello world' | curl -sS '" + file() + "' " + key
                        + " -F fileId=hello -F type=text/plain -F 'file=@-;filename=hello.txt'");
    }
}
