package org.pineflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.pineflow.flowcore.ScriptedSink.accept;
import static org.pineflow.flowcore.ScriptedSink.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.DeadLetterClaim;
import org.pineflow.deadletter.DeadLetterStore;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.deadletter.JdbcDeadLetterStore;
import org.pineflow.flowcore.ScriptedSink;
import org.sqlite.SQLiteDataSource;
import picocli.CommandLine;

/** The commands in this process, on real stores and a real socket. */
class DeadLettersCommandTest {

    private static final Instant THEN = Instant.parse("2026-01-13T14:00:00Z");
    private static final String SECRET = "s3cret-key";

    @TempDir
    private Path folder;

    private final ScriptedSink sink = new ScriptedSink();
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();
    private DeadLetterStore store;

    @BeforeEach
    void open() {
        store = new FileDeadLetterStore(folder.resolve("data/dead-letters"));
    }

    @AfterEach
    void close() throws Exception {
        sink.close();
    }

    @Test
    void aListCountsByStreamAndReasonAndThenNamesEach() {
        add("customers", "C-1", "{\"n\":1}");
        add("customers", "C-2", "{\"n\":2}");
        add("sales", "S-1", "{\"n\":3}");

        assertThat(deadLetters("list")).isZero();

        assertThat(out.toString())
                .startsWith("3 letters of 2 streams")
                .containsPattern("customers +2 +the sink refuses it \\(HTTP 400\\): no email")
                .containsPattern("sales +1 +the sink")
                .contains(store.ids().get(0).substring(0, 12))
                .contains("2026-01-13 14:00:00");
    }

