package org.pineflow.fd1;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.pineflow.fd1.client.Fd1Settings;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.stream.ArgumentPath;
import org.pineflow.fd1.stream.FirehoseSettings;
import org.pineflow.fd1.stream.FirehoseSettings.Restart;
import org.pineflow.fd1.stream.FixedArgument;
import org.pineflow.fd1.stream.KeyFields;
import org.pineflow.fd1.stream.PollSettings;
import org.pineflow.fd1.stream.StreamSettings;

/**
 * What the options of one endpoint mean. Every method throws an {@link IllegalArgumentException} that names the option,
 * what is wrong with it and what to write instead; secrets are never shown.
 */
final class Fd1Options {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Operation operation;
    private final String name;
    private final Fd1Configuration options;

    Fd1Options(Operation operation, String name, Fd1Configuration options) {
        this.operation = operation;
        this.name = name;
        this.options = options;
    }

    /** How to reach the server. */
    Fd1Settings connection(Optional<SSLContext> tls) {
        if (options.getUrl().isBlank()) {
            throw new IllegalArgumentException("there is no FD1 server: set url on the endpoint, or"
                    + " camel.component.fd1.url, to the whole WebSocket address, for example"
                    + " wss://pos.example/fd1/open_websocket");
        }
        if (!options.getApiKey().isEmpty() && !options.getToken().isEmpty()) {
            throw new IllegalArgumentException("both apiKey and token are set; FD1 takes exactly one of them");
        }
        List<URI> urls = new ArrayList<>();
        urls.add(url("url", options.getUrl()));
        for (String alternate : options.getAlternateUrls().split(",")) {
            if (!alternate.isBlank()) {
                urls.add(url("alternateUrls", alternate));
            }
        }
        return new Fd1Settings(
                urls,
                options.getApiKey(),
                options.getToken(),
                upgradeHeaders(),
                duration("loginTimeout", options.getLoginTimeout(), 0),
                duration("requestTimeout", options.getRequestTimeout(), 1),
                duration("idleTimeout", options.getIdleTimeout(), 1),
                duration("reconnectDelay", options.getReconnectDelay(), 1),
                duration("reconnectMaxDelay", options.getReconnectMaxDelay(), 1),
                (int) atLeast("maxMessageBytes", options.getMaxMessageBytes(), 1024),
                tls);
    }

    /** What firehoses and polls have in common. */
    StreamSettings stream() {
        return new StreamSettings(
                streamName(),
                KeyFields.parse(options.getKeyFields()),
                duration("overlap", options.getOverlap(), 0),
                (int) atLeast("batchSize", options.getBatchSize(), 1),
                (int) atLeast("batchBytes", options.getBatchBytes(), 1),
                duration("batchWait", options.getBatchWait(), 0),
                (int) atLeast("maxInFlight", options.getMaxInFlight(), 1),
                atLeast("maxBufferedBytes", options.getMaxBufferedBytes(), 1),
                options.getRveStamp(),
                options.getTimeStamp(),
                options.getTimeField(),
                keepsStale(),
                duration("redeliveryDelay", options.getRedeliveryDelay(), 1),
                duration("redeliveryMaxDelay", options.getRedeliveryMaxDelay(), 1));
    }

    private boolean keepsStale() {
        if (options.getStale().equals("reread")) {
            throw new IllegalArgumentException("stale=reread is not supported yet: the record is not asked for again."
                    + " Write stale=drop, or stale=keep and compare rve in the sink");
        }
        return oneOf("stale", options.getStale(), "drop", "keep").equals("keep");
    }

    /** The stream's name: what {@code stream} says, else the operation and name of the URI. */
    String streamName() {
        return options.getStream().isBlank() ? operation.text() + ":" + name : options.getStream();
    }

    /** The firehose. */
    FirehoseSettings firehose() {
        Restart restart = restart();
        String startFrom = options.getStartFrom().strip();
        if (!startFrom.equals("now")
                && !startFrom.equals("all")
                && Rve.parse(startFrom).isEmpty()) {
            throw new IllegalArgumentException("startFrom=" + startFrom + " is neither now nor all nor an rve, as"
                    + " 2024010113245600023 or 20240823.102003");
        }
        return new FirehoseSettings(
                name,
                query(),
                startFrom,
                restart,
                ArgumentPath.parse("restartArgument", options.getRestartArgument()),
                sequencedArgument(restart),
                duration("replayQuiet", options.getReplayQuiet(), 0),
                duration("openSettle", options.getOpenSettle(), 0),
                duration("closeAfter", options.getCloseAfter(), 1),
                options.getPollEndpoint().isBlank() ? Optional.empty() : Optional.of(poll(options.getPollEndpoint())));
    }

