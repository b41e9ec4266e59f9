package org.pineflow.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.util.UUID;
import java.util.stream.Stream;
import org.pineflow.simulator.fault.Occasion;

/** Reads request packets of one connection and answers them. Belongs to the event loop of its connection. */
final class RequestRouter {

    private static final int RQ_BELOW = 200;

    private final ServerState server;
    private final Connection connection;
    private final ReadRequests reads;
    private final FirehoseRequests firehoses;

    RequestRouter(ServerState server, Connection connection) {
        this.server = server;
        this.connection = connection;
        this.reads = new ReadRequests(server, connection);
        this.firehoses = new FirehoseRequests(server, connection);
    }

    /** Answers one WebSocket message; what cannot be answered gets an error packet. */
    void handle(byte[] message) {
        Dialect dialect = server.dialect();
        Envelope envelope = Envelope.none(dialect);
        Subject subject = new Subject("", "");
        try {
            JsonNode packet = Json.parse(message);
            if (!packet.isObject()) {
                throw new RequestRefused(RequestRefused.NOT_JSON, "a packet is a JSON object");
            }
            if (!packet.path("pt").asText().isEmpty()) {
                return;
            }
            envelope = Envelope.of(packet, dialect);
            String address = packet.path("a").asText();
            subject = new Subject(packet.path("rq").asText(), address.replaceFirst("^fd1\\.", ""));
            answer(packet, subject, envelope, dialect);
        } catch (RequestRefused refused) {
            connection.send(subject, envelope.error(refused));
        }
    }

    private void answer(JsonNode packet, Subject subject, Envelope envelope, Dialect dialect) {
        String rq = rq(packet);
        String endpoint = subject.name();
        if (endpoint.equals("session.login")) {
            logIn(packet, subject, envelope, dialect);
            return;
        }
        if (!connection.loggedIn()) {
            throw new RequestRefused(RequestRefused.NO_LOGIN, "log in first");
        }
        switch (endpoint) {
            case "session.ignore" -> {}
            case "session.cancel_request" -> cancel(packet, subject, envelope, dialect);
            case "debug.ping" -> ping(packet, subject, envelope);
            case "firehose.open_firehose" -> firehoses.open(rq, packet, envelope, dialect);
            default -> reads.open(rq, endpoint, packet, envelope, dialect);
        }
    }

    /** The request id as text, made up when the client gave none. */
    private static String rq(JsonNode packet) {
        JsonNode rq = packet.path("rq");
        if (rq.isMissingNode() || rq.isNull()) {
            return "unnamed-" + UUID.randomUUID();
        }
        if (!rq.isValueNode()) {
            throw new RequestRefused(RequestRefused.BAD_REQUEST, "rq is neither text nor number");
        }
        if (rq.asText().length() >= RQ_BELOW) {
            throw new RequestRefused(RequestRefused.BAD_REQUEST, "rq is not shorter than 200 characters");
        }
        return rq.asText();
    }

    private void logIn(JsonNode packet, Subject subject, Envelope envelope, Dialect dialect) {
        if (connection.isStruck(subject.request(Occasion.LOGIN))) {
            return;
        }
        JsonNode v = packet.path("v");
        long given =
                Stream.of("apikey", "token", "encryption_user").filter(v::has).count();
        String key = v.path(v.has("token") ? "token" : "apikey").asText();
        String needed = server.settings().apiKey();
        boolean right =
                needed.isEmpty() || given == 1 && MessageDigest.isEqual(key.getBytes(UTF_8), needed.getBytes(UTF_8));
        if (!right) {
            switch (dialect.get(DialectOption.REFUSAL)) {
                case ERROR ->
                    throw new RequestRefused(
                            RequestRefused.LOGIN_REFUSED,
                            given == 1 ? "the key is not known" : "give exactly one of apikey, token, encryption_user");
                case CLOSE -> connection.close();
                case SILENT -> {}
            }
            return;
        }
        switch (dialect.get(DialectOption.LOGIN)) {
            case REPLY -> {
                connection.logIn();
                connection.send(subject, envelope.answer("\"data\":{\"servername\":\"simulator\"}"));
            }
            case SILENT -> connection.logIn();
            case ERROR -> throw new RequestRefused(RequestRefused.LOGIN_REFUSED, "logins are refused for now");
            case CLOSE -> connection.close();
        }
    }

    private void ping(JsonNode packet, Subject subject, Envelope envelope) {
        JsonNode text = packet.path("v").path("text");
        connection.send(
                subject, envelope.answer("\"data\":{\"text\":" + (text.isMissingNode() ? "\"pong\"" : text) + "}"));
    }

    private void cancel(JsonNode packet, Subject subject, Envelope envelope, Dialect dialect) {
        switch (dialect.get(DialectOption.CANCEL)) {
            case HONOURED -> connection.cancel(packet.path("k").asText());
            case IGNORED -> {}
            case REJECTED -> throw new RequestRefused(RequestRefused.BAD_REQUEST, "requests cannot be cancelled");
        }
        if (packet.has("rq")) {
            connection.send(subject, envelope.answer(""));
        }
    }
}