    @Test
    void anEmptyStoreIsNoErrorAndStaysAsItIs() {
        assertThat(deadLetters("list")).isZero();
        assertThat(out.toString()).contains("There are no such dead letters");
        assertThat(deadLetters("redrive", "--yes")).isZero();
        assertThat(deadLetters("drop", "--all", "--yes")).isZero();
        assertThat(deadLetters("export")).isZero();
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void theListForProgramsIsOneJsonDocument() throws Exception {
        add("customers", "C-1", "{\"n\":1}");
        add("customers", "C-2", "{\"n\":2}");

        assertThat(deadLetters("list", "--json", "--key", "C-2")).isZero();

        JsonNode document = json();
        assertThat(document.path("count").asInt()).isOne();
        assertThat(document.at("/groups/0/count").asInt()).isOne();
        assertThat(document.at("/letters/0/key").asText()).isEqualTo("C-2");
        assertThat(document.at("/letters/0/rve").asText()).isEqualTo("2026011313545600000");
    }

    @Test
    void nothingThatALetterHoldsReachesTheTerminalAsMoreThanText() {
        String nasty = "\u001b]0;owned\u0007\u009b31m\u202e\r\nX";
        store.add(new DeadLetter(
                DeadLetter.Kind.UNREADABLE,
                nasty,
                nasty,
                7,
                nasty.getBytes(UTF_8),
                nasty,
                Map.of(nasty, nasty),
                400,
                nasty,
                nasty,
                THEN,
                1));

        for (String command : List.of("list", "list --json", "show", "show --json", "export", "redrive --yes")) {
            deadLetters(command.split(" "));
            assertThat(out.toString() + err)
                    .as(command)
                    .isNotBlank()
                    .doesNotContain("\u001b", "\u0007", "\u009b", "\u202e");
        }
    }

    @Test
    void aLetterIsShownInFull() {
        add("customers", "C-1", "{\"n\":1}");
        String id = store.ids().get(0);
        store.refusedAgain(id, THEN, 422, "still bad");

        assertThat(deadLetters("show", id.substring(0, 6))).isZero();

        assertThat(out.toString())
                .contains(id, "C-1", "2026011313545600000", sink.url() + "/events/t/d/f/e", "Idempotency-Key: key-C-1")
                .contains("1 times, last at 2026-01-13 14:00:00 UTC: HTTP 422 still bad")
                .endsWith("{\"n\":1}\n");
    }

    @Test
    void anExportIsEveryLetterOrEveryBodyByteForByte() throws Exception {
        add("customers", "C-1", "{\"n\":1}");
        add("sales", "C-2", "{\"n\":2.0}");
        Path file = folder.resolve("letters.ndjson");

        assertThat(deadLetters("export", "--to", file.toString())).isZero();
        assertThat(Files.readAllLines(file)).hasSize(2).allMatch(line -> line.contains("\"version\":2"));
        assertThat(deadLetters("export", "--to", file.toString())).isEqualTo(CommandExit.FAILED);
        assertThat(err.toString()).contains("exists already");

        assertThat(deadLetters(
                        "export",
                        "--stream",
                        "sales",
                        "--bodies",
                        folder.resolve("bodies").toString()))
                .isZero();
        try (Stream<Path> bodies = Files.walk(folder.resolve("bodies"))) {
            assertThat(bodies.filter(Files::isRegularFile)).singleElement().satisfies(body -> assertThat(body)
                    .hasContent("{\"n\":2.0}"));
        }
        assertThat(store.count()).as("they stay").isEqualTo(2);
    }

    @Test
    void aRedriveEmptiesTheStoreAndTellsWhatStays() throws Exception {
        add("customers", "C-1", "{\"n\":1}");
        add("customers", "C-2", "{\"n\":2}");
        sink.otherwise(request -> request.text().contains(":2") ? status(400, "no " + SECRET) : accept());

        assertThat(deadLetters("redrive", "--yes")).isEqualTo(CommandExit.FAILED);
        assertThat(out.toString())
                .contains("refused again: HTTP 400 no ***", "1 delivered, 1 refused again; 1 left.")
                .doesNotContain(SECRET);

        sink.otherwise(request -> accept());
        assertThat(deadLetters("redrive", "--yes", "--json")).isZero();
        assertThat(json().path("ok").asBoolean()).isTrue();
        assertThat(json().path("left").asInt()).isZero();
        assertThat(store.count()).isZero();
    }

    @Test
    void anOutageEndsTheRedriveWithOneAndSaysHowManyAreLeft() {
        add("customers", "C-1", "{\"n\":1}");
        add("customers", "C-2", "{\"n\":2}");
        sink.otherwise(request -> status(503, "maintenance"));

        assertThat(deadLetters("redrive", "--yes")).isEqualTo(CommandExit.FAILED);

        assertThat(out.toString())
                .contains("Ended early: HTTP 503 (maintenance)", "0 delivered, 2 had no turn; 2 left.");
        assertThat(sink.requests()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redrive                         | 1 letter of 1 stream. There is no terminal to ask at",
                "drop --stream customers         | give --yes",
                "drop --yes                      | --all",
                "list --kind nonsense            | event or unreadable",
                "list --since yesterday          | --since",
                "show ../x                       | no id of a dead letter",
                "list --status abc               | --status",
                "export --to a --bodies b        | mutually exclusive",
                "redrive --yes -Dcamel.component.flowcore.apiKeyIn=nowhere | The sink is not set up",
            })
    void aMistakeIsToldWithTwoAndChangesNothing(String arguments, String explanation) {
        add("customers", "C-1", "{\"n\":1}");

        assertThat(deadLetters(arguments.split(" "))).isEqualTo(CommandExit.WRONG_USAGE);

        assertThat(err.toString()).contains(explanation).doesNotContain("\tat ");
        assertThat(store.count()).isOne();
        assertThat(sink.requests()).isEmpty();
    }

    @Test
    void anIdOfNoLetterFails() {
        add("customers", "C-1", "{\"n\":1}");

        assertThat(deadLetters("drop", "--yes", "ffffffffffff")).isEqualTo(CommandExit.FAILED);

        assertThat(err.toString()).contains("There is no dead letter ffffffffffff");
        assertThat(store.count()).isOne();
    }

    @Test
    void aDropTakesOutWhatIsMeantAndNothingElse() {
        add("customers", "C-1", "{\"n\":1}");
        add("sales", "S-1", "{\"n\":2}");

        assertThat(deadLetters("drop", "--yes", "--stream", "customers")).isZero();

        assertThat(out.toString()).contains("Dropped 1.");
        assertThat(store.read(store.ids().get(0)).orElseThrow().stream()).isEqualTo("sales");
    }

    @Test
    void whileOneRedrivesNobodyElseRedrivesOrDrops() {
        add("customers", "C-1", "{\"n\":1}");
        try (DeadLetterClaim claim = store.claim(Duration.ofMinutes(1)).orElseThrow()) {
            for (String command : List.of("redrive --yes", "drop --all --yes")) {
                assertThat(deadLetters(command.split(" "))).isEqualTo(CommandExit.FAILED);
                assertThat(err.toString()).contains("Another redrive or drop is at work");
            }
            assertThat(claim.renew()).isTrue();
        }
        assertThat(sink.requests()).isEmpty();
        assertThat(store.count()).isOne();
    }

    @Test
    void withPositionsInADatabaseDeadLettersAreThereToo() {
        String url = "jdbc:sqlite:" + folder.resolve("p.db");
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl(url);
        store = new JdbcDeadLetterStore(database);
        add("customers", "C-1", "{\"n\":1}");
        String[] positions = {
            "-Dcamel.beans.dataSource=#class:com.zaxxer.hikari.HikariDataSource",
            "-Dcamel.beans.dataSource.jdbcUrl=" + url,
            "-Dcamel.beans.positionStore=#class:org.pineflow.position.JdbcPositionStore(#bean:dataSource)"
        };

        assertThat(deadLetters(arguments("list", positions))).isZero();
        assertThat(out.toString()).contains("1 letter of 1 stream");
        assertThat(deadLetters(arguments("redrive --yes", positions))).isZero();
        assertThat(store.count()).isZero();
    }

    @Test
    void noTableIsMadeInADatabaseInWhichThePositionsMayMakeNone() {
        String url = "jdbc:sqlite:" + folder.resolve("p.db");
        add("customers", "C-1", "{\"n\":1}");

        assertThat(deadLetters(arguments(
                        "list",
                        "-Dcamel.beans.dataSource=#class:com.zaxxer.hikari.HikariDataSource",
                        "-Dcamel.beans.dataSource.jdbcUrl=" + url,
                        "-Dcamel.beans.positionStore=#class:org.pineflow.position.JdbcPositionStore"
                                + "(#bean:dataSource, 10000, false)")))
                .isZero();

        assertThat(out.toString()).as("in the files").contains("1 letter of 1 stream");
    }

    private static String[] arguments(String command, String... more) {
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private int deadLetters(String... arguments) {
        List<String> all = new ArrayList<>(List.of("dead-letters"));
        all.addAll(List.of(arguments));
        all.add("-Dpineflow.data=" + folder.resolve("data"));
        Map<String, String> sinkOptions = Map.of("baseUrl", sink.url(), "apiKey", SECRET, "compressor", "jdk");
        sinkOptions.forEach((name, value) -> {
            String option = "-Dcamel.component.flowcore." + name + "=";
            if (all.stream().noneMatch(argument -> argument.startsWith(option))) {
                all.add(option + value);
            }
        });
        out = new StringWriter();
        err = new StringWriter();
        CommandLine commandLine = Pineflow.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(all.toArray(String[]::new));
    }

    private JsonNode json() throws Exception {
        return new ObjectMapper().readTree(out.toString());
    }

    private void add(String stream, String key, String body) {
        store.add(new DeadLetter(
                DeadLetter.Kind.EVENT,
                stream,
                key,
                2026011313545600000L,
                body.getBytes(UTF_8),
                sink.url() + "/events/t/d/f/e",
                Map.of("Idempotency-Key", "key-" + key),
                400,
                "no email",
                "the sink refuses it (HTTP 400)",
                THEN,
                1));
    }
}
