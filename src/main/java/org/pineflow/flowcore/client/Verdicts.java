package org.pineflow.flowcore.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Sorts answers. A 2xx counts only when it holds what every official client demands of an ingestion answer. */
final class Verdicts {

    private static final int QUOTED_BYTES = 4096;
    private static final int REASON_CHARS = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final boolean batch;
    private final Login login;
    private final Clock clock;

    /**
     * Sorts the answers of one endpoint.
     *
     * @param batch whether {@code eventIds} is expected of events, else {@code eventId}
     * @param login to be masked where answers quote it
     * @param clock for a {@code Retry-After} that is a date
     */
    Verdicts(boolean batch, Login login, Clock clock) {
        this.batch = batch;
        this.login = login;
        this.clock = clock;
    }

    /** What {@code answer} means for a request of {@code events} events. */
    Verdict of(WebhookAnswer answer, int events) {
        Optional<PlainIds.Taken> taken =
                batch && isSuccess(answer) ? PlainIds.in(answer.body(), events) : Optional.empty();
        JsonNode rest = taken.map(found -> json(found.rest())).orElse(null);
        // Only where the list at the top of what is left is the one that was taken out are these the ids.
        if (isList(rest)) {
            return success(answer, rest, root -> ids(taken.get().ids(), events, answer));
        }
        return sorted(answer, root -> ids(idsIn(root), events, answer));
    }

    private static boolean isList(JsonNode root) {
        return root != null
                && root.path("eventIds").isArray()
                && root.path("eventIds").isEmpty();
    }

    private static boolean isSuccess(WebhookAnswer answer) {
        return answer.status() >= 200 && answer.status() < 300;
    }

    /** What {@code answer} means for a file. */
    Verdict ofFile(WebhookAnswer answer) {
        return sorted(answer, root -> file(root, answer));
    }

    private Verdict sorted(WebhookAnswer answer, Function<JsonNode, Verdict> success) {
        int status = answer.status();
        if (isSuccess(answer)) {
            return success(answer, json(answer.body()), success);
        }
        if (status == 408 || status == 409 || status == 425 || status == 429 || status >= 500) {
            return new Verdict.Unavailable(new Trouble(status, reason(answer)), RetryAfter.of(answer, clock));
        }
        if (status == 400 || status == 413 || status == 422) {
            return new Verdict.Rejected(status, printable(answer.body()));
        }
        return new Verdict.Denied(new Trouble(status, reason(answer) + "; " + cure(status)));
    }

    private Verdict success(WebhookAnswer answer, JsonNode root, Function<JsonNode, Verdict> success) {
        if (answer.truncated() || root == null || !root.isObject()) {
            return noIngestion(
                    answer, answer.body().length == 0 ? "the answer is empty" : "the answer is no JSON object");
        }
        if (root.path("success").isBoolean() && !root.path("success").booleanValue()) {
            return noIngestion(answer, "the answer says success:false");
        }
        return success.apply(root);
    }

    private List<String> idsIn(JsonNode root) {
        List<String> ids = batch ? eventIds(root) : new ArrayList<>();
        if (!batch) {
            addId(root.path("eventId"), ids);
        }
        return ids;
    }

    private Verdict ids(List<String> ids, int events, WebhookAnswer answer) {
        return ids.size() == events
                ? new Verdict.Accepted(ids)
                : noIngestion(answer, "the answer has " + ids.size() + " event ids for " + events + " events");
    }

    private Verdict file(JsonNode root, WebhookAnswer answer) {
        List<String> ids = eventIds(root);
        String checksum = root.path("checksum").asText();
        String hashType = root.path("hashType").asText();
        return ids.isEmpty() || checksum.isEmpty() || hashType.isEmpty()
                ? noIngestion(answer, "the answer lacks checksum, hashType or eventIds of the file")
                : new Verdict.AcceptedFile(ids, checksum, hashType);
    }

    private static List<String> eventIds(JsonNode root) {
        List<String> ids = new ArrayList<>();
        for (JsonNode id : root.path("eventIds")) {
            addId(id, ids);
        }
        return ids;
    }

    private static void addId(JsonNode id, List<String> ids) {
        if (id.isTextual() && !id.textValue().isEmpty()) {
            ids.add(id.textValue());
        }
    }

    private Verdict noIngestion(WebhookAnswer answer, String what) {
        return new Verdict.Denied(new Trouble(
                answer.status(),
                what + ", so this is no ingestion service: "
                        + "check baseUrl, and whether a proxy or a login page stands before it" + quoted(answer)));
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return null;
        }
    }

    private static String cure(int status) {
        return switch (status) {
            case 401 -> "check apiKey and apiKeyIn";
            case 403 -> "the key may not ingest here: grant it in Flowcore";
            case 404 -> "check baseUrl, tenant, dataCore, and that the flow type and event type exist";
            case 405, 415 -> "check baseUrl: what answers is no ingestion service";
            case 407 -> "the proxy wants a login: check proxyHost and proxyPort";
            default ->
                status < 400
                        ? "redirects are not followed, or the key would go to a stranger: check baseUrl"
                        : "check the set-up of the sink";
        };
    }

    private String reason(WebhookAnswer answer) {
        return "HTTP " + answer.status() + quoted(answer);
    }

    private String quoted(WebhookAnswer answer) {
        String text = printable(answer.body()).replaceAll("\\s+", " ").strip();
        if (text.isEmpty()) {
            return "";
        }
        return " (" + (text.length() > REASON_CHARS ? text.substring(0, REASON_CHARS) + "…" : text) + ")";
    }

    /** The first 4 KiB as text that no terminal and no log takes for anything but text. */
    private String printable(byte[] body) {
        String text = login.mask(new String(body, StandardCharsets.UTF_8));
        StringBuilder clean = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            boolean harmless = c == '\n'
                    || c == '\t'
                    || !Character.isISOControl(c)
                            && Character.isDefined(c)
                            && Character.getType(c) != Character.FORMAT
                            && Character.getType(c) != Character.SURROGATE;
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (bytes > QUOTED_BYTES) {
                break;
            }
            clean.appendCodePoint(harmless ? c : '\ufffd');
        }
        return clean.toString();
    }
}