    private Optional<FixedArgument> sequencedArgument(Restart restart) {
        String text = options.getSequencedArgument().strip();
        if (restart == Restart.SEQUENCED && text.isEmpty()) {
            throw new IllegalArgumentException("restart=sequenced needs sequencedArgument: what asks this server for a"
                    + " sequenced restart, for example v.sequenced=true; or none, where every restart is sequenced");
        }
        return text.isEmpty() || text.equals("none")
                ? Optional.empty()
                : Optional.of(FixedArgument.parse("sequencedArgument", text));
    }

    private Restart restart() {
        boolean pollable = !options.getPollEndpoint().isBlank();
        String text = options.getRestart().isBlank() ? pollable ? "poll" : "replay" : options.getRestart();
        Restart restart =
                switch (oneOf("restart", text, "replay", "sequenced", "poll", "none")) {
                    case "poll" -> Restart.POLL;
                    case "none" -> Restart.NONE;
                    case "sequenced" -> Restart.SEQUENCED;
                    default -> Restart.REPLAY;
                };
        if (restart == Restart.POLL && !pollable) {
            throw new IllegalArgumentException("restart=poll needs pollEndpoint: the endpoint that reads the rows which"
                    + " the firehose fd1:firehose:" + name + " missed");
        }
        return restart;
    }

    /** The poll. */
    PollSettings poll() {
        return poll(name);
    }

    private PollSettings poll(String endpoint) {
        boolean ofFirehose = operation == Operation.FIREHOSE;
        return new PollSettings(
                endpoint,
                query(),
                fields(),
                options.getChunked() == null || options.getChunked(),
                ArgumentPath.parse("sinceArgument", options.getSinceArgument()),
                ofFirehose || options.isIncremental(),
                duration("requestTimeout", options.getRequestTimeout(), 1));
    }

    /** What the stream reads, as text: see {@link org.pineflow.position.Position}. */
    String fingerprint() {
        StringBuilder text = new StringBuilder(operation.text()).append(' ').append(name);
        if (!options.getPollEndpoint().isBlank()) {
            text.append(" poll=").append(options.getPollEndpoint());
        }
        if (!options.getQuery().isBlank()) {
            text.append(" q=").append(query());
        }
        if (!fields().isEmpty()) {
            text.append(" qo=").append(fields());
        }
        return text.append(" key=")
                .append(KeyFields.parse(options.getKeyFields()))
                .toString();
    }

    /** The {@code q} of requests. */
    ObjectNode query() {
        return options.getQuery().isBlank()
                ? JsonNodeFactory.instance.objectNode()
                : object("query", options.getQuery(), false);
    }

    /** The {@code qo} of requests, with key and rve. */
    private ObjectNode fields() {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        String text = options.getFields().strip();
        if (text.isEmpty() || operation != Operation.POLL) {
            return fields;
        }
        if (text.startsWith("{")) {
            fields.setAll(object("fields", text, false));
        } else {
            for (String field : text.split(",")) {
                fields.put(field.strip(), true);
            }
        }
        for (String key : KeyFields.parse(options.getKeyFields()).names()) {
            if (!fields.has(key)) {
                fields.put(key, true);
            }
        }
        if (!fields.has("rve")) {
            fields.put("rve", true);
        }
        return fields;
    }

    private Map<String, String> upgradeHeaders() {
        if (options.getUpgradeHeaders().isBlank()) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        object("upgradeHeaders", options.getUpgradeHeaders(), true).properties().forEach(entry -> {
            if (!entry.getValue().isTextual()) {
                throw new IllegalArgumentException(
                        "the value of " + entry.getKey() + " in upgradeHeaders is no JSON string");
            }
            headers.put(entry.getKey(), entry.getValue().textValue());
        });
        return headers;
    }

    private static URI url(String option, String text) {
        String cure =
                " is no WebSocket address. Write the whole of it, for example wss://pos.example/fd1/open_websocket";
        try {
            URI url = new URI(text.strip());
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("ws") && !scheme.equals("wss") || url.getHost() == null) {
                throw new IllegalArgumentException(option + "=" + text.strip().replaceAll("[?].*", "") + cure);
            }
            return url;
        } catch (URISyntaxException noUrl) {
            throw new IllegalArgumentException(option + cure + " (" + noUrl.getReason() + ")");
        }
    }

    private static ObjectNode object(String option, String text, boolean secret) {
        String cure = option + " is no JSON object. Write for example {\"name\":\"value\"}";
        try {
            JsonNode node = JSON.readTree(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalArgumentException(cure);
        } catch (JsonProcessingException noJson) {
            throw new IllegalArgumentException(secret ? cure : cure + ": " + noJson.getOriginalMessage());
        }
    }

    private static String oneOf(String option, String value, String... allowed) {
        for (String one : allowed) {
            if (one.equals(value)) {
                return value;
            }
        }
        throw new IllegalArgumentException(option + "=" + value + " is not one of " + String.join(", ", allowed));
    }

    private static Duration duration(String option, long millis, long least) {
        return Duration.ofMillis(atLeast(option, millis, least));
    }

    private static long atLeast(String option, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(option + "=" + value + " is too small; the least is " + least);
        }
        return value;
    }
}
