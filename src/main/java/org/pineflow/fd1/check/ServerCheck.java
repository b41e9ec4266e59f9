package org.pineflow.fd1.check;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pineflow.fd1.client.Fd1Links;
import org.pineflow.fd1.client.Fd1Settings;
import org.pineflow.finding.Finding;
import org.pineflow.position.Position;

/**
 * Asks one FD1 server what its streams will ask it: logs in, opens and cancels firehoses, reads first rows. It takes no lock
 * and writes no position, so the streams may run meanwhile.
 *
 * <p>Every question ends after the time it is given, and a stream has at most six of them, so the whole ends too.
 */
public final class ServerCheck {

    private final Fd1Links links;
    private final ExecutorService workers;
    private final Duration timeout;
    private final Clock clock;

    /**
     * @param links the sockets
     * @param workers one thread a stream while it is asked about
     * @param timeout longest wait for one answer; a login that is not answered takes {@code loginTimeout} besides
     * @param clock what the server's clock is held against
     */
    public ServerCheck(Fd1Links links, ExecutorService workers, Duration timeout, Clock clock) {
        this.links = links;
        this.workers = workers;
        this.timeout = timeout;
        this.clock = clock;
    }

    /**
     * Asks.
     *
     * @param streams all of this server
     * @param position the stored position of a stream, if there is one that can be read
     * @throws InterruptedException when the thread was interrupted; everything opened is cancelled then
     */
    public ServerReport check(
            Fd1Settings server, List<CheckedStream> streams, Function<CheckedStream, Optional<Position>> position)
            throws InterruptedException {
        String about =
                "server " + server.toString().substring(1, server.toString().length() - 1);
        DialectNotes dialect = new DialectNotes(System::nanoTime);
        long began = System.nanoTime();
        List<Finding> findings = new ArrayList<>();
        Map<String, Integer> largest = new LinkedHashMap<>();
        try (Session session = Session.open(links, server, dialect)) {
            Session.Opened opened = session.await(timeout.plus(server.loginTimeout()));
            if (!opened.isOpen()) {
                findings.add(Finding.fail(about, withoutAddress(opened.trouble(), about), ""));
                String names = streams.stream().map(CheckedStream::name).collect(Collectors.joining(", "));
                findings.add(Finding.fail(about, "its streams could not be asked about: " + names, ""));
                return new ServerReport(findings, largest);
            }
            findings.add(login("server " + opened.url(), server, dialect, began));
            about = "server " + opened.url();
        }
        ClockNotes clocks = new ClockNotes(clock);
        List<Future<StreamFindings>> asked = new ArrayList<>();
        for (CheckedStream stream : streams) {
            asked.add(workers.submit(() -> stream(stream, dialect, clocks, position.apply(stream))));
        }
        List<Finding> ofStreams = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            StreamFindings found = result(asked.get(i));
            ofStreams.addAll(found.findings());
            if (found.largestRow() > 0) {
                largest.put(streams.get(i).name(), found.largestRow());
            }
        }
        findings.add(Finding.ok(about, "its dialect: " + dialect.text()));
        findings.add(clocks.finding(about));
        findings.addAll(ofStreams);
        return new ServerReport(findings, largest);
    }

    /** Trouble begins with the server's address, which is told beside it. */
    private static String withoutAddress(String trouble, String about) {
        int end = trouble.indexOf(": ");
        return end > 0 && about.endsWith(trouble.substring(0, end)) ? trouble.substring(end + 2) : trouble;
    }

    private static Finding login(String about, Fd1Settings server, DialectNotes dialect, long began) {
        String connected = "connected in "
                + Words.seconds(Duration.ofNanos(dialect.openedAt().orElse(System.nanoTime()) - began));
        if (server.apiKey().isEmpty() && server.token().isEmpty()) {
            return Finding.ok(about, connected + "; no login, as neither apiKey nor token is set");
        }
        return dialect.loginTook()
                .map(took -> Finding.ok(about, connected + ", login answered in " + Words.seconds(took)))
                .orElseGet(() -> Finding.warn(
                        about,
                        connected + "; the login was not answered within " + Words.seconds(server.loginTimeout())
                                + " (loginTimeout), so whether the server took it is not known",
                        "nothing, if the streams below are answered; a shorter loginTimeout saves the wait"));
    }

    private record StreamFindings(List<Finding> findings, int largestRow) {}

    private StreamFindings stream(
            CheckedStream stream, DialectNotes dialect, ClockNotes clocks, Optional<Position> position)
            throws InterruptedException {
        try (Session session = Session.open(links, stream.server(), dialect)) {
            Session.Opened opened = session.await(timeout.plus(stream.server().loginTimeout()));
            if (!opened.isOpen()) {
                return new StreamFindings(
                        List.of(Finding.fail(stream.about(), "no connection of its own: " + opened.trouble(), "")), 0);
            }
            Optional<PollCheck> poll = stream.poll()
                    .map(settings -> new PollCheck(
                            stream.about(), session, settings, stream.settings().keyFields(), timeout, clocks));
            if (stream.firehose().isEmpty()) {
                List<Finding> found = poll.orElseThrow().run();
                return new StreamFindings(found, poll.get().rows().largest());
            }
            FirehoseCheck firehose = new FirehoseCheck(stream, session, timeout, clocks, clock, position);
            List<Finding> found = firehose.run(poll);
            int largest = Stream.concat(
                            Stream.of(firehose.events()), poll.stream().map(PollCheck::rows))
                    .mapToInt(RowNotes::largest)
                    .max()
                    .orElse(0);
            return new StreamFindings(found, largest);
        }
    }

    private static StreamFindings result(Future<StreamFindings> asked) throws InterruptedException {
        try {
            return asked.get();
        } catch (ExecutionException fault) {
            throw new IllegalStateException(fault.getCause());
        }
    }
}
