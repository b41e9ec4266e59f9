package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.fd1.client.Rve;
import org.pineflow.position.FilePositionStore;
import org.pineflow.position.Gap;
import org.pineflow.position.JdbcPositionStore;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.Position;
import org.pineflow.position.PositionStore;
import org.pineflow.postgres.TestPostgres;
import picocli.CommandLine;

/** The commands in this process, on real stores. */
class PositionsCommandTest {

    private static final long RVE = 2026_01_13_13_54_56_000_00L;
    private static final long HOUR_BEFORE = 2026_01_13_12_54_56_000_00L;
    private static final long HOUR_BEHIND = 2026_01_13_14_54_56_000_00L;
    private static final Instant THEN = Instant.parse("2026-01-13T14:00:00Z");
    private static final Position CUSTOMERS = Position.unopened(
                    "firehose customers", "wss://u:pw@shop.test/fd1?k=s3cret")
            .started(new Position.Start("now", THEN))
            .movedTo(RVE, List.of("00112233445566778899aabbccddeeff"))
            .withGap(RVE, 0, Gap.Cause.NOT_OPEN, "the firehose was not open", THEN)
            .withGap(RVE, RVE + 1, Gap.Cause.UNREADABLE, "unreadable input: garbage", THEN);
    private static final Position PRODUCTS = Position.unopened("poll products", "wss://shop.test/fd1")
            .movedTo(RVE, List.of())
            .withGap(1, 2, Gap.Cause.LATE_ROW, "a late row", THEN)
            .withRestartUnproven(THEN);

    @TempDir
    private Path folder;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private PositionStore files() {
        return store(new FilePositionStore(folder.resolve("data/positions")));
    }

    private <T extends PositionStore> T store(T store) {
        open.add(store);
        write(store, "customers", CUSTOMERS);
        write(store, "products", PRODUCTS);
        return store;
    }

    private static void write(PositionStore store, String stream, Position position) {
        try (OwnedStream owned = store.tryOpen(stream).orElseThrow()) {
            owned.write(position);
        }
    }

    private int positions(String... arguments) {
        List<String> all = new ArrayList<>(List.of("positions"));
        all.addAll(List.of(arguments));
        all.add("-Dpineflow.data=" + folder.resolve("data"));
        out = new StringWriter();
        err = new StringWriter();
        CommandLine commandLine = Pineflow.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(all.toArray(String[]::new));
    }

    private void run(String... arguments) {
        assertThat(positions(arguments)).as(out + "\n" + err).isEqualTo(CommandExit.DONE);
    }

    private JsonNode json(String... arguments) throws Exception {
        String[] all = Stream.concat(Stream.of(arguments), Stream.of("--json")).toArray(String[]::new);
        run(all);
        return new JsonMapper().readTree(out.toString());
    }

