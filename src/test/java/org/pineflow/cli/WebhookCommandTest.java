package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pineflow.durable.ExclusiveFile;
import org.pineflow.ingest.catalog.ApiKey;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.catalog.CatalogReader;
import org.pineflow.ingest.catalog.EventTypeName;
import picocli.CommandLine;

/** The command in this process and in others, on a copy of the shipped catalog. */
class WebhookCommandTest {

    private static final String[] CUSTOMERS = {"demo", "retail", "customer.0", "customer.changed.0"};

    @TempDir
    private Path folder;

    private Path file;
    private String shipped;

    @BeforeEach
    void copyCatalog() throws IOException {
        file = folder.resolve("catalog.yaml");
        shipped = Files.readString(Path.of("config/catalog.yaml"));
        Files.writeString(file, shipped);
    }

    /** What a run of the command came to. */
    private record Ran(int exit, String out, String err) {

        String key() {
            return out.lines()
                    .filter(line -> line.startsWith("KEY="))
                    .map(line -> line.substring(4))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Ran run(List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("webhook", "-Dpineflow.ingest.catalog=" + file));
        all.addAll(arguments);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Pineflow.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        int exit = commandLine.execute(all.toArray(String[]::new));
        return new Ran(exit, out.toString(), err.toString());
    }

    private Ran done(String... arguments) {
        Ran ran = run(List.of(arguments));
        assertThat(ran.exit()).as(ran.toString()).isEqualTo(CommandExit.DONE);
        assertThat(ran.err()).isEmpty();
        return ran;
    }

    private Ran customers(String... options) {
        List<String> all = new ArrayList<>(List.of(CUSTOMERS));
        all.addAll(List.of(options));
        return done(all.toArray(String[]::new));
    }

    private Catalog catalog() {
        return CatalogReader.read(file);
    }

    private Optional<ApiKey> key(String secret) {
        return catalog().authenticate(Optional.empty(), secret, Instant.now());
    }

    private EventTypeName type(String flowType, String eventType) {
        return catalog().find("demo", "retail", flowType, eventType).orElseThrow();
    }

    @Test
    void aKeyIsShownOnceAndNeverKept() throws IOException {
        Ran first = customers();
        Ran second = customers();
        String secret = first.key().substring(first.key().lastIndexOf('_') + 1);

        assertThat(first.key()).matches("fc_k[a-z0-9]{7}_[0-9a-f]{64}");
        assertThat(first.out().split(secret, -1)).as("shown once").hasSize(2);
        assertThat(second.out()).doesNotContain(secret);
        assertThat(Files.readString(file))
                .doesNotContain(secret)
                .startsWith(shipped.substring(0, shipped.indexOf(" []\n    #")));
        assertThat(key(first.key())).isPresent();
        assertThat(key(second.key())).isPresent();
        assertThat(first.out()).contains("The event type is in " + file + " already.", "for all of tenant demo.");
    }

    @Test
    void theAddressesAreThoseOfTheSettingsOrOfTheUrlOption() {
        String path = "/demo/retail/customer.0/customer.changed.0";

        assertThat(customers("--no-key").out())
                .contains(
                        "single  http://127.0.0.1:8080/event" + path,
                        "batch   http://127.0.0.1:8080/events" + path,
                        "file    http://127.0.0.1:8080/file" + path)
                .doesNotContain("KEY=");
        assertThat(customers("--no-key", "-Dcamel.server.port=9090", "-Dcamel.server.host=0.0.0.0")
                        .out())
                .contains("http://127.0.0.1:9090/event" + path);
        assertThat(customers("--no-key", "--url", "https://hook.example.com/in/")
                        .out())
                .contains("https://hook.example.com/in/event" + path);
        assertThat(catalog().keyCount()).isZero();
    }

