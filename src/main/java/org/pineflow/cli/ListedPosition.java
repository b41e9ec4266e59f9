package org.pineflow.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.pineflow.fd1.client.Rve;
import org.pineflow.position.Position;
import org.pineflow.position.StoredPosition;

/**
 * A stored position as it is shown. Immutable.
 *
 * @param owner the process that runs the stream, in words; empty when none does
 * @param now when it was looked at
 */
record ListedPosition(StoredPosition stored, Optional<String> owner, Instant now) {

    String stream() {
        return stored.stream();
    }

    /** Empty when it cannot be read. */
    Optional<Position> position() {
        return stored.position();
    }

    /** The rve, where there is one. */
    Optional<Long> rve() {
        return position().map(Position::rve).filter(rve -> rve > 0);
    }

    /** How long ago the last delivered change was made, never negative. A stream in which nothing changes is late too. */
    Optional<Duration> lag() {
        return rve().map(rve -> Duration.between(Rve.toInstant(rve), now))
                .map(lag -> lag.isNegative() ? Duration.ZERO : lag);
    }

    /** The server without what an address may hold of secrets; empty when it is not known. */
    String server() {
        return position()
                .map(Position::url)
                .orElse("")
                .replaceFirst("[?#].*", "")
                .replaceFirst("//[^/@]*@", "//");
    }
}
