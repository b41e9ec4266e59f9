package org.pineflow.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.pineflow.ingest.IngestionProcess;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.cold.Archiver;
import org.pineflow.ingest.cold.FolderColdStore;
import org.pineflow.ingest.request.NewEvent;
import org.pineflow.ingest.store.ArchiveTask;
import org.pineflow.ingest.store.EventSource;
import org.pineflow.ingest.store.EventStore;
import org.pineflow.ingest.store.PageLimits;
import org.pineflow.ingest.store.PostgresEventStore;
import org.pineflow.ingest.store.Retention;
import org.pineflow.ingest.store.Submission;
import org.pineflow.ingest.store.TimeBucket;
import org.pineflow.ingest.store.TimeUuids;

/**
 * How fast events come back: an hour of events of 400 bytes, read page by page over HTTP from a service in a process of its
 * own, by readers that follow {@code nextCursor}; first from PostgreSQL, then from the cold store; and between the two how
 * fast the hour is archived into a folder, in turn with the bare gzip, of the same level and by one thread, of the same
 * bytes. Medians; MB/s are 10^6 bytes of JSON a second, uncompressed, as readers get it and as it stands in objects.
 *
 * <pre>
 * mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt
 * CP=target/test-classes:target/classes:$(cat target/cp.txt)
 * java -cp $CP org.pineflow.bench.ReadingBenchmark [rounds] [events] [options of the service's Java]
 * </pre>
 */
public final class ReadingBenchmark {

    private static final int BATCH = 500;
    private static final int EVENT_BYTES = 400;
    private static final int[] AT_ONCE = {1, 2};
    private static final int[] LEVELS = {1, 6};
    private static final int MEMBER_BYTES = 256 << 10;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Pattern NEXT = Pattern.compile("\"nextCursor\":\"([^\"]+)\"}$");
    private static final EventTypeName TYPE =
            new EventTypeName("acme", UUID.fromString(IngestionProcess.DATA_CORE), "customer.0", "customer.changed.0");

    private final String url;
    private final Path folder;
    private final EventStore store;
    private final int port;
    private final TimeBucket hour;

    private ReadingBenchmark(String url, Path folder, EventStore store, int port, TimeBucket hour) {
        this.url = url;
        this.folder = folder;
        this.store = store;
        this.port = port;
        this.hour = hour;
    }

