package org.pineflow.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.pineflow.simulator.RetailChain;
import org.pineflow.simulator.Version;

/** Reads and changes the data. */
final class DataCalls implements Calls {

    private final RetailChain chain;

    DataCalls(RetailChain chain) {
        this.chain = chain;
    }

    @Override
    public Optional<Answer> answer(Call call) {
        if (call.is("GET", "versions", "*")) {
            return versions(chain.versions(call.last()));
        }
        if (call.is("GET", "history", "*")) {
            return versions(chain.history(call.last()));
        }
        if (call.is("POST", "add", "*")) {
            return versions(repeated(call, () -> chain.add(call.last())));
        }
        if (call.is("POST", "change", "*")) {
            return versions(key(call)
                    .map(key -> List.of(chain.change(call.last(), key)))
                    .orElseGet(() -> repeated(call, () -> chain.change(call.last()))));
        }
        if (call.is("POST", "bulk-edit", "*")) {
            return versions(chain.bulkEdit(call.last(), call.number("count", chain.size(call.last()))));
        }
        if (call.is("POST", "delete", "*")) {
            return versions(key(call)
                    .map(key -> List.of(chain.remove(call.last(), key)))
                    .orElseGet(() -> chain.removeAny(call.last(), call.number("count", 1))));
        }
        if (call.is("POST", "soft-delete", "*")) {
            return versions(key(call)
                    .map(key -> List.of(chain.delete(call.last(), key)))
                    .orElseGet(() -> chain.deleteAny(call.last(), call.number("count", 1))));
        }
        return Optional.empty();
    }

    private static Optional<Answer> versions(List<Version> versions) {
        return Optional.of(VersionJson.answer(Answer.DONE, "versions", versions));
    }

    private static Optional<String> key(Call call) {
        JsonNode key = call.object().path("key");
        return key.isMissingNode() ? Optional.empty() : Optional.of(key.asText());
    }

    private static List<Version> repeated(Call call, Supplier<Version> change) {
        return Stream.generate(change).limit(call.number("count", 1)).toList();
    }
}
