package org.pineflow.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pineflow.position.PositionStore;
import org.pineflow.position.StoredPosition;
import picocli.CommandLine.Command;

/** {@code pineflow positions list}. */
@Command(
        name = "list",
        description = {
            "Lists every stream with its position, its open gaps, and who runs it now.",
            "Exit codes: 0 done; 1 the store cannot be read, or a position in it; 2 wrong usage."
        })
final class PositionsListCommand extends PositionsTask {

    @Override
    int run(PositionStore positions) {
        Instant now = clock().instant();
        List<ListedPosition> listed = new ArrayList<>();
        for (StoredPosition stored : positions.list()) {
            Optional<String> owner = positions.owner(stored.stream());
            listed.add(new ListedPosition(stored, owner, now));
        }
        print(PositionJson.list(listed), PositionText.list(listed));
        boolean allReadable = listed.stream().allMatch(one -> one.position().isPresent());
        return allReadable ? CommandExit.DONE : CommandExit.FAILED;
    }
}
