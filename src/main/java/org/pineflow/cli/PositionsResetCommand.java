package org.pineflow.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pineflow positions reset}. */
@Command(
        name = "reset",
        description = {
            "Lets a stream that is not running start over, or go on from now.",
            "With --yes it also replaces a position that cannot be read.",
            "Exit codes: 0 done; 1 the stream is running, or could not be moved; 2 wrong usage, or no such stream."
        })
final class PositionsResetCommand extends PositionsMoveTask {

    @Option(
            names = "--to",
            paramLabel = "PLACE",
            defaultValue = "all",
            description = {
                "all: everything that the server still has comes again; now: this machine's time, and what lies between",
                "is recorded as a gap; or an rve or a UTC time as for set. Default: ${DEFAULT-VALUE}."
            })
    private String to;

    @Override
    ResetTarget target() {
        return ResetTarget.of(to, clock().instant());
    }
}
