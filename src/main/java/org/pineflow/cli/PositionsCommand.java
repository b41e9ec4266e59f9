package org.pineflow.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code pineflow positions}: how far streams are delivered, to see and to repair. */
@Command(
        name = "positions",
        description = {
            "Shows how far each stream is delivered and what it may have missed, and moves what is not running.",
            "It uses the store of positions that run would use with the same settings, and starts nothing."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PositionsListCommand.class,
            PositionsShowCommand.class,
            PositionsSetCommand.class,
            PositionsResetCommand.class,
            PositionsWaiveCommand.class
        })
final class PositionsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandExit.WRONG_USAGE;
    }
}
