package org.pineflow.fd1.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.pineflow.fd1.check.Heard.How;
import org.pineflow.fd1.client.Packet;
import org.pineflow.fd1.client.RequestPacket;
import org.pineflow.fd1.stream.KeyFields;
import org.pineflow.fd1.stream.PollSettings;
import org.pineflow.fd1.stream.RveForm;
import org.pineflow.finding.Finding;

/**
 * Asks the questions of one poll: the first rows, the rows since the newest one, the rows from beyond. For one thread, once.
 */
final class PollCheck {

    private static final String SPELLINGS =
            "write sinceArgument as this server spells it: q._rve(gt), q.rve(>) and q.rve(gt) are known";

    private final String about;
    private final Session session;
    private final PollSettings poll;
    private final KeyFields keyFields;
    private final Duration timeout;
    private final ClockNotes clock;
    private final RowNotes rows;
    private final List<Finding> findings = new ArrayList<>();

    /** The first packet that says something: rows, or that there are none. */
    private record First(int rows, boolean numbered) {}

    PollCheck(
            String about, Session session, PollSettings poll, KeyFields keyFields, Duration timeout, ClockNotes clock) {
        this.about = about;
        this.session = session;
        this.poll = poll;
        this.keyFields = keyFields;
        this.timeout = timeout;
        this.clock = clock;
        this.rows = new RowNotes(keyFields);
    }

    /** What the rows were like. */
    RowNotes rows() {
        return rows;
    }

    /** Asks, and says what came. */
    List<Finding> run() throws InterruptedException {
        long before = System.nanoTime();
        Heard<First> first = ask(poll.request(OptionalLong.empty(), RveForm.LONG), true);
        if (!first.isAnswered()) {
            findings.add(Finding.fail(about, failed(first), cure(first.how())));
            return findings;
        }
        answered(first.value().orElseThrow(), Duration.ofNanos(System.nanoTime() - before));
        if (rows.rows() > 0) {
            findings.addAll(RowFindings.of(about, rows, poll.endpoint(), keyFields));
        }
        Optional<RowNotes.Newest> newest = rows.newest();
        if (newest.isPresent() && poll.incremental()) {
            since(newest.get());
        }
        return findings;
    }

    private void answered(First first, Duration took) {
        String what = poll.endpoint() + " answered in " + Words.seconds(took);
        if (first.rows() == 0) {
            findings.add(Finding.warn(
                    about,
                    what + " with no rows: rve, key and sinceArgument are unproven",
                    "check again when there are records, or look at query and at what this login may read"));
        } else if (poll.chunked() && !first.numbered()) {
            findings.add(Finding.warn(
                    about,
                    what + " with all of its " + first.rows() + " rows in one packet: mo=chunk is ignored",
                    "see that maxMessageBytes holds the largest answer, and set chunked=false"));
        } else {
            findings.add(Finding.ok(
                    about,
                    what + ", " + first.rows() + " rows in the first " + (first.numbered() ? "chunk" : "packet")));
        }
    }

    /** From its own rve on, a row must come again; from beyond every rve none may come. */
    private void since(RowNotes.Newest newest) throws InterruptedException {
        Heard<First> again = ask(poll.request(OptionalLong.of(newest.rve()), newest.asked()), false);
        String argument = "sinceArgument " + poll.since();
        if (!again.isAnswered()) {
            findings.add(
                    Finding.fail(about, argument + ": " + failed(again), SPELLINGS + ", or set incremental=false"));
            return;
        }
        if (again.value().orElseThrow().rows() == 0) {
            findings.add(Finding.fail(
                    about,
                    argument + ": asked from the rve of a row that is there, the server sends nothing: every change"
                            + " would be missed",
                    SPELLINGS + ", or set incremental=false"));
            return;
        }
        Heard<First> beyond = ask(poll.probe(newest.asked()), false);
        if (!beyond.isAnswered()) {
            findings.add(Finding.warn(
                    about,
                    argument + ", with nothing to find: " + failed(beyond),
                    "see what the server does with a question that has no rows"));
        } else if (beyond.value().orElseThrow().rows() > 0) {
            findings.add(Finding.warn(
                    about,
                    argument + " is ignored: rows come although none can be so new; nothing is lost, but every poll"
                            + " reads the whole table",
                    SPELLINGS));
        } else {
            findings.add(Finding.ok(
                    about, argument + " works: a row comes again from its own rve on, and nothing from beyond"));
        }
    }

    private Heard<First> ask(RequestPacket request, boolean noted) throws InterruptedException {
        try (Inquiry<First> asked = Inquiry.send(session, request, packet -> reading(packet, noted))) {
            return asked.await(timeout);
        }
    }

    private Optional<First> reading(Packet packet, boolean noted) {
        boolean numbered = packet.chunk() != Packet.NO_CHUNK;
        if (packet.rowCount() == 0 && numbered && packet.chunk() > 0) {
            return Optional.empty();
        }
        if (noted) {
            clock.row(rows.take(packet));
        }
        return Optional.of(new First(packet.rowCount(), numbered));
    }

    private String failed(Heard<First> heard) {
        return heard.how() == How.REFUSED ? poll.endpoint() + " was refused: " + heard.reason() : heard.reason();
    }

    private static String cure(How how) {
        return switch (how) {
            case REFUSED -> "check the endpoint's name, query and fields, and what this login may read";
            case SILENT ->
                "is it an endpoint of this server? If it only needs longer, raise --timeout, and"
                        + " requestTimeout with it";
            case LOST -> "see the server's log for why it hung up";
            default -> "see what the server sends there";
        };
    }
}
