package org.pineflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pineflow.fd1.check.CheckedStream;
import org.pineflow.fd1.client.Rve;
import org.pineflow.finding.Finding;
import org.pineflow.position.Gap;
import org.pineflow.position.Position;
import org.pineflow.position.PositionStore;
import org.pineflow.position.PositionStoreException;
import org.pineflow.position.PositionUnreadableException;

/**
 * The stored position of a stream, and whether the stream can use it. It is read and never written, without a lock.
 *
 * @param position empty when there is none that this stream can use
 */
record StoredPosition(Optional<Position> position, List<Finding> findings) {

    static StoredPosition of(ConfiguredStream stream) {
        CheckedStream checked = stream.checked();
        PositionStore store = stream.endpoint().positionStore();
        try {
            String owner =
                    store.owner(checked.name()).map(who -> "; owned by " + who).orElse("");
            Optional<Position> stored = store.read(checked.name());
            if (stored.isEmpty()) {
                return new StoredPosition(
                        Optional.empty(), List.of(Finding.ok(checked.about(), none(checked) + owner)));
            }
            return of(stream, stored.get(), owner);
        } catch (PositionUnreadableException unreadable) {
            return failed(stream, unreadable.getMessage());
        } catch (PositionStoreException unreachable) {
            return failed(stream, unreachable.getMessage());
        }
    }

    private static StoredPosition failed(ConfiguredStream stream, String what) {
        return new StoredPosition(
                Optional.empty(),
                List.of(Finding.fail(stream.checked().about(), what, "").in(stream.where())));
    }

    private static String none(CheckedStream checked) {
        return checked.firehose()
                .map(firehose -> "no position is stored: it starts from " + firehose.startFrom())
                .orElse("no position is stored: the first poll reads everything");
    }

    private static StoredPosition of(ConfiguredStream stream, Position position, String owner) {
        CheckedStream checked = stream.checked();
        if (!position.fingerprint().equals(checked.fingerprint())) {
            return new StoredPosition(
                    Optional.empty(),
                    List.of(Finding.fail(
                                    checked.about(),
                                    "its position belongs to another question: it was made by \""
                                            + position.fingerprint()
                                            + "\", and this route asks \"" + checked.fingerprint()
                                            + "\"; the stream would not start",
                                    "give this route another stream name (stream=…), or put the route back as it was")
                            .in(stream.where())));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(
                checked.about(),
                (position.rve() > 0
                                ? "its position fits: delivered up to " + position.rve() + " ("
                                        + Rve.toInstant(position.rve()) + ")"
                                : "its position fits: opened, but no row has come yet")
                        + owner));
        List<Gap> open = position.gaps().stream().filter(Gap::isOpen).toList();
        if (!open.isEmpty()) {
            Gap newest = open.get(open.size() - 1);
            findings.add(Finding.warn(
                            checked.about(),
                            "open gaps: " + open.size() + ", the newest of them since " + newest.since() + ": "
                                    + newest.detail(),
                            "see that what may be missing is delivered, then waive the gaps (docs/positions.md)")
                    .in(stream.where()));
        }
        return new StoredPosition(Optional.of(position), List.copyOf(findings));
    }
}
