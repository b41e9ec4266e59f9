package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pineflow.fd1.Bridge.eventually;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pineflow.event.Event;
import org.pineflow.fd1.client.Rve;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.simulator.Dialect;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.Version;

/**
 * FD1's public pages are silent, or tell two stories, in thirty places. Whatever a server does there: nothing is lost,
 * nothing comes twice within a run, a restart reads no further back than the overlap, and the position is right.
 */
class DialectToleranceTest {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final Duration OVERLAP = Duration.ofSeconds(60);
    private static final String BY_POLL = "&pollEndpoint=fd1.customers.get_customers";

    @TempDir
    private Path data;

    private static Arguments row(String name, String dialect, String options) {
        return Arguments.of(name, dialect, options);
    }

    static Stream<Arguments> firehoses() {
        return Stream.of(
                row("1 silence before login", "", ""),
                row("1 hello before login", "hello=true", ""),
                row("2 login never answered", "login=silent", "&loginTimeout=50ms"),
                row("2 login not waited for", "login=silent", "&loginTimeout=0"),
                row("3 rp comes back as string", "rp=string", ""),
                row("4 r is missing", "r=omitted", ""),
                row("6 catching up: mo is ignored", "chunks=ignored", BY_POLL),
                row("7 catching up: chunks out of order", "chunkOrder=swapped chunkRows=3", BY_POLL),
                row("7 catching up: a chunk twice", "repeatChunk=2 chunkRows=3", BY_POLL),
                row("8 catching up: rows not sorted", "rows=shuffled", BY_POLL),
                row("9 catching up: conditions on rve are ignored", "rveFilters=none", BY_POLL),
                row("9 catching up: only rve(>)", "rveFilters=rve(>)", BY_POLL + "&sinceArgument=RAW(q.rve(>))"),
                row("10 rve is a long", "rveForm=long", ""),
                row("10 rve is a long rounded by JavaScript", "rveForm=rounded-long", ""),
                row("10 rve is a double", "rveForm=double", ""),
                row("10 rve is a double rounded by JavaScript", "rveForm=rounded-double", ""),
                row("10 rve in both forms", "rveForm=mixed", ""),
                row("10 catching up: rve is a double", "rveForm=double", BY_POLL),
                row("10 catching up: rve in both forms", "rveForm=mixed", BY_POLL),
                row("11 rve is a string", "rveForm=string", ""),
                row("12 restart argument at v.rve", "restartArgument=v.rve", ""),
                row(
                        "12 restart argument at q._rve(>=)",
                        "restartArgument=q._rve(>=)",
                        "&restartArgument=RAW(q._rve(>=))"),
                row(
                        "12 restart argument at q._rve(gt)",
                        "restartArgument=q._rve(gt)",
                        "&restartArgument=RAW(q._rve(gt))"),
                row("12 restart argument at top level", "restartArgument=rve", "&restartArgument=rve"),
                row("13 history in any order", "history=shuffled", ""),
                row("13 history before live", "sequencing=always", ""),
                row("14 restart is ignored, a poll catches up", "restart=ignored", BY_POLL),
                row("14 restart is refused, a poll catches up", "restart=rejected", BY_POLL),
                row("15 payload in data.rows", "payload=data-rows", ""),
                row("15 payload in data, an array", "payload=data-array", ""),
                row("15 payload in data, an object", "payload=data", ""),
                row("15 payload in v.rows", "payload=v-rows", ""),
                row("15 payload in v", "payload=v", ""),
                row("15 payload is the whole packet", "payload=packet", ""),
                row("16 rve beside the row", "rvePlace=payload", ""),
                row("16 rve at top level", "rvePlace=packet", ""),
                row("16 and 10: a double beside the row", "rvePlace=payload rveForm=double", ""),
                row("16 and 10: a double at top level", "rvePlace=packet rveForm=double", ""),
                row("16 rve is called _rve", "rveName=_rve", ""),
                row("16 rve is called RVE", "rveName=RVE", ""),
                row("16 rve is called rvel", "rveName=rvel", ""),
                row("17 no acknowledgement", "ack=none", ""),
                row("17 acknowledged by firehose.status", "ack=status", ""),
                row("17 catching up: no acknowledgement", "ack=none", BY_POLL),
                row("17 catching up: firehose.status", "ack=status", BY_POLL),
                row("19 cancel is ignored", "cancel=ignored", ""),
                row("19 cancel is refused", "cancel=rejected", ""),
                row("24 api key in the header x-apikey", "upgradeHeader=x-apikey", header("x-apikey", "sim-key")),
                row(
                        "24 Authorization for the upgrade",
                        "upgradeHeader=authorization",
                        header("Authorization", "Bearer sim-key")),
                row("25 a packet in several frames", "framing=fragmented", ""),
                row("25 several packets as an array", "framing=array", ""),
                row("25 several packets, one a line", "framing=lines", ""),
                row("30 r without its prefix", "r=without-prefix", ""));
    }

