package org.pineflow.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What the user is told of a key that took another's place. It has the key in it, once.
 *
 * @param oldId the id of the key that ends
 * @param oldExpires when it does
 */
record WebhookRotation(WebhookReport.Key key, String oldId, Instant oldExpires) {

    List<String> lines(Path catalog) {
        String id = key.made().id();
        return List.of(
                "Key " + id + " has the rights of key " + oldId + " in " + catalog + WebhookReport.until(key.entry())
                        + ".",
                "Key " + oldId + " works until " + oldExpires + ".",
                "",
                "# The key. It is shown this once; the catalog keeps only its hash.",
                "KEY=" + key.made().key());
    }

    ObjectNode json() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("keyId", key.made().id());
        document.put("key", key.made().key());
        document.put("expires", key.entry().expires().map(Instant::toString).orElse(null));
        document.put("replaces", oldId);
        document.put("replacedExpires", oldExpires.toString());
        return document;
    }
}
