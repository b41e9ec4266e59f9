package org.pineflow.fd1.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.pineflow.fd1.client.ConnectionObserver;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.stream.RveForm;

/**
 * How a server speaks, where FD1 leaves it open: seen on the packets themselves. Notes the form of things and never their
 * content. Guarded by this object, as several connections are watched.
 */
final class DialectNotes implements ConnectionObserver {

    /** So much is looked at; a server does not change its ways after it. */
    private static final int MOST_MESSAGES = 300;

    private static final int LARGEST = 2 << 20;
    private static final String LOGIN = "login-1";
    /** What the {@code rp} begins with in answers to requests other than of a firehose. */
    private static final String ANSWER = "rq-";

    private static final List<String> RVE_NAMES = List.of("rve", "_rve", "RVE", "rvel");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Set<String>> notes = new LinkedHashMap<>();
    private final LongSupplier nanoTime;
    private int messages;
    private Optional<Long> openedAt = Optional.empty();
    private Optional<Long> loginAnsweredAt = Optional.empty();
    private boolean greeted;

    /** @param nanoTime as {@link System#nanoTime} */
    DialectNotes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void opened() {
        openedAt = openedAt.or(() -> Optional.of(nanoTime.getAsLong()));
    }

    @Override
    public synchronized void message(byte[] bytes, int from, int to) {
        if (++messages > MOST_MESSAGES || to - from > LARGEST) {
            return;
        }
        int packets = 0;
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(bytes, from, to - from)) {
            while (values.hasNext()) {
                JsonNode value = values.next();
                for (JsonNode packet : value.isArray() ? value : List.of(value)) {
                    packets++;
                    packet(packet);
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            note("unreadable", "messages that are no JSON came");
        }
        if (packets > 1) {
            note("framing", "several packets in a message");
        }
    }

    private void packet(JsonNode packet) {
        JsonNode rp = packet.path("rp");
        if (rp.asText().equals(LOGIN)) {
            loginAnsweredAt = loginAnsweredAt.or(() -> Optional.of(nanoTime.getAsLong()));
            return;
        }
        if (rp.isMissingNode() || rp.asText().isEmpty()) {
            greeted = true;
            return;
        }
        if (rp.asText().startsWith(ANSWER)) {
            note("r", packet.has("r") ? "r in answers" : "no r in answers");
        }
        if (packet.has("sc")) {
            note("sc", "sc in events");
        }
        JsonNode chunk = packet.path("ch");
        boolean rows = rows(packet);
        if (chunk.isNumber() || chunk.isTextual()) {
            boolean last = chunk.asText().equals("0");
            note("chunks", last ? (rows ? "ch:0 with rows" : "ch:0 without rows") : "numbered chunks");
        }
    }

    /** Notes where rows and rve are; false when there are no rows. */
    private boolean rows(JsonNode packet) {
        for (String member : List.of("data", "v")) {
            JsonNode body = packet.path(member);
            if (body.path("rows").isArray() || body.isArray()) {
                JsonNode rows = body.isArray() ? body : body.path("rows");
                if (!rows.isEmpty()) {
                    note("rows", "rows in " + member + (body.isArray() ? "" : ".rows"));
                    rve(rows.get(0), body, packet, member);
                }
                return !rows.isEmpty();
            }
            if (body.isObject() && !body.isEmpty()) {
                note("rows", "a row as " + member);
                rve(body, body, packet, member);
                return true;
            }
        }
        return false;
    }

    private void rve(JsonNode row, JsonNode body, JsonNode packet, String member) {
        for (String name : RVE_NAMES) {
            if (isRve(row.path(name))) {
                note("rve", form(name, row.path(name)) + " in the row");
            } else if (isRve(body.path(name))) {
                note("rve", form(name, body.path(name)) + " beside the rows in " + member);
            } else if (isRve(packet.path(name))) {
                note("rve", form(name, packet.path(name)) + " at the packet's top level");
            }
        }
    }

    private static boolean isRve(JsonNode value) {
        return value.isValueNode() && Rve.parse(value.asText()).isPresent();
    }

    private static String form(String name, JsonNode value) {
        byte[] text = value.toString().getBytes(StandardCharsets.US_ASCII);
        return name
                + switch (RveForm.of(text, 0, text.length)) {
                    case LONG -> " as a number of 19 digits";
                    case LONG_TEXT -> " as a text of 19 digits";
                    case DOUBLE -> " as a number YYYYMMDD.HHMMSSccc";
                    case DOUBLE_TEXT -> " as a text YYYYMMDD.HHMMSSccc";
                };
    }

    private void note(String about, String what) {
        notes.computeIfAbsent(about, missing -> new LinkedHashSet<>()).add(what);
    }

    /** How long the first login took to be answered; empty when it was not answered. */
    synchronized Optional<Duration> loginTook() {
        return openedAt.flatMap(opened -> loginAnsweredAt.map(answered -> Duration.ofNanos(answered - opened)));
    }

    /** When the first WebSocket was open. */
    synchronized Optional<Long> openedAt() {
        return openedAt;
    }

    /** Everything seen so far, on one line. */
    synchronized String text() {
        String greeting = greeted ? "sends packets unasked" : "no hello";
        return notes.isEmpty()
                ? greeting + ", and nothing else seen"
                : greeting + ", "
                        + notes.values().stream()
                                .map(said -> String.join(" and ", said))
                                .collect(Collectors.joining(", "));
    }
}