    private static String header(String name, String value) {
        return "&upgradeHeaders=RAW({\"" + name + "\":\"" + value + "\"})";
    }

    static Stream<Arguments> polls() {
        return Stream.of(
                row("1 hello before login", "hello=true", ""),
                row("2 login never answered", "login=silent", "&loginTimeout=50ms"),
                row("3 rp comes back as string", "rp=string", ""),
                row("4 r is missing", "r=omitted", ""),
                row("5 ch:0 with rows", "lastChunk=rows chunkRows=6", ""),
                row("5 ch:0 without rows", "lastChunk=empty chunkRows=6", ""),
                row("5 ch:0 without data", "lastChunk=no-data chunkRows=6", ""),
                row("6 mo is ignored", "chunks=ignored", ""),
                row("7 chunks out of order", "chunkOrder=swapped chunkRows=3", ""),
                row("7 a chunk twice", "repeatChunk=2 chunkRows=3", ""),
                row("8 rows in any order", "rows=shuffled", ""),
                row("9 conditions on rve are ignored", "rveFilters=none", ""),
                row("9 only _rve(gt)", "rveFilters=_rve(gt)", ""),
                row("9 only rve(>)", "rveFilters=rve(>)", "&sinceArgument=RAW(q.rve(>))"),
                row("9 only rve(gt)", "rveFilters=rve(gt)", "&sinceArgument=RAW(q.rve(gt))"),
                row("10 rve is a long rounded by JavaScript", "rveForm=rounded-long", ""),
                row("10 rve is a double", "rveForm=double", ""),
                row("10 rve is a double rounded by JavaScript", "rveForm=rounded-double", ""),
                row("10 rve in both forms", "rveForm=mixed", ""),
                row("11 rve is a string", "rveForm=string", ""),
                row("15 rows in data, an array", "rowsPlace=data-array", ""),
                row("15 rows in v.rows", "rowsPlace=v-rows", ""),
                row("16 rve is called RVE", "rveName=RVE", ""),
                row("21 one answer of limited size", "responseRows=1000", "&chunked=false"),
                row("24 api key in the header x-api-key", "upgradeHeader=x-api-key", header("x-api-key", "sim-key")),
                row("25 a packet in several frames", "framing=fragmented", ""),
                row("25 several packets as an array", "framing=array chunkRows=3", ""),
                row("25 several packets, one a line", "framing=lines chunkRows=3", ""),
                row("27 deleted rows come too", "deleted=true", ""),
                row("30 r without its prefix", "r=without-prefix", ""));
    }

    private static Simulator simulator(String dialect) {
        List<String> settings = Arrays.stream(dialect.split(" "))
                .filter(setting -> !setting.isEmpty())
                .toList();
        return Simulator.start(SimulatorSettings.defaults()
                .withSizes(20, 5, 1)
                .withChangesPerSecond(0)
                .withDialect(Dialect.parse(settings)));
    }

