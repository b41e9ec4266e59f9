package org.pineflow.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.pineflow.position.Gap;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.Position;
import org.pineflow.position.PositionStore;
import org.pineflow.position.StoredPosition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pineflow positions waive}. */
@Command(
        name = "waive",
        customSynopsis = "pineflow positions waive [STREAM] GAP --why TEXT [-c FILE] [-D KEY=VALUE] [--json]",
        description = {
            "Marks a gap of a stream that is not running as dealt with.",
            "It is kept, with the reason, and counts no more in metrics and health.",
            "Exit codes: 0 done; 1 the stream is running, or the gap was waived before; 2 wrong usage, or no such gap."
        })
final class PositionsWaiveCommand extends PositionsTask {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..2",
            paramLabel = "STREAM GAP",
            description = "The gap, such as g-7, and before it its stream unless only one has a gap of this name.")
    private List<String> names = List.of();

    @Option(names = "--stream", paramLabel = "STREAM", description = "The gap's stream, as another way to name it.")
    private Optional<String> namedStream = Optional.empty();

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "Why it needs no more attention.")
    private String why;

    @Override
    int run(PositionStore positions) {
        if (names.size() == 2 && namedStream.isPresent()) {
            throw new ParameterException(spec.commandLine(), "Name the stream once: before the gap, or with --stream");
        }
        if (why.isBlank()) {
            throw new ParameterException(spec.commandLine(), "--why has to say something");
        }
        String gap = names.get(names.size() - 1);
        String stream = names.size() == 2 ? names.get(0) : namedStream.orElseGet(() -> streamOf(positions, gap));
        KnownStream.find(positions, stream);
        Optional<OwnedStream> taken = positions.tryOpen(stream);
        if (taken.isEmpty()) {
            return refused(StreamOwner.refusal(stream, positions.owner(stream)));
        }
        try (OwnedStream owned = taken.get()) {
            StoredPosition stored = KnownStream.find(positions, stream);
            return stored.position().isPresent()
                    ? waive(owned, stored.position().get(), gap)
                    : refused(stored.problem());
        }
    }

    private int waive(OwnedStream owned, Position position, String id) {
        Gap gap = position.gaps().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> noSuchGap(owned.stream(), position, id));
        if (gap.waiver().isPresent()) {
            return refused("Gap " + id + " of stream \"" + owned.stream() + "\" was waived on "
                    + RveText.time(gap.waiver().get().when()) + ": "
                    + gap.waiver().get().why());
        }
        Gap.Waiver waiver = new Gap.Waiver(why.strip(), clock().instant());
        Position after = position.withGapWaived(id, waiver);
        owned.write(after);
        ObjectNode json = PositionJson.gap(after.gaps().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow());
        json.put("stream", owned.stream());
        int left = after.openGaps().size();
        print(
                json,
                List.of(
                        "Gap " + id + " of stream \"" + owned.stream() + "\" is waived: " + waiver.why(),
                        left == 0 ? "The stream has no open gap now." : "It has " + left + " more open."));
        return CommandExit.DONE;
    }

    private static ConfigurationException noSuchGap(String stream, Position position, String id) {
        String there = position.gaps().stream().map(Gap::id).collect(Collectors.joining(", "));
        return new ConfigurationException("Stream \"" + stream + "\" has no gap " + id + ". "
                + (there.isEmpty() ? "It has none." : "It has " + there + "."));
    }

    /** The only stream that has an open gap of this name. */
    private static String streamOf(PositionStore positions, String gap) {
        List<String> found = new ArrayList<>();
        for (StoredPosition stored : positions.list()) {
            if (stored.position().stream()
                    .flatMap(position -> position.openGaps().stream())
                    .anyMatch(one -> one.id().equals(gap))) {
                found.add(stored.stream());
            }
        }
        if (found.size() != 1) {
            throw new ConfigurationException(
                    found.isEmpty()
                            ? "No stream has an open gap " + gap + ". See pineflow positions list."
                            : "Several streams have a gap " + gap + ": " + String.join(", ", found)
                                    + ". Name the stream before the gap.");
        }
        return found.get(0);
    }
}
