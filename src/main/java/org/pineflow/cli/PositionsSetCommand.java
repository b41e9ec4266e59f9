package org.pineflow.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pineflow positions set}. */
@Command(
        name = "set",
        description = {
            "Moves the position of a stream that is not running.",
            "Moved back, events come again; moved forward, what lies between is not read and is recorded as a gap.",
            "Exit codes: 0 done; 1 the stream is running, or could not be moved; 2 wrong usage, or no such stream."
        })
final class PositionsSetCommand extends PositionsMoveTask {

    @Parameters(
            index = "1",
            paramLabel = "RVE",
            description = "Where to: an rve such as 2026011313545600000, or a UTC time such as 2026-01-13T13:54:56Z.")
    private String rve;

    @Override
    ResetTarget target() {
        return ResetTarget.at(rve, clock().instant());
    }
}
