package org.pineflow.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.pineflow.deadletter.DeadLetterFilter;
import org.pineflow.deadletter.Envelope;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What the commands about dead letters have in common: they open the store of the settings, and find the letters. */
abstract class DeadLettersTask implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingsOptions settingsOptions;

    @Mixin
    private DeadLetterOptions options;

    private final Clock clock = Clock.systemUTC();

    @Override
    public final Integer call() {
        Path home = Home.find();
        Logging.onlyWarnings();
        DeadLetterFilter filter = options.filter(clock);
        try (ConfiguredStores stores = open(settingsOptions.load(home))) {
            List<Envelope> letters = stores.deadLetters().list(filter);
            for (String id : filter.ids()) {
                if (letters.stream().noneMatch(letter -> letter.id().startsWith(id))) {
                    return failed("There is no dead letter " + id + ", or it does not meet what else is asked for.");
                }
            }
            return run(letters, stores);
        } finally {
            out().flush();
        }
    }

    /** Opens what is needed of the settings. */
    ConfiguredStores open(Settings settings) {
        return ConfiguredStores.open(settings);
    }

    /** Does the work on these letters, oldest first, and returns the exit code. */
    abstract int run(List<Envelope> letters, ConfiguredStores stores);

    /** Whether all letters are meant, because nothing was said. */
    final boolean allAreMeant() {
        return options.areEmpty();
    }

    final Clock clock() {
        return clock;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Tells what went wrong. */
    final int failed(String reason) {
        spec.commandLine().getErr().println(reason);
        return CommandExit.FAILED;
    }

    /** {@code 37 letters of 2 streams}. */
    static String count(List<Envelope> letters) {
        int streams = letters.stream()
                .map(Envelope::stream)
                .collect(Collectors.toSet())
                .size();
        return TextTable.number(letters.size()) + (letters.size() == 1 ? " letter" : " letters") + " of "
                + TextTable.number(streams) + (streams == 1 ? " stream" : " streams");
    }
}
