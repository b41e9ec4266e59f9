package org.pineflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.pineflow.position.PositionStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands about positions have in common: they open the store of the settings, and print text or JSON. */
abstract class PositionsTask implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingsOptions settingsOptions;

    @Option(names = "--json", description = "Prints one JSON document to standard output; an rve is a text in it.")
    private boolean json;

    private final Clock clock = Clock.systemUTC();

    @Override
    public final Integer call() {
        Path home = Home.find();
        Logging.onlyWarnings();
        try (ConfiguredStores stores = ConfiguredStores.open(settingsOptions.load(home))) {
            return run(stores.positions());
        }
    }

    /** Does the work and returns the exit code. */
    abstract int run(PositionStore positions);

    final Clock clock() {
        return clock;
    }

    /** Prints one of the two, as the user wants it. */
    final void print(JsonNode document, List<String> text) {
        if (json) {
            spec.commandLine().getOut().println(document.toPrettyString());
        } else {
            text.forEach(spec.commandLine().getOut()::println);
        }
        spec.commandLine().getOut().flush();
    }

    /** Tells why nothing was done. */
    final int refused(String reason) {
        spec.commandLine().getErr().println(reason);
        return CommandExit.FAILED;
    }
}