    /** @param arguments rounds (5), events (200,000), options of the service's Java (-Xmx512m) */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int events = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200_000;
        List<String> java =
                arguments.length > 2 ? Arrays.asList(arguments).subList(2, arguments.length) : List.of("-Xmx512m");
        Path folder = Files.createTempDirectory("pineflow-bench");
        Instant then = Instant.now().minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.HOURS);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("shared_buffers", "512MB")
                .start()) {
            String url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
            PostgresEventStore.Location location =
                    new PostgresEventStore.Location(url, Optional.of("postgres"), Optional.empty(), 8);
            try (EventStore store =
                            PostgresEventStore.open(location, new TimeUuids(Clock.fixed(then, ZoneOffset.UTC)));
                    IngestionProcess service = IngestionProcess.start(
                            folder,
                            java,
                            Map.of(
                                    "pineflow.ingest.store",
                                    url,
                                    "pineflow.ingest.store.user",
                                    "postgres",
                                    // The service leaves archiving to us.
                                    "pineflow.ingest.archive.settle",
                                    "100d",
                                    "pineflow.ingest.cold.folder",
                                    folder.resolve("cold").toString()))) {
                new ReadingBenchmark(url, folder, store, service.port(), TimeBucket.of(then)).run(rounds, events);
            }
        }
    }

    private void run(int rounds, int events) throws Exception {
        fill(events);
        print("%d processors; %d events of %d bytes in an hour"
                .formatted(Runtime.getRuntime().availableProcessors(), events, EVENT_BYTES));
        read("hot", rounds);
        for (int level : LEVELS) {
            archive(level, rounds);
        }
        execute("truncate event, portion");
        read("cold", rounds);
    }

    private void fill(int events) throws SQLException {
        Random random = new Random(1);
        for (int written = 0; written < events; written += BATCH) {
            List<NewEvent> batch = Stream.generate(() -> event(random))
                    .limit(BATCH)
                    .map(payload -> new NewEvent(payload, Optional.empty(), Optional.empty()))
                    .toList();
            store.append(new Submission(
                    TYPE,
                    "bench",
                    Optional.empty(),
                    new byte[32],
                    Map.of("source", "benchmark"),
                    new Retention(Duration.ofDays(3), true),
                    EventSource.of(batch),
                    Optional.empty()));
        }
        execute("analyze");
    }

    private void read(String where, int rounds) throws Exception {
        long end = System.nanoTime() + WARM_UP.toNanos();
        while (System.nanoTime() < end) {
            readAll();
        }
        for (int atOnce : AT_ONCE) {
            double[] speeds = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                speeds[round] = readAtOnce(atOnce);
            }
            print("%-4s %d at once  %s".formatted(where, atOnce, speeds(speeds)));
        }
    }

    private double readAtOnce(int readers) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(readers);
        try {
            long begin = System.nanoTime();
            List<Future<Long>> lengths = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                lengths.add(pool.submit(this::readAll));
            }
            long bytes = 0;
            for (Future<Long> length : lengths) {
                bytes += length.get();
            }
            return megabytesPerSecond(bytes, System.nanoTime() - begin);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Reads the hour to its end; returns how many bytes that were. */
    private long readAll() throws IOException {
        long bytes = 0;
        String query = "?pageSize=10000";
        byte[] page = new byte[1 << 16];
        byte[] tail = new byte[128];
        for (boolean more = true; more; ) {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/api/v1/events" + query)
                            .toURL()
                            .openConnection();
            connection.setRequestProperty("Authorization", IngestionProcess.KEY);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(names().getBytes(StandardCharsets.UTF_8));
            }
            try (InputStream in = connection.getInputStream()) {
                for (int length = in.read(page); length >= 0; length = in.read(page)) {
                    bytes += length;
                    int last = Math.min(length, tail.length);
                    System.arraycopy(tail, last, tail, 0, tail.length - last);
                    System.arraycopy(page, length - last, tail, tail.length - last, last);
                }
            }
            Matcher next = NEXT.matcher(new String(tail, StandardCharsets.ISO_8859_1));
            more = next.find();
            query = more ? "?pageSize=10000&cursor=" + next.group(1) : "";
        }
        return bytes;
    }

    private String names() {
        return "{\"tenant\":\"%s\",\"dataCoreId\":\"%s\",\"flowType\":\"%s\",\"eventTypes\":[\"%s\"],\"timeBucket\":\"%s\"}"
                .formatted(TYPE.tenant(), TYPE.dataCore(), TYPE.flowType(), TYPE.eventType(), hour);
    }

    private void archive(int level, int rounds) throws Exception {
        double[] archived = new double[rounds];
        double[] compressed = new double[rounds];
        for (int round = -1; round < rounds; round++) {
            delete(folder.resolve("cold"));
            execute("update portion set object_id = null");
            execute("delete from cold_object");
            long begin = System.nanoTime();
            Archiver archiver = new Archiver(
                    store.archive(), new FolderColdStore(folder.resolve("cold")), folder.resolve("made"), level);
            for (Optional<ArchiveTask> task = next(); task.isPresent(); task = next()) {
                archiver.archive(task.get());
            }
            long took = System.nanoTime() - begin;
            List<byte[]> objects = objects();
            long bytes = objects.stream().mapToLong(object -> object.length).sum();
            begin = System.nanoTime();
            for (byte[] object : objects) {
                gzip(object, level);
            }
            if (round >= 0) {
                compressed[round] = megabytesPerSecond(bytes, System.nanoTime() - begin);
                archived[round] = megabytesPerSecond(bytes, took);
            }
        }
        print("level %d  bare gzip  %s".formatted(level, speeds(compressed)));
        print("level %d  archived   %s  %3.0f %%"
                .formatted(level, speeds(archived), 100 * median(archived) / median(compressed)));
    }

    private Optional<ArchiveTask> next() {
        return store.archive().next(hour.next(), Instant.now(), new PageLimits(100_000, 64 << 20));
    }

    private List<byte[]> objects() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("cold"))) {
            List<byte[]> objects = new ArrayList<>();
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".gz")).toList()) {
                try (InputStream in =
                        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)), MEMBER_BYTES)) {
                    objects.add(in.readAllBytes());
                }
            }
            return objects;
        }
    }

    /** In members, as objects are. */
    private static void gzip(byte[] object, int level) throws IOException {
        for (int from = 0; from < object.length; from += MEMBER_BYTES) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(MEMBER_BYTES);
            try (GZIPOutputStream gzip = new GZIPOutputStream(out, 8192) {
                {
                    def.setLevel(level);
                }
            }) {
                gzip.write(object, from, Math.min(MEMBER_BYTES, object.length - from));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static byte[] event(Random random) {
        StringBuilder text = new StringBuilder("{\"customer\":")
                .append(random.nextInt(100_000))
                .append(",\"name\":\"Ægir\",\"rve\":")
                .append(Math.abs(random.nextLong()))
                .append(",\"lines\":[");
        while (text.length() < EVENT_BYTES - 50) {
            text.append("{\"item\":\"")
                    .append(random.nextInt(5000))
                    .append("\",\"qty\":")
                    .append(random.nextInt(20));
            text.append(",\"price\":").append(random.nextInt(10_000) / 100.0).append("},");
        }
        return text.append("{}]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static double megabytesPerSecond(long bytes, long nanos) {
        return bytes * 1e3 / nanos;
    }

    private static String speeds(double[] speeds) {
        return "%6.1f MB/s  (%s)"
                .formatted(
                        median(speeds),
                        String.join(
                                " ",
                                Arrays.stream(speeds)
                                        .mapToObj("%.0f"::formatted)
                                        .toList()));
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
