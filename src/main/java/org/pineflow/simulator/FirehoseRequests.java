package org.pineflow.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import org.pineflow.simulator.fault.Treatment;

/** Answers {@code open_firehose} (FD1 firehose guide; where it is silent, in the dialect). */
final class FirehoseRequests {

    private static final String DEVICES = "device.event";
    private static final long FROM_NOW = Long.MAX_VALUE;
    private static final List<String> RESTART_SPELLINGS =
            List.of("v.rve", "rve", "q._rve(>=)", "q._rve(gt)", "q._rve(>)", "q.rve(>=)", "q.rve(gt)", "q.rve(>)");

    private final ServerState server;
    private final Connection connection;

    FirehoseRequests(ServerState server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    /**
     * Opens a firehose.
     *
     * @throws RequestRefused when the event is not known, the restart is refused, or the rq is in use
     */
    void open(String rq, JsonNode packet, Envelope envelope, Dialect dialect) {
        if (connection.isOpen(rq)) {
            throw new RequestRefused(RequestRefused.BAD_REQUEST, "a request with this rq is still open");
        }
        String event = packet.path("v").path("event").asText();
        if (event.equals(DEVICES)) {
            openDevices(rq, packet, envelope, dialect);
            return;
        }
        TableName table = Arrays.stream(TableName.values())
                .filter(name -> name.event().equals(event))
                .findFirst()
                .orElseThrow(() ->
                        new RequestRefused(RequestRefused.BAD_REQUEST, "there is no firehose event '" + event + "'"));
        Filter filter = filter(packet, dialect);
        long from = restartPoint(packet, dialect);
        Subject subject = new Subject(rq, event);
        Treatment treatment = connection.treat(subject.opening(restart(from)));
        if (treatment.silent()) {
            return;
        }
        if (treatment.restartIgnored()) {
            from = FROM_NOW;
        }
        boolean sequenced = sequenced(packet, dialect);
        LiveQueue<Version> live =
                new LiveQueue<>(server.settings().queuedEvents(), connection::wake, () -> connection.overflow(event));
        Consumer<Version> listener = live::add;
        acknowledge(subject, envelope, dialect);
        List<Version> history = server.chain().follow(table, from, listener);
        if (!sequenced) {
            history = ordered(history, dialect);
        }
        if (treatment.newestFirst()) {
            history = newestFirst(history);
        }
        Rest beforeLast = connection.rest(treatment.pause());
        connection.open(
                subject,
                new Firehose(live, history, filter, sequenced, envelope, subject, beforeLast, () -> server.chain()
                        .unfollow(table, listener)));
    }

    private void openDevices(String rq, JsonNode packet, Envelope envelope, Dialect dialect) {
        if (restartPoint(packet, dialect) != FROM_NOW) {
            throw new RequestRefused(RequestRefused.RESTART_REFUSED, DEVICES + " is transient and cannot be restarted");
        }
        Filter filter = filter(packet, dialect);
        LiveQueue<DeviceReading> live =
                new LiveQueue<>(server.settings().queuedEvents(), connection::wake, () -> connection.overflow(DEVICES));
        Consumer<DeviceReading> listener = live::add;
        Subject subject = new Subject(rq, DEVICES);
        if (connection.isStruck(subject.opening(OptionalLong.empty()))) {
            return;
        }
        acknowledge(subject, envelope, dialect);
        server.chain().followDevices(listener);
        connection.open(subject, new DeviceFirehose(live, filter, envelope, subject, () -> server.chain()
                .unfollowDevices(listener)));
    }

    private void acknowledge(Subject subject, Envelope envelope, Dialect dialect) {
        switch (dialect.get(DialectOption.ACK)) {
            case REPLY -> connection.send(subject, envelope.answer(""));
            case STATUS ->
                connection.send(subject, envelope.event("\"sc\":\"firehose.status\",\"data\":{\"status\":\"open\"}"));
            case NONE -> {}
        }
    }

    private static long restartPoint(JsonNode packet, Dialect dialect) {
        PathArgument argument = PathArgument.of(dialect.get(DialectOption.RESTART_ARGUMENT));
        if (dialect.get(DialectOption.OTHER_RESTART) == Dialect.OtherSpelling.REJECTED) {
            refuseOtherSpellings(argument, packet);
        }
        Optional<JsonNode> from = argument.in(packet);
        if (from.isEmpty() || dialect.get(DialectOption.RESTART) == Dialect.Support.IGNORED) {
            return FROM_NOW;
        }
        if (dialect.get(DialectOption.RESTART) == Dialect.Support.REJECTED) {
            throw new RequestRefused(RequestRefused.RESTART_REFUSED, "this firehose cannot be restarted");
        }
        if (from.get().asText().equals("all")) {
            return 0;
        }
        return RveText.read(from.get())
                .orElseThrow(() -> new RequestRefused(
                        RequestRefused.RESTART_REFUSED, argument + " is neither an rve nor \"all\": " + from.get()));
    }

    private static void refuseOtherSpellings(PathArgument argument, JsonNode packet) {
        RESTART_SPELLINGS.stream()
                .map(PathArgument::of)
                .filter(other -> !other.equals(argument) && other.in(packet).isPresent())
                .findFirst()
                .ifPresent(other -> {
                    throw new RequestRefused(
                            RequestRefused.RESTART_REFUSED, "restart with " + argument + ", not with " + other);
                });
    }

    private static boolean sequenced(JsonNode packet, Dialect dialect) {
        String asked = dialect.get(DialectOption.SEQUENCED_ARGUMENT);
        String value = asked.substring(asked.indexOf('=') + 1);
        Optional<JsonNode> given = sequencedArgument(dialect).in(packet);
        return switch (dialect.get(DialectOption.SEQUENCING)) {
            case ON_REQUEST -> given.isPresent() && given.get().asText().equals(value);
            case ALWAYS -> true;
            case NEVER -> false;
        };
    }

    private static PathArgument sequencedArgument(Dialect dialect) {
        String asked = dialect.get(DialectOption.SEQUENCED_ARGUMENT);
        return PathArgument.of(asked.substring(0, asked.indexOf('=')));
    }

    /** The conditions in q; what asks for a restart there is none of them. */
    private static Filter filter(JsonNode packet, Dialect dialect) {
        JsonNode q = packet.path("q").deepCopy();
        for (PathArgument argument :
                List.of(PathArgument.of(dialect.get(DialectOption.RESTART_ARGUMENT)), sequencedArgument(dialect))) {
            if (argument.holder().equals("q") && q.isObject()) {
                ((ObjectNode) q).remove(argument.name());
            }
        }
        return Filter.withoutRve(q);
    }

    private static OptionalLong restart(long from) {
        return from == FROM_NOW ? OptionalLong.empty() : OptionalLong.of(from);
    }

    private static List<Version> newestFirst(List<Version> history) {
        List<Version> reversed = new ArrayList<>(history);
        reversed.sort(Comparator.comparingLong(Version::rve).reversed());
        return reversed;
    }

    private static List<Version> ordered(List<Version> byRve, Dialect dialect) {
        List<Version> history = new ArrayList<>(byRve);
        switch (dialect.get(DialectOption.HISTORY)) {
            case RVE -> {}
            case TABLE -> history.sort(Comparator.comparingInt(Version::number));
            case SHUFFLED -> Collections.shuffle(history, new Random(history.size()));
        }
        return history;
    }
}
