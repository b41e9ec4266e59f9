package org.pineflow.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is asked and answered on one connection, as far as moments and obligations need it. Guarded by its own lock. */
final class Conversation {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS_BEFORE_THE_MIDDLE = 8;

    /** A request that is open. */
    private static final class Asked {

        private final Carried stream;
        private final boolean firehose;
        private final boolean restart;
        private int rows;

        Asked(Carried stream, boolean firehose, boolean restart) {
            this.stream = stream;
            this.firehose = firehose;
            this.restart = restart;
        }
    }

    private final int run;
    private final WireListener listener;
    private final Map<String, Asked> asked = new HashMap<>();
    private Optional<String> login = Optional.empty();
    private List<VersionId> passing = new ArrayList<>();
    private List<VersionId> unproved = new ArrayList<>();
    private List<VersionId> pinged = new ArrayList<>();
    private long pings;
    private boolean pingOut;

    Conversation(int run, WireListener listener) {
        this.run = run;
        this.listener = listener;
    }

    /** The bridge asks this; it is not through to the server. */
    synchronized void asked(Frame frame) {
        JsonNode packet = packet(frame);
        String rq = packet.path("rq").asText();
        String address = packet.path("a").asText();
        if (address.equals("fd1.session.login")) {
            login = Optional.of(rq);
        }
        Carried.ofEvent(packet.path("v").path("event").asText())
                .ifPresent(stream ->
                        asked.put(rq, new Asked(stream, true, packet.path("v").has("rve"))));
        Carried.ofEndpoint(address).ifPresent(stream -> asked.put(rq, new Asked(stream, false, false)));
    }

    /** What the bridge has asked is through to the server. */
    void sent(Frame frame) {
        Optional<Carried> opened =
                Carried.ofEvent(packet(frame).path("v").path("event").asText());
        if (opened.isPresent()) {
            listener.moment(Stage.OPEN, opened);
        }
    }

    /** The server answers this; it is not through to the bridge. */
    void answered(Frame frame) {
        JsonNode packet = packet(frame);
        Optional<Stage> stage;
        Optional<Carried> stream;
        List<VersionId> versions = new ArrayList<>();
        boolean polled;
        synchronized (this) {
            String rp = packet.path("rp").asText();
            Optional<Asked> request = Optional.ofNullable(asked.get(rp));
            stage = request.flatMap(open -> stage(open, packet));
            if (login.isPresent() && login.get().equals(rp)) {
                login = Optional.empty();
                stage = Optional.of(Stage.LOGIN);
            }
            stream = request.map(open -> open.stream);
            polled = request.isPresent() && !request.get().firehose;
            request.ifPresent(open -> packet.path("data")
                    .path("rows")
                    .forEach(row -> versions.add(new VersionId(
                            open.stream, open.stream.key(row), row.path("rve").asLong()))));
        }
        stage.ifPresent(now -> listener.moment(now, stream));
        if (!versions.isEmpty()) {
            listener.served(run, versions, polled);
        }
        synchronized (this) {
            passing = polled ? List.of() : versions;
        }
    }

    /** What the server has answered is through. */
    synchronized void passed() {
        unproved.addAll(passing);
        passing = List.of();
    }

    /** A ping to be sent behind what has passed; one at a time. */
    synchronized Optional<Frame> nextPing() {
        if (pingOut || unproved.isEmpty()) {
            return Optional.empty();
        }
        pingOut = true;
        pinged = unproved;
        unproved = new ArrayList<>();
        return Optional.of(Frame.ping(++pings));
    }

    /** The bridge has answered a ping. */
    void pong(Frame frame) {
        List<VersionId> proved;
        synchronized (this) {
            if (!frame.isPongOf(pings)) {
                return;
            }
            pingOut = false;
            proved = pinged;
            pinged = List.of();
        }
        listener.read(run, proved);
    }

    private static Optional<Stage> stage(Asked request, JsonNode packet) {
        int rows = packet.path("data").path("rows").size();
        request.rows += rows;
        if (!request.firehose) {
            int chunk = packet.path("ch").asInt();
            return chunk == 2 || chunk == 3 ? Optional.of(Stage.POLL) : Optional.empty();
        }
        if (rows == 0) {
            return Optional.empty();
        }
        if (!request.restart) {
            return Optional.of(Stage.LIVE);
        }
        return request.rows >= ROWS_BEFORE_THE_MIDDLE && request.rows <= 3 * ROWS_BEFORE_THE_MIDDLE
                ? Optional.of(Stage.REPLAY)
                : Optional.empty();
    }

    private static JsonNode packet(Frame frame) {
        try {
            return frame.opcode() == Frame.TEXT ? JSON.readTree(frame.payload()) : JSON.missingNode();
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }
}
