package org.pineflow.fd1.check;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.pineflow.fd1.check.Heard.How;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.stream.FirehoseSettings;
import org.pineflow.fd1.stream.FirehoseSettings.Restart;
import org.pineflow.fd1.stream.KeyFields;
import org.pineflow.fd1.stream.RestartPoint;
import org.pineflow.fd1.stream.RowFields;
import org.pineflow.fd1.stream.RveForm;
import org.pineflow.finding.Finding;
import org.pineflow.position.Position;

/**
 * Whether a firehose that is opened at an rve brings what is there since. It opens a firehose of its own at the rve of a row
 * that is known to be there, and waits for that row.
 */
final class RestartCheck {

    /** Where a restart is not needed, it is not waited for longer. */
    private static final Duration OF_MERE_INTEREST = Duration.ofSeconds(5);

    /** Clocks of two machines are taken to be no further apart, when an rve is to be told old. */
    private static final Duration SURELY_OLD = Duration.ofMinutes(2);

    private final CheckedStream stream;
    private final FirehoseSettings settings;
    private final Session session;
    private final Duration timeout;
    private final Clock clock;
    private final Optional<Position> position;

    RestartCheck(CheckedStream stream, Session session, Duration timeout, Clock clock, Optional<Position> position) {
        this.stream = stream;
        this.settings = stream.firehose().orElseThrow();
        this.session = session;
        this.timeout = timeout;
        this.clock = clock;
        this.position = position;
    }

    /** @param target a row that is there; empty = none is known */
    Finding run(Optional<RowNotes.Newest> target) throws InterruptedException {
        Optional<Position> stored = position.filter(known -> known.rve() > 0);
        if (settings.restart() == Restart.NONE) {
            return Finding.ok(stream.about(), "not restarted after a break, as restart=none says: each is a gap");
        }
        if (target.isPresent()) {
            RowNotes.Newest row = target.get();
            return ask(row.rve(), row.asked(), packet -> again(packet, row));
        }
        if (stored.isPresent()) {
            long from = Rve.minus(stored.get().rve(), stream.settings().overlap());
            long old = Math.max(stored.get().rve(), Rve.of(clock.instant().minus(SURELY_OLD)));
            return ask(from, RveForm.of(stored.get()), packet -> history(packet, old));
        }
        boolean needed = settings.restart() != Restart.POLL;
        String what = "whether the server honours a restart at an rve (" + settings.restartArgument()
                + ") is unproven: no row is known to restart at";
        return needed
                ? Finding.warn(
                        stream.about(),
                        what,
                        "set pollEndpoint, or check again when the stream has a position; when the server ignores the"
                                + " argument, what changes during a break is missed")
                : Finding.ok(stream.about(), what + ", and it is not needed (restart=poll)");
    }

    private Finding ask(long from, RveForm form, Function<Packet, Optional<Boolean>> reading)
            throws InterruptedException {
        boolean needed = settings.restart() != Restart.POLL;
        Duration longest = needed || timeout.compareTo(OF_MERE_INTEREST) < 0 ? timeout : OF_MERE_INTEREST;
        long before = System.nanoTime();
        try (Inquiry<Boolean> restarted =
                Inquiry.send(session, settings.opening(RestartPoint.at(from), form), reading)) {
            Heard<Boolean> heard = restarted.await(longest);
            return finding(heard, needed, longest, Duration.ofNanos(System.nanoTime() - before));
        }
    }

    private Finding finding(Heard<Boolean> heard, boolean needed, Duration longest, Duration took) {
        String argument = "a restart at an rve (" + settings.restartArgument() + ")";
        if (heard.isAnswered()) {
            return Finding.ok(
                    stream.about(), argument + " is honoured: what is there since came after " + Words.seconds(took));
        }
        String what = heard.how() == How.SILENT
                ? argument + " is not honoured: what is there since did not come within " + Words.seconds(longest)
                : heard.how() == How.REFUSED
                        ? argument + " is refused: " + heard.reason()
                        : argument + " could not be tried: " + heard.reason();
        return needed
                ? Finding.fail(
                        stream.about(),
                        what,
                        (settings.catchUp().isPresent()
                                        ? "set restart=poll, so that pollEndpoint reads what was missed"
                                        : "set pollEndpoint, so that a poll reads what was missed (restart=poll)")
                                + "; or write restartArgument as this server spells it")
                : Finding.ok(stream.about(), what + "; it is not needed (restart=poll)");
    }

    /** The row itself, or a newer version of it. */
    private Optional<Boolean> again(Packet packet, RowNotes.Newest row) {
        KeyFields keys = stream.settings().keyFields();
        RowFields fields = new RowFields(keys, Optional.empty(), "", "", "");
        for (int i = 0; i < packet.rowCount(); i++) {
            fields.scan(packet, i);
            long rve = fields.rve().orElse(packet.rve());
            boolean sameKey = !row.key().isEmpty() && fields.key().equals(row.key());
            if (rve == row.rve() || sameKey && rve > row.rve()) {
                return Optional.of(true);
            }
        }
        return Optional.empty();
    }

    /** Any row that is older than what could have changed just now. */
    private Optional<Boolean> history(Packet packet, long old) {
        RowFields fields = new RowFields(stream.settings().keyFields(), Optional.empty(), "", "", "");
        for (int i = 0; i < packet.rowCount(); i++) {
            fields.scan(packet, i);
            long rve = fields.rve().orElse(packet.rve());
            if (rve > 0 && rve <= old) {
                return Optional.of(true);
            }
        }
        return Optional.empty();
    }
}
