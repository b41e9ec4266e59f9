package org.pineflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.PositionStore;
import org.pineflow.position.StoredPosition;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves the position of a stream that nobody runs: under the stream's lock, so that nobody begins to meanwhile. */
abstract class PositionsMoveTask extends PositionsTask {

    @Parameters(index = "0", paramLabel = "STREAM", description = "The stream's name, as positions list shows it.")
    private String stream;

    @Option(names = "--dry-run", description = "Says what would happen, and changes nothing.")
    private boolean dryRun;

    @Option(
            names = "--yes",
            description = "Confirms that a position that cannot be read is replaced, with the gaps recorded in it.")
    private boolean yes;

    /** Where it is to go. */
    abstract ResetTarget target();

    @Override
    final int run(PositionStore positions) {
        ResetTarget target = target();
        StoredPosition before = KnownStream.find(positions, stream);
        if (dryRun) {
            Optional<String> owner = positions.owner(stream);
            return owner.isPresent()
                    ? refused(StreamOwner.refusal(stream, owner))
                    : move(new PositionMove(before, target, clock().instant()), Optional.empty());
        }
        Optional<OwnedStream> taken = positions.tryOpen(stream);
        if (taken.isEmpty()) {
            return refused(StreamOwner.refusal(stream, positions.owner(stream)));
        }
        try (OwnedStream owned = taken.get()) {
            StoredPosition now = KnownStream.find(positions, stream);
            return move(new PositionMove(now, target, clock().instant()), Optional.of(owned));
        }
    }

    private int move(PositionMove move, Optional<OwnedStream> owned) {
        if (move.before().position().isEmpty() && owned.isPresent() && !yes) {
            return refused(move.before().problem() + ". How far the stream was delivered is not known then: "
                    + "see the effect with --dry-run, and confirm it with --yes.");
        }
        List<String> lines = new ArrayList<>(move.lines());
        boolean moved = owned.isPresent() && !move.isNone();
        if (moved) {
            owned.get().write(move.after());
        }
        lines.add(moved ? "Moved." : dryRun ? "Not moved: --dry-run." : "Not moved.");
        print(move.json(moved), lines);
        return CommandExit.DONE;
    }
}
