package org.pineflow.flowcore.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.pineflow.event.Utf8;

/**
 * Sends events that were refused once more, each alone, to where they were meant for and with the headers they had. What
 * is sent stays below the {@code baseUrl} that the login is for. Safe for use by several threads.
 */
public final class Resender {

    private static final String KEY = "Idempotency-Key";
    private static final String METADATA = "x-flowcore-metadata-json";

    /** What may be taken over from a stored request. The content coding is made anew, the login is the transport's. */
    private static final Set<String> KEPT = Set.of(
            "content-type",
            "accept",
            "idempotency-key",
            METADATA,
            "x-flowcore-event-time-key",
            "x-flowcore-valid-time-key",
            "x-flowcore-event-time",
            "x-flowcore-valid-time");

    /** Events are UTF-8, and nothing is guessed. */
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .configure(JsonFactory.Feature.CHARSET_DETECTION, false)
            .build();

    private final String baseUrl;
    private final int maxEventBytes;
    private final Compression compression;
    private final DeflaterPool deflaters;
    private final WebhookTransport transport;
    private final Login login;
    private final Clock clock;

    /**
     * Sends to the service at {@code baseUrl} and nowhere else.
     *
     * @param maxEventBytes an event of more bytes is not sent
     * @param login to be masked where answers quote it
     * @param clock for answers that name a date
     */
    public Resender(
            String baseUrl,
            int maxEventBytes,
            Compression compression,
            DeflaterPool deflaters,
            WebhookTransport transport,
            Login login,
            Clock clock) {
        this.baseUrl = baseUrl;
        this.maxEventBytes = maxEventBytes;
        this.compression = compression;
        this.deflaters = deflaters;
        this.transport = transport;
        this.login = login;
        this.clock = clock;
    }

    /**
     * A request for one event, as it was, byte for byte.
     *
     * @param address it was meant for, without its query
     * @param headers of the request that was refused; names that no request of ours has are left out
     * @param event its JSON bytes
     * @param key the {@code Idempotency-Key} if the headers have none
     * @param marks added to the metadata of the request
     * @throws IllegalArgumentException when the event must not or cannot be sent; the message says why and what to do
     */
    public WebhookRequest request(
            String address, Map<String, String> headers, byte[] event, String key, Map<String, String> marks) {
        Target target = Target.again(baseUrl, address);
        if (event.length > maxEventBytes) {
            throw new IllegalArgumentException("it has " + event.length + " bytes, and camel.component.flowcore"
                    + ".maxEventBytes is " + maxEventBytes + ": raise that if the sink takes it by now");
        }
        requireJson(event, target.takesBatches());
        Map<String, String> kept = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        kept.put("Content-Type", "application/json");
        kept.put("Accept", "application/json");
        kept.put(KEY, key);
        headers.forEach((name, value) -> {
            if (KEPT.contains(name.toLowerCase(Locale.ROOT))) {
                kept.put(name, headerValue(name, value));
            }
        });
        kept.put(METADATA, EventMetadata.marked(Optional.ofNullable(kept.get(METADATA)), marks));
        compression.contentEncoding().ifPresent(coding -> kept.put("Content-Encoding", coding));
        byte[] json = target.takesBatches() ? array(event) : event;
        return new WebhookRequest(target.uri(), kept, compression.frame(Utf8.of(json), deflaters));
    }

    /**
     * Sends a request of {@link #request}, once. No answer is {@link Verdict.Unavailable}.
     *
     * @throws InterruptedException when the thread was interrupted; whether the sink took the event is unknown
     */
    public Verdict send(WebhookRequest request) throws InterruptedException {
        boolean batch = Target.again(baseUrl, request.address().toString()).takesBatches();
        try {
            return new Verdicts(batch, login, clock).of(transport.send(request), 1);
        } catch (IOException e) {
            return new Verdict.Unavailable(new Trouble(0, e.getMessage()), Optional.empty());
        }
    }

    private static byte[] array(byte[] event) {
        byte[] json = new byte[event.length + 2];
        json[0] = '[';
        System.arraycopy(event, 0, json, 1, event.length);
        json[json.length - 1] = ']';
        return json;
    }

    private static void requireJson(byte[] event, boolean object) {
        try (JsonParser parser = JSON.createParser(event)) {
            JsonToken first = parser.nextToken();
            parser.skipChildren();
            if (first == null || object && first != JsonToken.START_OBJECT || parser.nextToken() != null) {
                throw new IllegalArgumentException("it is no JSON " + (object ? "object" : "value")
                        + ", and its address takes nothing else: mend the source, then drop it");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON: mend the source, then drop it", e);
        }
    }

    private static String headerValue(String name, String value) {
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("its header " + name + " is no printable ASCII: it was changed");
        }
        return value;
    }
}