    @Test
    void whatIsMissingIsRegistered() throws Exception {
        JsonNode made = new JsonMapper()
                .readTree(done("acme", "shop", "order.0", "order.placed.0", "--json", "--key-id", "shop7")
                        .out());

        assertThat(made.get("registered")).hasSize(4);
        assertThat(made.get("keyId").textValue()).isEqualTo("shop7");
        assertThat(made.get("urls").get("batch").textValue()).endsWith("/events/acme/shop/order.0/order.placed.0");
        assertThat(catalog().find("acme", "shop", "order.0", "order.placed.0")).isPresent();
        assertThat(key(made.get("key").textValue()))
                .hasValueSatisfying(key -> assertThat(key.tenant()).isEqualTo("acme"));
        assertThat(Files.readString(file)).startsWith(shipped);
    }

    @Test
    void aLimitedKeyIsForItsEventTypeAtItsPaceUntilItsEnd() {
        Ran made = customers(
                "--limit-to-event-type",
                "--events-per-second=50",
                "--bytes-per-second=100000",
                "--expires=2199-01-01T00:00:00Z");
        ApiKey key = key(made.key()).orElseThrow();

        assertThat(key.mayWrite(type("customer.0", "customer.changed.0"))).isTrue();
        assertThat(key.mayWrite(type("product.0", "product.changed.0"))).isFalse();
        assertThat(key.eventsPerSecond()).hasValue(50L);
        assertThat(key.bytesPerSecond()).hasValue(100_000L);
        assertThat(key.expires()).hasValue(Instant.parse("2199-01-01T00:00:00Z"));
        assertThat(made.out())
                .contains(
                        "nothing but retail/customer.0/customer.changed.0 of tenant demo, until 2199-01-01T00:00:00Z");
    }

    @Test
    void anEventTypeIsFoundByTheIdOfItsDataCoreAndLimitedByItsName() {
        Ran made = done(
                "demo",
                "5b0a4c1e-7d52-4c0e-9a61-2f1d8f3f6c10",
                "customer.0",
                "customer.changed.0",
                "--limit-to-event-type");

        assertThat(made.out()).contains("nothing but retail/customer.0/customer.changed.0 of tenant demo");
        assertThat(key(made.key()).orElseThrow().mayWrite(type("customer.0", "customer.changed.0")))
                .isTrue();
    }

    @Test
    void aRotatedKeyHasTheRightsOfTheOldOneWhichGoesOnForTheOverlap() {
        Ran old = customers("--key-id", "shop1", "--limit-to-event-type", "--events-per-second=50");

        Ran rotated = done("--rotate", "shop1", "--key-id", "shop2", "--overlap", "2h");

        ApiKey fresh = key(rotated.key()).orElseThrow();
        assertThat(fresh.id()).isEqualTo("shop2");
        assertThat(fresh.mayWrite(type("customer.0", "customer.changed.0"))).isTrue();
        assertThat(fresh.mayWrite(type("product.0", "product.changed.0"))).isFalse();
        assertThat(fresh.eventsPerSecond()).hasValue(50L);
        assertThat(fresh.expires()).isEmpty();
        Instant end = key(old.key()).orElseThrow().expires().orElseThrow();
        assertThat(Duration.between(Instant.now(), end)).isBetween(Duration.ofMinutes(119), Duration.ofMinutes(120));
        assertThat(rotated.out()).contains("Key shop1 works until " + end).doesNotContain(old.key());
    }

    @Test
    void aRotatedKeyIsTheSameSender() {
        customers("--key-id", "shop1");

        Ran second = done("--rotate", "shop1", "--key-id", "shop2");
        Ran third = done("--rotate", "shop2");

        assertThat(key(second.key()).orElseThrow().owner()).isEqualTo("shop1");
        assertThat(key(third.key()).orElseThrow().owner()).isEqualTo("shop1");
    }