    private static String common(Simulator simulator, String options) {
        return "?url=" + simulator.url() + "&apiKey=sim-key&batchWait=5ms&reconnectDelay=20ms&rveStamp=&timeStamp="
                + options;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("firehoses")
    void aFirehoseLosesNothing(String name, String dialect, String options) throws Exception {
        try (Simulator simulator = simulator(dialect)) {
            String uri = "fd1:firehose:pos.customers.edit" + common(simulator, options)
                    + "&startFrom=all&replayQuiet=100ms&openSettle=50ms";
            try (Bridge bridge = Bridge.start(data, uri)) {
                check(simulator, bridge, !dialect.contains("rveFilters=none"), State.LIVE);
                assertThat(bridge.status().position().gaps()).isEmpty();
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("polls")
    void aPollLosesNothing(String name, String dialect, String options) throws Exception {
        try (Simulator simulator = simulator(dialect)) {
            String uri = "fd1:poll:fd1.customers.get_customers" + common(simulator, options)
                    + "&initialDelay=0&delay=20&fields=physkey,name,rve,RVE,deletedtu";
            try (Bridge bridge = Bridge.start(data, uri)) {
                check(simulator, bridge, !dialect.contains("rveFilters=none"), State.IDLE);
            }
        }
    }

    /** Changes before, during and after a restart. */
    private void check(Simulator simulator, Bridge bridge, boolean filters, State calm) throws Exception {
        awaitAll(simulator, bridge, 0);
        bridge.awaitState(calm);
        change(simulator, 5);
        awaitAll(simulator, bridge, 0);
        long position = bridge.status().position().rve();
        bridge.context().getRouteController().stopRoute("bridge");
        int before = bridge.events().size();
        assertNothingTwice(bridge.events());

        change(simulator, 5);
        bridge.context().getRouteController().startRoute("bridge");
        bridge.awaitState(calm);
        change(simulator, 3);
        awaitAll(simulator, bridge, before);
        List<Event> after = bridge.events().subList(before, bridge.events().size());
        assertNothingTwice(after);
        if (filters) {
            long floor = Rve.minus(position, OVERLAP.plusSeconds(1));
            assertThat(after).allMatch(event -> event.rve() >= floor);
        }
        assertThat(bridge.positions()
                        .read(bridge.status().stream())
                        .orElseThrow()
                        .rve())
                .isEqualTo(bridge.status().position().rve());
    }

    private static void change(Simulator simulator, int times) {
        for (int i = 0; i < times; i++) {
            simulator.chain().change("customers");
        }
    }

    /**
     * Every record is here in its current version, and the position is at the newest. (Where the forms of rve are mixed,
     * the newest may be a double, which names the millisecond of an older long.)
     */
    private static void awaitAll(Simulator simulator, Bridge bridge, int from) {
        Set<String> current = simulator.chain().versions("customers").stream()
                .map(DialectToleranceTest::version)
                .collect(Collectors.toSet());
        long newest = simulator.chain().versions("customers").stream()
                .mapToLong(version -> rve(version.json()))
                .max()
                .orElseThrow();
        eventually().untilAsserted(() -> assertThat(bridge.status().position().rve())
                .isBetween(newest, newest / 100 * 100 + 99));
        Set<String> delivered = bridge.events().stream()
                .map(event -> event.key() + "@" + event.rve())
                .collect(Collectors.toSet());
        assertThat(delivered).containsAll(current);
        assertThat(bridge.events().size()).isGreaterThanOrEqualTo(from);
    }

    private static void assertNothingTwice(List<Event> run) {
        Set<String> seen = new HashSet<>();
        assertThat(run).allMatch(event -> seen.add(event.key() + "@" + event.rve() + "@" + event.contentHash()));
    }

    private static String version(Version version) {
        return version.key() + "@" + rve(version.json());
    }

    /** The rve as the server wrote it, which may be rounded. */
    private static long rve(String json) {
        try {
            JsonNode row = JSON.readTree(json);
            return Stream.of("rve", "_rve", "RVE", "rvel")
                    .map(row::path)
                    .filter(value -> !value.isMissingNode())
                    .mapToLong(value -> Rve.parse(value.asText()).orElseThrow())
                    .findFirst()
                    .orElseThrow();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @ParameterizedTest(name = "20 error in the form {0}, called {1}")
    @CsvSource({
        "object,error",
        "in-data,error",
        "string,error",
        "upper-case,error",
        "object,errors",
        "object,err",
        "string,e"
    })
    void aRefusedRestartIsSeenInEveryFormOfError(String form, String name) throws Exception {
        try (Simulator simulator = simulator("restart=rejected errorForm=" + form + " errorName=" + name)) {
            String uri = "fd1:firehose:pos.customers.edit" + common(simulator, "&startFrom=all&openSettle=50ms");
            try (Bridge bridge = Bridge.start(data, uri)) {
                bridge.awaitState(State.LIVE);
                eventually().untilAsserted(() -> assertThat(
                                bridge.status().position().gaps())
                        .singleElement()
                        .satisfies(gap -> assertThat(gap.detail()).contains("refused")));
                change(simulator, 3);
                eventually().until(() -> bridge.delivered().size() == 3);
            }
        }
    }

    @ParameterizedTest(name = "10 positions keep the form {0}: {1}")
    @CsvSource({
        "double,firehose",
        "double,poll",
        "string,firehose",
        "string,poll",
        "long,firehose",
        "rounded-double,poll"
    })
    void afterARestartTheServerIsAskedInItsOwnForm(String form, String operation) throws Exception {
        String expected =
                switch (form) {
                    case "double", "rounded-double" -> "DOUBLE";
                    case "string" -> "LONG_TEXT";
                    default -> "LONG";
                };
        try (Simulator simulator = simulator("rveForm=" + form)) {
            String uri = operation.equals("poll")
                    ? "fd1:poll:fd1.customers.get_customers" + common(simulator, "&initialDelay=0&delay=20")
                    : "fd1:firehose:pos.customers.edit" + common(simulator, "&startFrom=all&replayQuiet=100ms");
            try (Bridge bridge = Bridge.start(data, uri)) {
                awaitAll(simulator, bridge, 0);
            }
            change(simulator, 4);
            try (Bridge bridge = Bridge.start(data, uri)) {
                assertThat(bridge.positions()
                                .read(bridge.status().stream())
                                .orElseThrow()
                                .rveForm())
                        .contains(expected);
                long newest = rve(simulator.chain().versions("customers").stream()
                        .max((a, b) -> Long.compare(a.rve(), b.rve()))
                        .orElseThrow()
                        .json());
                eventually().until(() -> bridge.status().position().rve() == newest);
            }
        }
    }
}
