package org.pineflow.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** The packets that answer one request, as JSON in UTF-8. Immutable. */
final class Envelope {

    private static final int ROOM_AROUND_A_ROW = 128;

    private final Dialect dialect;
    private final String answerHead;
    private final String eventHead;

    private Envelope(Dialect dialect, String answerHead, String eventHead) {
        this.dialect = dialect;
        this.answerHead = answerHead;
        this.eventHead = eventHead;
    }

    /** For answers to what cannot be read. */
    static Envelope none(Dialect dialect) {
        return new Envelope(dialect, "", "");
    }

    /** For answers to a request; {@code rq} and {@code rt} come back as {@code rp} and {@code rt}. */
    static Envelope of(JsonNode request, Dialect dialect) {
        StringJoiner event = new StringJoiner(",");
        JsonNode rq = request.path("rq");
        if (rq.isValueNode() && !rq.isNull()) {
            event.add("\"rp\":"
                    + (dialect.get(DialectOption.RP) == Dialect.Echo.STRING ? quoted(rq.asText()) : rq.toString()));
        }
        if (request.has("rt")) {
            event.add("\"rt\":" + request.get("rt"));
        }
        StringJoiner answer = new StringJoiner(",");
        String address = request.path("a").asText();
        if (!address.isEmpty() && dialect.get(DialectOption.R) != Dialect.Address.OMITTED) {
            boolean full = dialect.get(DialectOption.R) == Dialect.Address.FULL;
            answer.add("\"r\":" + quoted(full ? address : address.replaceFirst("^fd1\\.", "")));
        }
        if (event.length() > 0) {
            answer.add(event.toString());
        }
        return new Envelope(dialect, answer.toString(), event.toString());
    }

    /** An answer with these members, for example {@code "data":{"rows":[]}}; none when empty. */
    byte[] answer(String members) {
        return ("{" + joined(answerHead, members) + "}").getBytes(UTF_8);
    }

    /** An event without a row, with these members. */
    byte[] event(String members) {
        return ("{" + joined(eventHead, members) + "}").getBytes(UTF_8);
    }

    /** An answer with rows. */
    byte[] rows(List<SelectedRow> rows) {
        return rows("", rows);
    }

    /** The chunk with this number; 0 says that it is the last. */
    byte[] chunk(int number, List<SelectedRow> rows) {
        return rows("\"ch\":" + number, rows);
    }

    /** The last chunk without payload. */
    byte[] lastChunkWithoutData() {
        return answer("\"ch\":0");
    }

    /** One version of a record as a firehose tells it. */
    byte[] event(Version version) {
        String rve = "\"" + dialect.get(DialectOption.RVE_NAME) + "\":"
                + RveText.json(version.rve(), dialect.get(DialectOption.RVE_FORM));
        Dialect.Payload payload = dialect.get(DialectOption.PAYLOAD);
        boolean hasHolder = payload == Dialect.Payload.DATA_ROWS || payload == Dialect.Payload.V_ROWS;
        return switch (dialect.get(DialectOption.RVE_PLACE)) {
            case ROW -> event(payload, "", "", version.row(), version.row().length - 1);
            case PAYLOAD ->
                hasHolder
                        ? event(payload, "", rve + ",", version.row(), version.rveAt())
                        : event(payload, rve + ",", "", version.row(), version.rveAt());
            case PACKET -> event(payload, rve + ",", "", version.row(), version.rveAt());
        };
    }

    /** One reading of a device: its payload is in {@code v}, beside its schema name. */
    byte[] event(DeviceReading reading) {
        return event("\"sc\":" + quoted(reading.schema()) + ",\"v\":" + reading.json());
    }

    /** An error packet. */
    byte[] error(RequestRefused refused) {
        String text = quoted(refused.getMessage());
        String name = dialect.get(DialectOption.ERROR_NAME);
        String object = "{\"Code\":" + refused.code() + ",\"Message\":" + text + ",\"Severity\":\"Error\"}";
        return answer(
                switch (dialect.get(DialectOption.ERROR_FORM)) {
                    case OBJECT -> "\"" + name + "\":" + object;
                    case IN_DATA -> "\"data\":{\"" + name + "\":" + object + "}";
                    case STRING -> "\"" + name + "\":" + text;
                    case UPPER_CASE ->
                        "\"" + name.toUpperCase(Locale.ROOT) + "\":{\"CODE\":" + refused.code() + ",\"MESSAGE\":" + text
                                + ",\"SEVERITY\":\"ERROR\"}";
                });
    }

    private byte[] event(Dialect.Payload payload, String beside, String inHolder, byte[] row, int length) {
        String opening =
                switch (payload) {
                    case DATA_ROWS -> "\"data\":{" + inHolder + "\"rows\":[{";
                    case V_ROWS -> "\"v\":{" + inHolder + "\"rows\":[{";
                    case DATA_ARRAY -> "\"data\":[{";
                    case DATA -> "\"data\":{";
                    case V -> "\"v\":{";
                    case PACKET -> "";
                };
        String closing =
                switch (payload) {
                    case DATA_ROWS, V_ROWS -> "}]}}";
                    case DATA_ARRAY -> "}]}";
                    case DATA, V -> "}}";
                    case PACKET -> "}";
                };
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + ROOM_AROUND_A_ROW);
        out.writeBytes(("{" + eventHead + (eventHead.isEmpty() ? "" : ",") + beside + opening).getBytes(UTF_8));
        out.write(row, 1, length - 1);
        out.writeBytes(closing.getBytes(UTF_8));
        return out.toByteArray();
    }

    private byte[] rows(String beside, List<SelectedRow> rows) {
        String opening =
                switch (dialect.get(DialectOption.ROWS_PLACE)) {
                    case DATA_ROWS -> "\"data\":{\"rows\":[";
                    case DATA_ARRAY -> "\"data\":[";
                    case V_ROWS -> "\"v\":{\"rows\":[";
                };
        String closing = dialect.get(DialectOption.ROWS_PLACE) == Dialect.RowsPlace.DATA_ARRAY ? "]}" : "]}}";
        int length = rows.stream().mapToInt(row -> row.json().length + 1).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + ROOM_AROUND_A_ROW);
        out.writeBytes(("{" + joined(joined(answerHead, beside), opening)).getBytes(UTF_8));
        for (int i = 0; i < rows.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            out.writeBytes(rows.get(i).json());
        }
        out.writeBytes(closing.getBytes(UTF_8));
        return out.toByteArray();
    }

    private static String joined(String members, String more) {
        return members + (members.isEmpty() || more.isEmpty() ? "" : ",") + more;
    }

    private static String quoted(String text) {
        return "\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