    private void damage(String stream) throws Exception {
        try (Stream<Path> all = Files.list(folder.resolve("data/positions"))) {
            Path file = all.filter(one -> one.getFileName().toString().matches(stream + "\\..*\\.position"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(file, Files.readString(file).replace("\"version\" : 1", "\"version\" : 0"));
        }
    }

    @Test
    void aListShowsEveryStreamWithWhatItMayHaveMissed() throws Exception {
        PositionStore store = files();
        OwnedStream owned = store.tryOpen("products").orElseThrow();

        run("list");

        assertThat(out.toString().lines())
                .anySatisfy(line -> assertThat(line)
                        .matches("customers +" + RVE + " +2026-01-13 13:54:56.000 +.* d .* h +2 +now +nobody"))
                .anySatisfy(line -> assertThat(line).matches("products +" + RVE + " .* 1 +- +this process"))
                .contains("products: restart unproven since 2026-01-13 14:00:00")
                .contains("customers: 2 open gaps, the newest g-2 (unreadable): unreadable input: garbage");
        JsonNode streams = json("list").get("streams");
        assertThat(streams).hasSize(2);
        assertThat(streams.get(0).get("rve").textValue()).isEqualTo(Long.toString(RVE));
        assertThat(streams.get(0).get("time").textValue()).isEqualTo("2026-01-13T13:54:56Z");
        assertThat(streams.get(0).get("openGaps").intValue()).isEqualTo(2);
        assertThat(streams.get(0).get("lagSeconds").longValue()).isPositive();
        assertThat(streams.get(0).get("owner").isNull()).isTrue();
        assertThat(streams.get(1).get("owner").textValue()).isEqualTo("this process");
        assertThat(streams.get(1).get("restartUnproven").textValue()).isEqualTo("2026-01-13T14:00:00Z");
        owned.write(PRODUCTS);
    }

    @Test
    void aShowHasEverythingAndNoSecret() throws Exception {
        files();
        run("show", "customers");
        assertThat(out.toString())
                .contains(RVE + " (2026-01-13 13:54:56.000)", "firehose customers", "wss://shop.test/fd1")
                .contains("g-1  not-open", "the firehose was not open", "2 open")
                .doesNotContain("s3cret", "pw@");
        JsonNode shown = json("show", "customers");
        assertThat(shown.get("gaps")).hasSize(2);
        assertThat(shown.get("gaps").get(0).get("toRve").isNull()).isTrue();
        assertThat(shown.get("gaps").get(1).get("cause").textValue()).isEqualTo("unreadable");
    }

    @Test
    void withoutPositionsThereIsNothingToListAndNothingIsMade() throws Exception {
        run("list");
        assertThat(out.toString()).contains("no positions yet");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void movedBackEventsComeAgainAndMovedForwardIsAGap() throws Exception {
        PositionStore store = files();
        run("set", "customers", Long.toString(HOUR_BEFORE));
        assertThat(out.toString()).contains("Events of 1 h 0 min come again", "Moved.");
        assertThat(store.read("customers").orElseThrow().rve()).isEqualTo(HOUR_BEFORE);
        assertThat(store.read("customers").orElseThrow().gaps()).hasSize(2);

        JsonNode moved = json("set", "customers", "2026-01-13T14:54:56Z");

        assertThat(moved.get("gap").get("id").textValue()).isEqualTo("g-3");
        Gap gap = store.read("customers").orElseThrow().gaps().get(2);
        assertThat(gap.cause()).isEqualTo(Gap.Cause.RESET);
        assertThat(gap.fromRve()).isEqualTo(HOUR_BEFORE);
        assertThat(gap.toRve()).isEqualTo(HOUR_BEHIND);
    }

    @Test
    void aDryRunSaysTheSameAndChangesNothing() {
        PositionStore store = files();
        run("set", "customers", Long.toString(HOUR_BEHIND), "--dry-run");
        assertThat(out.toString())
                .contains("What lies between (1 h 0 min) is not read: gap g-3.", "Not moved: --dry-run");
        assertThat(store.read("customers")).contains(CUSTOMERS);
    }

    @Test
    void aResetStartsOverOrGoesOnFromNow() {
        PositionStore store = files();
        run("reset", "customers");
        assertThat(out.toString()).contains("Everything that the server still has comes again");
        Position all = store.read("customers").orElseThrow();
        assertThat(all.rve()).isZero();
        assertThat(all.start()).map(Position.Start::from).contains("all");

        run("reset", "products", "--to", "now");
        Position now = store.read("products").orElseThrow();
        assertThat(Rve.toInstant(now.rve())).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(now.gaps().get(1).fromRve()).isEqualTo(RVE);
        assertThat(now.restartUnproven()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"set customers 2026-01-13T12:54:56Z", "reset customers", "waive customers g-1 --why x"})
    void aRunningStreamIsNotChanged(String command) {
        PositionStore store = files();
        try (OwnedStream owned = store.tryOpen("customers").orElseThrow()) {
            assertThat(positions(command.split(" "))).isEqualTo(CommandExit.FAILED);
            assertThat(err.toString()).contains("is run by this process", "Stop that process");
            owned.write(CUSTOMERS);
        }
        assertThat(store.read("customers")).contains(CUSTOMERS);
    }

    @Test
    void aPositionThatCannotBeReadIsListedAndCanBeReplacedWithConfirmation() throws Exception {
        PositionStore store = files();
        damage("customers");

        assertThat(positions("list")).isEqualTo(CommandExit.FAILED);
        assertThat(out.toString()).containsPattern("customers +unreadable").containsPattern("products +" + RVE);
        assertThat(positions("reset", "customers", "--to", Long.toString(RVE))).isEqualTo(CommandExit.FAILED);
        assertThat(err.toString()).contains("checksum is wrong", "--yes");
        assertThat(store.list())
                .anySatisfy(found -> assertThat(found.position()).isEmpty());

        run("reset", "customers", "--to", Long.toString(RVE), "--yes");

        Position replaced = store.read("customers").orElseThrow();
        assertThat(replaced.rve()).isEqualTo(RVE);
        assertThat(replaced.fingerprint())
                .as("of the first route that opens it")
                .isEmpty();
        assertThat(replaced.start()).map(Position.Start::from).contains(Long.toString(RVE));
        assertThat(replaced.openGaps()).singleElement().satisfies(gap -> {
            assertThat(gap.cause()).isEqualTo(Gap.Cause.RESET);
            assertThat(gap.fromRve()).isZero();
            assertThat(gap.detail()).contains("could not be read");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "waive customers g-2 --why done",
                "waive g-2 --why done",
                "waive g-2 --stream customers --why done"
            })
    void aGapCanBeNamedInThreeWays(String command) {
        PositionStore store = files();
        run(command.split(" "));
        assertThat(out.toString()).contains("Gap g-2 of stream \"customers\" is waived: done", "1 more open");
        assertThat(store.read("customers").orElseThrow().openGaps())
                .extracting(Gap::id)
                .containsExactly("g-1");
        run("show", "customers");
        assertThat(out.toString()).contains("g-2  unreadable (waived)", ": done", "1 open, 1 waived");
        assertThat(positions("waive", "customers", "g-2", "--why", "again")).isEqualTo(CommandExit.FAILED);
        assertThat(err.toString()).contains("was waived on", "done");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "show custmers                    | Did you mean \"customers\"?",
                "show elsewhere                   | There are: customers, products.",
                "set customers yesterday          | 2026011313545600000",
                "set customers 9026011313545600000| in the future",
                "set customers                    | Missing required parameter",
                "waive g-1 --why x                | Several streams have a gap g-1: customers, products",
                "waive customers g-9 --why x      | It has g-1, g-2.",
                "waive g-9 --why x                | No stream has an open gap g-9",
                "waive customers g-1              | --why",
                "lits                             | Did you mean",
            })
    void aMistakeIsNamedWithTheCure(String command, String explanation) {
        PositionStore store = files();
        assertThat(positions(command.split(" "))).isEqualTo(CommandExit.WRONG_USAGE);
        assertThat(err.toString()).contains(explanation).doesNotContain("\tat ");
        assertThat(store.read("customers")).contains(CUSTOMERS);
        assertThat(store.list()).hasSize(2);
    }

    @Test
    void aStoreThatCannotBeReachedIsAFailureWithoutAStackTrace() throws Exception {
        Path config = jdbc("jdbc:sqlite:" + folder.resolve("no/such/folder/positions.db"));
        assertThat(positions("list", "--config", config.toString())).isEqualTo(CommandExit.FAILED);
        assertThat(err.toString()).contains("Failed: ").doesNotContain("\tat ");
    }

    private Path jdbc(String url) throws Exception {
        return Files.writeString(
                folder.resolve("jdbc.properties"),
                """
                camel.beans.dataSource = #class:com.zaxxer.hikari.HikariDataSource
                camel.beans.dataSource.jdbcUrl = %s
                camel.beans.dataSource.username = postgres
                camel.beans.positionStore = #class:org.pineflow.position.JdbcPositionStore(#bean:dataSource)
                """
                        .formatted(url));
    }

    @Test
    void theyWorkOnSqlite() throws Exception {
        worksOn("jdbc:sqlite:" + folder.resolve("positions.db")
                + "?journal_mode=WAL&synchronous=FULL&busy_timeout=5000&transaction_mode=IMMEDIATE");
    }

    @Test
    void theyWorkOnPostgresql() throws Exception {
        try (EmbeddedPostgres postgres = TestPostgres.start()) {
            worksOn(postgres.getJdbcUrl("postgres", "postgres"));
        }
    }

    private void worksOn(String url) throws Exception {
        String config = jdbc(url).toString();
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(url);
            pool.setUsername("postgres");
            try (JdbcPositionStore store = new JdbcPositionStore(pool)) {
                write(store, "customers", CUSTOMERS);
                try (OwnedStream owned = store.tryOpen("customers").orElseThrow()) {
                    run("list", "--config", config);
                    assertThat(out.toString())
                            .contains("process " + ProcessHandle.current().pid() + " (its lease lasts ");
                    assertThat(positions("reset", "customers", "--config", config))
                            .isEqualTo(CommandExit.FAILED);
                    assertThat(err.toString()).contains("is run by process", "its lease lasts");
                    owned.write(CUSTOMERS);
                }
                run("set", "customers", Long.toString(HOUR_BEHIND), "--config", config);
                run("waive", "g-1", "--why", "read by hand", "--config", config);
                Position moved = store.read("customers").orElseThrow();
                assertThat(moved.rve()).isEqualTo(HOUR_BEHIND);
                assertThat(moved.openGaps()).extracting(Gap::id).containsExactly("g-2", "g-3");
                assertThat(store.tryOpen("customers"))
                        .as("the command has given it up")
                        .isPresent();
            }
        }
    }
}