    @Test
    void aRotationNeverLengthensALifeSilently() {
        Instant soon = Instant.now().plusSeconds(600).truncatedTo(ChronoUnit.SECONDS);
        Ran old = customers("--key-id", "shop1", "--expires", soon.toString());

        Ran refused = run(List.of("--rotate", "shop1"));
        Ran rotated = done("--rotate", "shop1", "--expires", "2199-01-01T00:00:00Z");

        assertThat(refused.exit()).isEqualTo(CommandExit.WRONG_USAGE);
        assertThat(refused.err()).contains("key shop1 ends at " + soon, "--expires");
        assertThat(key(old.key()).orElseThrow().expires()).hasValue(soon);
        assertThat(key(rotated.key()).orElseThrow().expires()).hasValue(Instant.parse("2199-01-01T00:00:00Z"));
    }

    @Test
    void withoutAnOverlapTheOldKeyEndsAtOnce() {
        Ran old = customers("--key-id", "shop1");

        done("--rotate", "shop1", "--overlap", "0s");

        assertThat(key(old.key())).isEmpty();
    }

    @Test
    void aRevokedKeyIsGoneAndNothingElse() throws IOException {
        Ran stays = customers("--key-id", "shop1");
        String before = Files.readString(file);
        Ran goes = customers("--key-id", "shop2");

        assertThat(done("--revoke", "shop2").out()).contains("Key shop2 of tenant demo is no more");

        assertThat(key(goes.key())).isEmpty();
        assertThat(key(stays.key())).isPresent();
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "demo retail customer.0|Four names are needed",
                "demo retail customer.0 a b|Four names are needed",
                "demo ../x a.0 b.0|'../x' is not a name",
                "demo retail a.0 b.0 --key-id a_b|--key-id is of a-z and 0-9",
                "demo retail a.0 b.0 --expires soon|'soon' is no time",
                "demo retail a.0 b.0 --expires 2020-01-01T00:00:00Z|--expires is in the past",
                "demo retail a.0 b.0 --events-per-second 0|a whole number above 0",
                "demo retail a.0 b.0 --no-key --key-id a|no key is made",
                "demo retail a.0 b.0 --overlap 1h|--overlap is for --rotate",
                "demo retail a.0 b.0 --url http://x/'$(id)'|--url has to be an address",
                "acme 5b0a4c1e-7d52-4c0e-9a61-2f1d8f3f6c10 a.0 b.0|is of another tenant",
                "--rotate a demo|take no names",
                "--rotate a --revoke b|do not go together",
                "--rotate nobody|there is no key nobody in the catalog; it has none",
                "--revoke nobody|there is no key nobody in the catalog; it has none"
            })
    void wrongUsageIsOneOrTwoLinesAndChangesNothing(String arguments, String message) throws IOException {
        Ran ran = run(List.of(arguments.split(" ")));

        assertThat(ran.exit()).isEqualTo(CommandExit.WRONG_USAGE);
        assertThat(ran.err()).contains(message).doesNotContain("\tat ");
        assertThat(ran.err().lines()).hasSizeBetween(1, 2);
        assertThat(ran.out()).isEmpty();
        assertThat(Files.readString(file)).isEqualTo(shipped);
    }

    @Test
    void anIdThatIsTakenIsNamed() {
        customers("--key-id", "shop1");
        List<String> again = new ArrayList<>(List.of(CUSTOMERS));
        again.addAll(List.of("--key-id", "shop1"));

        assertThat(run(again).err()).contains("there is a key shop1 already");
        assertThat(run(again).exit()).isEqualTo(CommandExit.WRONG_USAGE);
        assertThat(catalog().keyCount()).isEqualTo(1);
    }

    @Test
    void aMistakeInTheCatalogIsToldWithItsLine() throws IOException {
        Files.writeString(file, "tenants:\n  - nam: demo\n");

        Ran ran = run(List.of(CUSTOMERS));

        assertThat(ran.exit()).isEqualTo(CommandExit.WRONG_USAGE);
        assertThat(ran.err()).contains(file + " line 2: 'nam' is not known here");
        assertThat(Files.readString(file)).isEqualTo("tenants:\n  - nam: demo\n");
    }

