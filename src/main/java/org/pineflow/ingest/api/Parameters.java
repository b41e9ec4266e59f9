package org.pineflow.ingest.api;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.pineflow.ingest.request.EventTime;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.request.RequestRefusedException.Status;
import org.pineflow.ingest.store.TimeBucket;

/**
 * What a caller asks for, by name. A value of the wrong form is a {@link RequestRefusedException} with 422 that names the
 * parameter; so is one that may be there once and is there twice.
 */
public final class Parameters {

    private final Map<String, List<String>> values;

    Parameters(Map<String, List<String>> values) {
        this.values = values;
    }

    /** The parameters of a URI as it stands in the request line. */
    public static Parameters of(String uri) {
        return new Parameters(new QueryStringDecoder(uri).parameters());
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** One that is empty is as good as none. */
    Optional<String> text(String name) {
        List<String> all = all(name);
        if (all.size() > 1) {
            throw wrong(name, "once");
        }
        return all.stream().filter(text -> !text.isEmpty()).findFirst();
    }

    String required(String name) {
        return text(name).orElseThrow(() -> wrong(name, "given"));
    }

    Optional<TimeBucket> bucket(String name) {
        return text(name).map(text -> TimeBucket.parse(text).orElseThrow(() -> wrong(name, "yyyyMMddHH0000")));
    }

    /** The id of an event, which need not be there. */
    Optional<UUID> eventId(String name) {
        return text(name).map(text -> eventId(name, text));
    }

    static UUID eventId(String name, String text) {
        UUID id = uuid(name, text);
        if (id.version() != 1) {
            throw wrong(name, "a version 1 UUID");
        }
        return id;
    }

    static UUID uuid(String name, String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw wrong(name, "a UUID");
        }
        throw wrong(name, "a UUID");
    }

    Optional<Instant> time(String name) {
        return text(name).map(text -> EventTime.parse(text)
                .orElseThrow(() -> wrong(name, "a time like 2024-01-15T10:30:00.000Z")));
    }

    /** A whole number from 1; a larger one than {@code most} stands for it. */
    int number(String name, int otherwise, int most) {
        return text(name)
                .map(text -> {
                    if (!text.matches("[1-9][0-9]{0,8}")) {
                        throw wrong(name, "a whole number from 1");
                    }
                    return Math.min(most, Integer.parseInt(text));
                })
                .orElse(otherwise);
    }

    /** Whether the order is {@code desc}; {@code asc} is what it is otherwise. */
    boolean descending() {
        return switch (text("order").orElse("asc")) {
            case "asc" -> false;
            case "desc" -> true;
            default -> throw wrong("order", "asc or desc");
        };
    }

    static RequestRefusedException wrong(String name, String form) {
        return new RequestRefusedException(Status.UNPROCESSABLE_CONTENT, "'" + name + "' has to be " + form);
    }
}
