package org.pineflow.bench.pipeline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a bridge has to carry in one run.
 *
 * @param kind how the events come
 * @param events how many
 * @param size mean bytes of one, in its packet
 * @param rate how many come a second; 0 = as many as are read
 * @param delay milliseconds that the sink takes to answer
 * @param inFlight how many posts may be under way; for Pineflow alone
 * @param batchWait milliseconds after which a batch is posted that is not full
 * @param streams on how many firehoses, on one socket, they come; for Pineflow alone
 */
record Load(Kind kind, int events, int size, int rate, int delay, int inFlight, int batchWait, int streams) {

    /** How events come. */
    enum Kind {
        FIREHOSE,
        POLL
    }

    /** A million events of the usual size at full speed, one post in flight. */
    static final Load USUAL = new Load(Kind.FIREHOSE, 1_000_000, 385, 0, 0, 1, 1000, 1);

    /**
     * This load but for what is given.
     *
     * @param settings names and values of components, as {@code kind=poll,rate=20000}; may be empty
     * @throws IllegalArgumentException when there is no such component, or the value is none for it
     */
    Load with(String settings) {
        Map<String, String> all = new LinkedHashMap<>();
        settings().forEach((name, value) -> all.put(name, value.toString()));
        for (String setting : settings.isBlank() ? new String[0] : settings.split(",")) {
            String[] pair = setting.split("=", 2);
            if (pair.length < 2 || all.put(pair[0].strip(), pair[1].strip()) == null) {
                throw new IllegalArgumentException(setting + " is none of the settings " + all.keySet());
            }
        }
        return new Load(
                Kind.valueOf(all.get("kind").toUpperCase(Locale.ROOT)),
                number(all, "events"),
                number(all, "size"),
                number(all, "rate"),
                number(all, "delay"),
                number(all, "inFlight"),
                number(all, "batchWait"),
                number(all, "streams"));
    }

    private static int number(Map<String, String> all, String name) {
        try {
            return Integer.parseInt(all.get(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number, not " + all.get(name), e);
        }
    }

    /** The components, with kinds in lower case. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        settings().forEach((name, value) -> json.putPOJO(name, value));
        return json;
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", kind.name().toLowerCase(Locale.ROOT));
        settings.put("events", events);
        settings.put("size", size);
        settings.put("rate", rate);
        settings.put("delay", delay);
        settings.put("inFlight", inFlight);
        settings.put("batchWait", batchWait);
        settings.put("streams", streams);
        return settings;
    }
}