    @Test
    void aCatalogOfAnUnusualFormIsLeftAloneAndTheLinesAreShown() throws IOException {
        String unusual =
                "tenants:\n- name: demo\n  keys: &k []\n  dataCores: []\n- name: o\n  keys: *k\n  dataCores: []\n";
        Files.writeString(file, unusual);

        Ran ran = run(List.of("o", "retail", "x.0", "y.0"));

        assertThat(ran.exit()).isEqualTo(CommandExit.FAILED);
        assertThat(ran.err())
                .contains("By hand, add to tenant o, to its keys", "sha256: ")
                .doesNotContain("fc_");
        assertThat(ran.out()).isEmpty();
        assertThat(Files.readString(file)).isEqualTo(unusual);
    }

    @Test
    void fileModeAndLinkStayAsTheyWere() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path real = folder.resolve("real");
        Files.createDirectory(real);
        Files.move(file, real.resolve("c.yaml"));
        Files.createSymbolicLink(file, real.resolve("c.yaml"));

        Ran made = customers();

        assertThat(file).isSymbolicLink();
        assertThat(key(made.key())).isPresent();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real.resolve("c.yaml"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void manyAtTheSameTimeAllSucceed() {
        List<CompletableFuture<Ran>> runs = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> customers("--key-id", "shop" + i)))
                .toList();

        runs.forEach(run -> assertThat(key(run.join().key())).isPresent());
        assertThat(catalog().keyCount()).isEqualTo(6);
    }

    @Test
    void twoProcessesAtTheSameTimeBothSucceed() throws Exception {
        List<Launched> both = new ArrayList<>();
        try {
            for (String id : List.of("one", "two")) {
                both.add(Launched.pineflow(
                        folder,
                        Map.of("PINEFLOW_HOME", Path.of("").toAbsolutePath().toString()),
                        List.of(),
                        "webhook",
                        "-Dpineflow.ingest.catalog=" + file,
                        "demo",
                        "retail",
                        "customer.0",
                        "new." + id + ".0",
                        "--key-id",
                        id));
            }
            for (Launched process : both) {
                assertThat(process.exitCode()).as(process.output()).isZero();
            }
        } finally {
            both.forEach(Launched::close);
        }
        assertThat(catalog().keyCount()).isEqualTo(2);
        assertThat(catalog().find("demo", "retail", "customer.0", "new.one.0")).isPresent();
        assertThat(catalog().find("demo", "retail", "customer.0", "new.two.0")).isPresent();
    }

    @Test
    void whatAKilledCommandLeavesBehindStopsNoOther() throws IOException {
        // The lock file of a process that is gone, and half of a new catalog that never took the old one's place.
        Files.writeString(folder.resolve(".catalog.yaml.lock"), "process 1\n");
        Files.writeString(folder.resolve(".catalog.yaml.new"), "tenants:\n  - na");

        assertThat(key(customers().key())).isPresent();
    }

    @Test
    void aKillInTheMiddleLeavesTheOldCatalogOrTheNewOne() throws Exception {
        Path lock = folder.resolve(".catalog.yaml.lock");
        try (Launched process = Launched.pineflow(
                folder,
                Map.of("PINEFLOW_HOME", Path.of("").toAbsolutePath().toString()),
                List.of(),
                "webhook",
                "-Dpineflow.ingest.catalog=" + file,
                "demo",
                "retail",
                "customer.0",
                "new.0")) {
            await().pollInterval(Duration.ofMillis(1)).until(() -> Files.exists(lock) || !process.isAlive());
            process.kill();
            process.exitCode();
        }

        assertThat(catalog().keyCount()).isBetween(0, 1);
        assertThat(key(customers().key())).isPresent();
    }

    @Test
    void whoeverHoldsTheCatalogTooLongIsNamed() throws IOException {
        try (ExclusiveFile held =
                ExclusiveFile.tryLock(folder.resolve(".catalog.yaml.lock")).orElseThrow()) {
            Ran ran = run(List.of(CUSTOMERS));

            assertThat(ran.exit()).isEqualTo(CommandExit.FAILED);
            assertThat(ran.err()).contains("somebody else changes it, see ").doesNotContain("\tat ");
        }
        assertThat(Files.readString(file)).isEqualTo(shipped);
    }
}
