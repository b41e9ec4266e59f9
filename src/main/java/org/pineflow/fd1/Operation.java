package org.pineflow.fd1;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pineflow.option.Nearest;

/** What an endpoint does: the text of its URI up to the first colon. */
enum Operation {
    /** Consumes an FD1 firehose. */
    FIREHOSE("an event, for example fd1:firehose:pos.products.edit"),
    /** Consumes the answers of a poll. */
    POLL("an endpoint, for example fd1:poll:fd1.customers.get_customers"),
    /** Sends single requests. */
    REQUEST("an endpoint, for example fd1:request:fd1.products.get_products");

    private final String nameExample;

    Operation(String nameExample) {
        this.nameExample = nameExample;
    }

    /**
     * @param path the URI without scheme and query
     * @throws IllegalArgumentException when there is no such operation, or no name behind it
     */
    static Operation of(String path) {
        int colon = path.indexOf(':');
        String text = colon < 0 ? path : path.substring(0, colon);
        Operation operation = Arrays.stream(values())
                .filter(value -> value.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("fd1:" + path + " names no operation" + meant(text)));
        if (colon < 0 || path.substring(colon + 1).isBlank()) {
            throw new IllegalArgumentException(
                    "fd1:" + path + " has no name behind the colon. Write " + operation.nameExample);
        }
        return operation;
    }

    private static String meant(String text) {
        List<String> texts = Arrays.stream(values()).map(Operation::text).toList();
        return Nearest.to(text, texts)
                .map(nearest -> "; did you mean fd1:" + nearest + ":?")
                .orElse(". It begins with fd1:" + String.join(":, fd1:", texts) + ":");
    }

    /** How it is written in a URI, and the label of its options. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
