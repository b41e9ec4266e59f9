package org.pineflow.cli;

import org.pineflow.position.PositionStore;
import org.pineflow.position.StoredPosition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code pineflow positions show}. */
@Command(
        name = "show",
        description = {
            "Shows everything about one position, with all its gaps.",
            "Exit codes: 0 done; 1 the position cannot be read; 2 wrong usage, or there is no such stream."
        })
final class PositionsShowCommand extends PositionsTask {

    @Parameters(paramLabel = "STREAM", description = "The stream's name, as positions list shows it.")
    private String stream;

    @Override
    int run(PositionStore positions) {
        StoredPosition stored = KnownStream.find(positions, stream);
        ListedPosition shown = new ListedPosition(stored, positions.owner(stream), clock().instant());
        print(PositionJson.show(shown), PositionText.show(shown));
        return shown.position().isPresent() ? CommandExit.DONE : CommandExit.FAILED;
    }
}
