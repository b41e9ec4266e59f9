package org.pineflow.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pineflow dead-letters}: what sinks refused for good, to see, to send again and to drop. */
@Command(
        name = "dead-letters",
        description = {
            "Shows the events that a sink refused for good and the input that could not be read, sends events again,",
            "and drops what is dealt with. It uses the store of dead letters that run would use with the same settings,",
            "also while that runs."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DeadLettersListCommand.class,
            DeadLettersShowCommand.class,
            DeadLettersExportCommand.class,
            DeadLettersRedriveCommand.class,
            DeadLettersDropCommand.class
        })
final class DeadLettersCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandExit.WRONG_USAGE;
    }
}
