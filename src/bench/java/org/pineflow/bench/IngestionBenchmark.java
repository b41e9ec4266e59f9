package org.pineflow.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.pineflow.ingest.IngestionProcess;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.request.NewEvent;
import org.pineflow.ingest.store.EventSource;
import org.pineflow.ingest.store.EventStore;
import org.pineflow.ingest.store.PostgresEventStore;
import org.pineflow.ingest.store.Retention;
import org.pineflow.ingest.store.Submission;
import org.pineflow.ingest.store.TimeUuids;

/**
 * How many events a second go into PostgreSQL, with fsync on: by a bare multi-row {@code INSERT … ON CONFLICT} of the same
 * rows, by the event store, and through the whole service over HTTP, which runs in a process of its own. Batches of 500
 * events of 400 bytes, each with an idempotency key, sent by 1, 2 and 4 at once; the three ways take turns, and the medians
 * are printed with their ratio to the bare insert.
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt
 * CP=target/test-classes:target/classes:$(cat target/cp.txt)
 * java -cp $CP org.pineflow.bench.IngestionBenchmark [rounds] [seconds a measurement] [options of the service's Java]
 * </pre>
 */
public final class IngestionBenchmark {

    private static final int BATCH = 500;
    private static final int EVENT_BYTES = 400;
    private static final int BATCHES_PREPARED = 16;
    private static final int[] AT_ONCE = {1, 2, 4};
    private static final EventTypeName TYPE =
            new EventTypeName("acme", new UUID(1, 2), "customer.0", "customer.changed.0");

    private final String url;
    private final EventStore store;
    private final IngestionProcess service;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<List<NewEvent>> batches = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private final AtomicLong number = new AtomicLong();
    private final String run = UUID.randomUUID().toString();

    private IngestionBenchmark(String url, EventStore store, IngestionProcess service) throws IOException {
        this.url = url;
        this.store = store;
        this.service = service;
        Random random = new Random(1);
        for (int i = 0; i < BATCHES_PREPARED; i++) {
            List<String> events =
                    IntStream.range(0, BATCH).mapToObj(n -> event(random, n)).toList();
            batches.add(events.stream()
                    .map(text ->
                            new NewEvent(text.getBytes(StandardCharsets.UTF_8), Optional.empty(), Optional.empty()))
                    .toList());
            bodies.add(gzip(String.join(",", events)));
        }
    }

    /** One way of writing a batch, of which each thread has its own. */
    private interface Writer extends AutoCloseable {
        void write(int batch) throws Exception;

        @Override
        default void close() throws Exception {}
    }

    private interface Way {
        Writer writer() throws Exception;
    }

