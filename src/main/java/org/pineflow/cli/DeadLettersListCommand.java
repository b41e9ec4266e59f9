package org.pineflow.cli;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.List;
import org.pineflow.deadletter.Envelope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pineflow dead-letters list}. */
@Command(
        name = "list",
        description = {
            "Lists dead letters: how many there are of each stream for each reason, and then each, oldest first.",
            "Exit codes: 0 done, also when there are none; 1 the store cannot be read, or has no letter of an id that was",
            "given; 2 wrong usage."
        })
final class DeadLettersListCommand extends DeadLettersTask {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Option(names = "--json", description = "Prints one JSON document to standard output; an rve is a text in it.")
    private boolean json;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Shows so many letters one by one; 0 = all. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    int run(List<Envelope> letters, ConfiguredStores stores) {
        int most = limit <= 0 ? Integer.MAX_VALUE : limit;
        if (json) {
            out().println(document(letters, most));
        } else {
            DeadLetterText.list(letters, most).forEach(out()::println);
        }
        return CommandExit.DONE;
    }

    private static String document(List<Envelope> letters, int most) {
        ObjectNode document = JSON.createObjectNode().put("count", letters.size());
        ArrayNode groups = document.putArray("groups");
        DeadLetterText.groups(letters).forEach((group, all) -> groups.addObject()
                .put("stream", group.stream())
                .put("reason", group.reason())
                .put("count", all.size()));
        ArrayNode list = document.putArray("letters");
        letters.stream().limit(most).forEach(letter -> list.addObject()
                .put("id", letter.id())
                .put("kind", letter.kind().name())
                .put("stream", letter.stream())
                .put("key", letter.key())
                .put("rve", Long.toString(letter.rve()))
                .put("since", letter.since().toString())
                .put("bytes", letter.bytes())
                .put("target", letter.target())
                .put("status", letter.status())
                .put("answer", letter.answer())
                .put("reason", letter.reason())
                .put("tries", letter.tries())
                .put("redrives", letter.redrives()));
        return text(document);
    }

    /** As JSON in ASCII, which no terminal takes for anything but text. */
    static String text(ObjectNode document) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
