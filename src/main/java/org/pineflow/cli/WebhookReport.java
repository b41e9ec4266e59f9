package org.pineflow.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pineflow.ingest.catalog.KeyEntry;
import org.pineflow.ingest.catalog.NewKey;

/**
 * What the user is told of a webhook that was made. It has the key in it, once.
 *
 * @param registered what was missing in the catalog, in words
 * @param key that was made, with the entry it has in the catalog
 */
record WebhookReport(Path catalog, WebhookUrls urls, List<String> registered, Optional<Key> key) {

    /** A new key and what it may. */
    record Key(NewKey made, KeyEntry entry) {}

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                registered.isEmpty()
                        ? "The event type is in " + catalog + " already."
                        : "Registered in " + catalog + ": " + String.join(", ", registered) + ".");
        key.ifPresent(known ->
                lines.add("Key " + known.made().id() + " is for " + scope(known.entry()) + until(known.entry()) + "."));
        lines.add("");
        lines.add("single  " + urls.single());
        lines.add("batch   " + urls.batch());
        lines.add("file    " + urls.file());
        lines.add("");
        lines.addAll(keyLines());
        lines.addAll(urls.commands());
        return lines;
    }

    private List<String> keyLines() {
        return key.map(known -> List.of(
                        "# The key. It is shown this once; the catalog keeps only its hash.",
                        "KEY=" + known.made().key()))
                .orElse(List.of("# With a key of tenant " + urls.tenant() + " in the variable KEY:"));
    }

    private String scope(KeyEntry entry) {
        return entry.eventTypes().isEmpty()
                ? "all of tenant " + urls.tenant()
                : "nothing but " + String.join(", ", entry.eventTypes()) + " of tenant " + urls.tenant();
    }

    static String until(KeyEntry entry) {
        return entry.expires().map(end -> ", until " + end).orElse("");
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("tenant", urls.tenant());
        node.put("dataCore", urls.dataCore());
        node.put("flowType", urls.flowType());
        node.put("eventType", urls.eventType());
        registered.forEach(node.putArray("registered")::add);
        ObjectNode addresses = node.putObject("urls");
        addresses.put("single", urls.single());
        addresses.put("batch", urls.batch());
        addresses.put("file", urls.file());
        key.ifPresent(known -> {
            node.put("keyId", known.made().id());
            node.put("key", known.made().key());
            node.put("expires", known.entry().expires().map(Instant::toString).orElse(null));
        });
        return node;
    }
}