    /** @param arguments rounds (5), seconds a measurement (4), options of the service's Java (-Xmx512m) */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        Duration time = Duration.ofSeconds(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4);
        List<String> java =
                arguments.length > 2 ? Arrays.asList(arguments).subList(2, arguments.length) : List.of("-Xmx512m");
        Path folder = Files.createTempDirectory("pineflow-bench");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("shared_buffers", "512MB")
                .start()) {
            String url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
            PostgresEventStore.Location location =
                    new PostgresEventStore.Location(url, Optional.of("postgres"), Optional.empty(), 8);
            try (EventStore store = PostgresEventStore.open(location, new TimeUuids(Clock.systemUTC()));
                    IngestionProcess service = IngestionProcess.start(
                            folder,
                            java,
                            Map.of("pineflow.ingest.store", url, "pineflow.ingest.store.user", "postgres"))) {
                new IngestionBenchmark(url, store, service).run(rounds, time);
            }
        }
    }

    private void run(int rounds, Duration time) throws Exception {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("bare insert", this::bare);
        ways.put("event store", this::append);
        ways.put("whole service", this::post);
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select current_setting('fsync')"
                        + " || ', synchronous_commit ' || current_setting('synchronous_commit')")) {
            rows.next();
            print("PostgreSQL with fsync " + rows.getString(1) + "; "
                    + Runtime.getRuntime().availableProcessors() + " processors; " + BATCH + " events of " + EVENT_BYTES
                    + " bytes a batch");
        }
        for (Way way : ways.values()) {
            empty();
            measure(way, 2, time.multipliedBy(3));
        }
        for (int atOnce : AT_ONCE) {
            Map<String, double[]> rates = new LinkedHashMap<>();
            ways.keySet().forEach(name -> rates.put(name, new double[rounds]));
            for (int round = 0; round < rounds; round++) {
                for (Map.Entry<String, Way> way : ways.entrySet()) {
                    empty();
                    rates.get(way.getKey())[round] = measure(way.getValue(), atOnce, time);
                }
            }
            double bare = median(rates.get("bare insert"));
            rates.forEach((name, each) -> print("%d at once  %-14s %8.0f events/s  %4.0f %%  (%s)"
                    .formatted(
                            atOnce,
                            name,
                            median(each),
                            100 * median(each) / bare,
                            Arrays.stream(each).mapToObj("%.0f"::formatted).collect(Collectors.joining(" ")))));
        }
    }

    private double measure(Way way, int atOnce, Duration time) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(atOnce);
        try {
            long begin = System.nanoTime();
            List<Future<Long>> writers = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                int first = i;
                writers.add(pool.submit(() -> {
                    long written = 0;
                    try (Writer writer = way.writer()) {
                        while (System.nanoTime() - begin < time.toNanos()) {
                            writer.write((int) ((first + written) % BATCHES_PREPARED));
                            written++;
                        }
                    }
                    return written;
                }));
            }
            long written = 0;
            for (Future<Long> writer : writers) {
                written += writer.get();
            }
            return written * BATCH * 1e9 / (System.nanoTime() - begin);
        } finally {
            pool.shutdownNow();
        }
    }

    private Writer bare() throws SQLException {
        Connection connection = connect();
        connection.setAutoCommit(false);
        PreparedStatement insert = connection.prepareStatement("insert into bare values (?, ?, ?, ?, ?, ?, ?, ?)"
                + ", (?, ?, ?, ?, ?, ?, ?, ?)".repeat(BATCH - 1) + " on conflict do nothing");
        return new Writer() {
            @Override
            public void write(int batch) throws SQLException {
                long submission = number.incrementAndGet();
                int parameter = 0;
                int ordinal = 0;
                for (NewEvent event : batches.get(batch)) {
                    insert.setLong(++parameter, 1);
                    insert.setLong(++parameter, submission * BATCH + ordinal);
                    insert.setObject(++parameter, new UUID(submission, ordinal));
                    insert.setLong(++parameter, submission);
                    insert.setInt(++parameter, ordinal++);
                    insert.setBoolean(++parameter, false);
                    insert.setNull(++parameter, Types.BIGINT);
                    insert.setString(++parameter, new String(event.payload(), StandardCharsets.UTF_8));
                }
                insert.executeUpdate();
                connection.commit();
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }

    private Writer append() {
        return batch -> store.append(new Submission(
                TYPE,
                "bench",
                Optional.of(run + number.incrementAndGet()),
                new byte[32],
                Map.of("source", "benchmark"),
                new Retention(Duration.ofDays(3), true),
                EventSource.of(batches.get(batch)),
                Optional.empty()));
    }

    private Writer post() {
        URI uri = URI.create("http://127.0.0.1:" + service.port() + "/events/" + IngestionProcess.PATH);
        return batch -> {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Authorization", IngestionProcess.KEY)
                    .header("Content-Type", "application/json")
                    .header("Content-Encoding", "gzip")
                    .header("Idempotency-Key", run + number.incrementAndGet())
                    .POST(HttpRequest.BodyPublishers.ofByteArray(bodies.get(batch)))
                    .build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
        };
    }

    private void empty() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("drop table if exists bare");
            statement.execute("create table bare (event_type_id bigint not null, id_time bigint not null,"
                    + " event_id uuid not null, submission_id bigint not null, ordinal integer not null,"
                    + " timed boolean not null, valid_ms bigint, payload text not null,"
                    + " primary key (event_type_id, id_time, event_id))");
            statement.execute("truncate event, portion, request_key");
            statement.execute("checkpoint");
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, "postgres", "");
    }

    private static String event(Random random, int n) {
        String head =
                "{\"customer\":" + n + ",\"name\":\"Ægir\",\"rve\":" + Math.abs(random.nextLong()) + ",\"note\":\"";
        StringBuilder text = new StringBuilder(head);
        while (text.length() < EVENT_BYTES - 3) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.append("\"}").toString();
    }

    private static byte[] gzip(String events) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(("[" + events + "]").getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
