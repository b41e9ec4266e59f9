package org.pineflow.fd1.check;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.pineflow.fd1.check.Heard.How;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.stream.FirehoseSettings;
import org.pineflow.fd1.stream.PollSettings;
import org.pineflow.fd1.stream.RestartPoint;
import org.pineflow.fd1.stream.RveForm;
import org.pineflow.finding.Finding;
import org.pineflow.finding.Verdict;
import org.pineflow.position.Position;

/** Opens a firehose, asks beside it what its stream will ask, and cancels it. For one thread, once. */
final class FirehoseCheck {

    private final CheckedStream stream;
    private final FirehoseSettings settings;
    private final Session session;
    private final Duration timeout;
    private final ClockNotes clock;
    private final Clock ours;
    private final Optional<Position> position;
    private final RowNotes events;
    private final List<Finding> findings = new ArrayList<>();

    FirehoseCheck(
            CheckedStream stream,
            Session session,
            Duration timeout,
            ClockNotes clock,
            Clock ours,
            Optional<Position> position) {
        this.stream = stream;
        this.settings = stream.firehose().orElseThrow();
        this.session = session;
        this.timeout = timeout;
        this.clock = clock;
        this.ours = ours;
        this.position = position;
        this.events = new RowNotes(stream.settings().keyFields());
    }

    /** The events that came. */
    RowNotes events() {
        return events;
    }

    /**
     * Asks, and says what came.
     *
     * @param pollEndpoint asks the endpoint that reads what the firehose missed, when there is one
     */
    List<Finding> run(Optional<PollCheck> pollEndpoint) throws InterruptedException {
        long before = System.nanoTime();
        try (Inquiry<Boolean> firehose =
                Inquiry.send(session, settings.opening(RestartPoint.NOW, RveForm.LONG), this::event)) {
            Finding opened = opened(firehose);
            findings.add(opened);
            if (opened.verdict() == Verdict.FAIL) {
                return findings;
            }
            if (pollEndpoint.isPresent()) {
                findings.addAll(pollEndpoint.get().run());
            }
            Optional<RowNotes.Newest> target =
                    pollEndpoint.flatMap(poll -> poll.rows().newest());
            findings.add(new RestartCheck(stream, session, timeout, ours, position).run(target));
            events(Duration.ofNanos(System.nanoTime() - before));
        }
        return findings;
    }

    private Optional<Boolean> event(Packet packet) {
        clock.liveRow(events.take(packet));
        return Optional.of(packet.rowCount() > 0);
    }

    private Finding opened(Inquiry<Boolean> firehose) throws InterruptedException {
        Heard<Boolean> heard = stream.poll().isPresent()
                ? besideRequest(firehose, stream.poll().get())
                : besidePing(firehose);
        String name = "the firehose " + settings.event();
        return switch (heard.how()) {
            case ANSWERED ->
                Finding.ok(
                        stream.about(),
                        name + " is open: " + (heard.value().orElseThrow() ? "an event came" : "acknowledged"));
            case REFUSED ->
                Finding.fail(
                        stream.about(),
                        "the server refused " + name + ": " + heard.reason(),
                        "check the event's name and query, and what this login may read");
            case SILENT -> silent(name, heard.reason());
            case LOST ->
                Finding.fail(stream.about(), heard.reason(), "see the server's log for why it hung up on " + name);
            case UNREADABLE -> Finding.fail(stream.about(), heard.reason(), "see what the server sends there");
        };
    }

    private Finding silent(String name, String sign) {
        return sign.isEmpty()
                ? Finding.fail(
                        stream.about(),
                        "the server neither acknowledged " + name + " nor answered anything behind it within "
                                + Words.seconds(timeout),
                        "check the url and the event's name; if the server only needs longer, raise --timeout")
                : Finding.ok(
                        stream.about(),
                        name + " is open as far as can be known: not acknowledged, but not refused, and " + sign);
    }

    /** Silence with a reason is a sign of life. */
    private Heard<Boolean> besideRequest(Inquiry<Boolean> firehose, PollSettings poll) throws InterruptedException {
        try (Inquiry<Boolean> probe = Inquiry.send(session, poll.probe(RveForm.LONG), packet -> Optional.of(true))) {
            CompletableFuture<Object> either = CompletableFuture.anyOf(firehose.outcome(), probe.outcome());
            Waiting.on(either, timeout, () -> false);
            if (!firehose.outcome().isDone() && !probe.outcome().isDone()) {
                return Heard.nothing(How.SILENT, "");
            }
            return settled(firehose, "the server answered " + poll.endpoint() + ", which was asked behind it");
        }
    }

    private Heard<Boolean> besidePing(Inquiry<Boolean> firehose) throws InterruptedException {
        CompletableFuture<Long> before = new CompletableFuture<>();
        session.onLoop(() -> session.connection().ifPresent(connection -> {
            before.complete(connection.lastFrameNanos());
            connection.ping();
        }));
        Heard<Boolean> heard =
                settled(firehose, "the server answered a ping behind it (a pollEndpoint would tell more)");
        if (heard.how() != How.SILENT || before.isDone() && lastFrame() > before.join()) {
            return heard;
        }
        return Heard.nothing(How.SILENT, "");
    }

    private long lastFrame() throws InterruptedException {
        CompletableFuture<Long> last = new CompletableFuture<>();
        session.onLoop(() -> last.complete(session.connection()
                .map(connection -> connection.lastFrameNanos())
                .orElse(0L)));
        return Waiting.on(last, timeout, () -> 0L);
    }

    private Heard<Boolean> settled(Inquiry<Boolean> firehose, String sign) throws InterruptedException {
        Duration settle = settings.openSettle().compareTo(timeout) < 0 ? settings.openSettle() : timeout;
        Heard<Boolean> heard = firehose.await(settle);
        return heard.how() == How.SILENT ? Heard.nothing(How.SILENT, sign) : heard;
    }

    private void events(Duration open) {
        if (events.rows() > 0) {
            findings.addAll(RowFindings.of(
                    stream.about(), events, settings.event(), stream.settings().keyFields()));
        } else {
            findings.add(Finding.ok(
                    stream.about(),
                    "no event of " + settings.event() + " came in the " + Words.seconds(open)
                            + " it was open: their rve and key are unproven"));
        }
    }
}
