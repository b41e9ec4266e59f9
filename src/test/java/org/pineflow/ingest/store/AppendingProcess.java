package org.pineflow.ingest.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * A process that appends submissions of {@value #EVENTS} events, each with its number as key and in its payloads, and
 * prints the number of each when it has the receipt. Arguments: a SQLite file or a JDBC URL, and the first number.
 */
final class AppendingProcess implements AutoCloseable {

    static final int EVENTS = 50;

    private final Process process;
    private final BufferedReader lines;

    private AppendingProcess(Process process) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    public static void main(String[] arguments) {
        TimeUuids ids = new TimeUuids(Clock.systemUTC());
        EventStore store = arguments[0].startsWith("jdbc:")
                ? PostgresEventStore.open(PostgresEventStoreTest.location(arguments[0]), ids)
                : SqliteEventStore.open(Path.of(arguments[0]), ids, 0);
        for (int number = Integer.parseInt(arguments[1]); ; number++) {
            store.append(submission(number));
            System.out.println(number);
        }
    }

    static Submission submission(int number) {
        return EventStoreContract.batch(EVENTS)
                .key(Integer.toString(number))
                .payload(i -> "{\"number\":" + number + "}")
                .submission();
    }

    static AppendingProcess start(String store, int first) throws IOException {
        return new AppendingProcess(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingProcess.class.getName(),
                        store,
                        Integer.toString(first)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Lets it have this many more receipts, kills it with SIGKILL, and returns the number of the last one it had. */
    int killAfter(int receipts) throws IOException {
        String last = null;
        for (int i = 0; i < receipts; i++) {
            last = lines.readLine();
        }
        process.toHandle().destroyForcibly();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            last = line;
        }
        process.onExit().join();
        return Integer.parseInt(last);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
