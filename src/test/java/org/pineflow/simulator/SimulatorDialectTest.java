package org.pineflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each option of the dialect changes on the wire what it says, seen by a client that knows nothing of it. */
class SimulatorDialectTest {

    private static final String LOGIN = "{'a':'fd1.session.login','rq':'login','v':{'apikey':'sim-key'}}";
    private static final String WRONG_LOGIN = "{'a':'fd1.session.login','rq':'login','v':{'apikey':'x'}}";
    private static final String READ = "{'a':'fd1.customers.get_customers','rq':'1'}";
    private static final String CHUNKED = "{'a':'fd1.customers.get_customers','rq':'1','mo':'chunk'}";

    private Simulator simulator;
    private TestClient client;

    @BeforeEach
    void start() {
        simulator = Simulator.start(SimulatorSettings.defaults());
        client = TestClient.loggedIn(simulator);
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void helloIsSentBeforeLoginOrNot() {
        speak("hello=true");
        try (TestClient greeted = TestClient.connect(simulator.url())) {
            assertThat(greeted.nextText()).isEqualTo("{\"data\":{}}");
            assertThat(greeted.ask(LOGIN).path("rp").asText()).isEqualTo("login");
        }
    }

    @Test
    void aRightLoginMayBeAnsweredBySilence() {
        speak("login=silent");
        try (TestClient other = TestClient.connect(simulator.url())) {
            other.send(LOGIN).hasNothingMore();
            assertThat(other.ask(READ).has("data")).isTrue();
        }
    }

    @Test
    void aRightLoginMayBeAnsweredByAnError() {
        speak("login=error");
        try (TestClient other = TestClient.connect(simulator.url())) {
            assertThat(other.ask(LOGIN).has("error")).isTrue();
            assertThat(other.ask(READ).has("error")).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"login=close, right", "refusal=close, wrong"})
    void aLoginMayEndTheConnection(String setting, String key) throws InterruptedException {
        speak(setting);
        try (TestClient other = TestClient.connect(simulator.url())) {
            other.send(key.equals("right") ? LOGIN : WRONG_LOGIN);
            assertThat(other.awaitEnd()).isTrue();
        }
    }

    @Test
    void aWrongLoginMayBeAnsweredBySilence() {
        speak("refusal=silent");
        try (TestClient other = TestClient.connect(simulator.url())) {
            other.send(WRONG_LOGIN);
            assertThat(other.ask(READ).path("rp").asText()).isEqualTo("1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "x-apikey, x-apikey, sim-key",
        "x-api-key, x-api-key, sim-key",
        "authorization, Authorization, sim-key",
        "authorization, Authorization, Bearer sim-key"
    })
    void theUpgradeMayNeedAHeader(String setting, String header, String value) {
        speak("upgradeHeader=" + setting);
        assertThatThrownBy(() -> TestClient.connect(simulator.url())).hasMessageContaining("HTTP/1.1 401");
        assertThatThrownBy(() -> TestClient.connect(simulator.url(), Map.of(header, "wrong"), true))
                .hasMessageContaining("HTTP/1.1 401");
        try (TestClient other = TestClient.connect(simulator.url(), Map.of(header, value), true)) {
            assertThat(other.ask(LOGIN).has("data")).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"rp=same, 17", "rp=string, \"17\""})
    void aNumericIdComesBackAsItWasOrAsText(String setting, String rp) {
        speak(setting);
        assertThat(client.ask("{'a':'fd1.debug.ping','rq':17}").path("rp")).hasToString(rp);
    }

    @ParameterizedTest
    @CsvSource({"r=full, fd1.debug.ping", "r=without-prefix, debug.ping", "r=omitted,"})
    void theAddressComesBackWholeOrShortOrNotAtAll(String setting, String r) {
        speak(setting);
        JsonNode answer = client.ask("{'a':'fd1.debug.ping','rq':'1'}");
        assertThat(answer.path("r").asText(null)).isEqualTo(r);
        assertThat(answer.path("rp").asText()).isEqualTo("1");
    }

    @Test
    void chunksMayBeIgnored() {
        speak("chunks=ignored", "responseRows=10");
        JsonNode answer = client.ask(CHUNKED);
        assertThat(answer.has("ch")).isFalse();
        assertThat(SimulatorReadsTest.rows(answer)).hasSize(200);
    }

    @Test
    void chunksMayBeRejected() {
        speak("chunks=rejected");
        assertThat(client.ask(CHUNKED).has("error")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"empty, '50 50 50 50 0'", "rows, '50 50 50 50'", "no-data, '50 50 50 50 -1'"})
    void theLastChunkIsEmptyOrHasRowsOrNoData(String value, String sizes) {
        speak("chunkRows=50", "lastChunk=" + value);
        List<JsonNode> chunks = client.askChunks(CHUNKED);
        assertThat(chunks.stream()
                        .map(chunk -> chunk.has("data")
                                ? String.valueOf(SimulatorReadsTest.rows(chunk).size())
                                : "-1")
                        .collect(Collectors.joining(" ")))
                .isEqualTo(sizes);
        assertThat(chunks.get(chunks.size() - 1).path("ch").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "chunkOrder=rising, '1 2 3 4 5 0'",
        "chunkOrder=swapped, '2 1 4 3 5 0'",
        "dropChunk=3, '1 2 4 5 0'",
        "repeatChunk=2, '1 2 2 3 4 5 0'"
    })
    void chunksMayBeReorderedDroppedAndRepeated(String setting, String numbers) {
        speak("chunkRows=40", setting);
        assertThat(client.askChunks(CHUNKED).stream()
                        .map(chunk -> chunk.path("ch").asText())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(numbers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"table", "rve", "shuffled"})
    void rowsComeInTheOrderAskedForAndAllOfThem(String order) {
        speak("rows=" + order);
        List<JsonNode> rows = SimulatorReadsTest.rows(client.ask(READ));
        List<Long> rves = rows.stream().map(row -> row.path("rve").longValue()).toList();
        List<Integer> ids = rows.stream().map(row -> row.path("cid").intValue()).toList();
        assertThat(ids).hasSize(200).doesNotHaveDuplicates();
        assertThat(rves.equals(rves.stream().sorted().toList())).isEqualTo(order.equals("rve"));
        assertThat(ids.equals(ids.stream().sorted().toList())).isEqualTo(order.equals("table"));
    }

    @ParameterizedTest
    @CsvSource({"data-rows, /data/rows", "data-array, /data", "v-rows, /v/rows"})
    void answersHaveTheirRowsWhereAskedFor(String place, String path) {
        speak("rowsPlace=" + place);
        assertThat(client.ask(READ).at(path)).hasSize(200);
        assertThat(client.askChunks(CHUNKED).get(0).at(path)).hasSize(200);
    }

    @ParameterizedTest
    @CsvSource({
        "all, _rve(gt), true",
        "_rve(gt), _rve(gt), true",
        "_rve(gt), rve(>), false",
        "'rve(>),_rve(>=)', rve(>), true",
        "'_rve(gt),_rve(gt)', _rve(gt), true",
        "none, _rve(gt), false"
    })
    void anRveConditionWorksInTheSpellingsChosenAndIsIgnoredInOthers(String setting, String condition, boolean works) {
        speak("rveFilters=" + setting);
        long last = simulator.chain().lastRve();
        Version changed = simulator.chain().change("customers");
        List<String> keys = SimulatorReadsTest.keys(
                client.ask("{'a':'fd1.customers.get_customers','rq':'1','q':{'" + condition + "':" + last + "}}"));
        if (works) {
            assertThat(keys).containsExactly(changed.key());
        } else {
            assertThat(keys).hasSize(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"long", "rounded-long", "double", "rounded-double", "mixed", "string"})
    void rowsWriteTheirRveInTheFormChosen(String form) {
        speak("rveForm=" + form);
        SimulatorFirehoseTest.open(client, "fh", "pos.customers.edit", "");
        List<Version> versions = simulator.chain().bulkEdit("customers", 30);
        Set<String> shapes = versions.stream()
                .map(version -> {
                    assertThat(client.nextRow()).isEqualTo(version.json());
                    return shape(version);
                })
                .collect(Collectors.toSet());
        for (int i = 0; form.equals("mixed") && i < 30; i++) {
            shapes.add(shape(simulator.chain().change("customers")));
        }
        assertThat(shapes)
                .isEqualTo(
                        switch (form) {
                            case "long", "rounded-long" -> Set.of("19 digits");
                            case "double", "rounded-double" -> Set.of("double");
                            case "mixed" -> Set.of("19 digits", "double");
                            default -> Set.of("string");
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"rve", "_rve", "RVE", "rvel"})
    void theRveHasTheNameChosenAndATemplateStillFindsIt(String name) {
        speak("rveName=" + name);
        Version changed = simulator.chain().change("customers");
        assertThat(Json.read(changed.row()).path(name).longValue()).isEqualTo(changed.rve());
        JsonNode answer = client.ask(
                "{'a':'fd1.customers.get_customers','rq':'1','k':'" + changed.key() + "','qo':{'rve':true}}");
        assertThat(answer.at("/data/rows/0/rve").longValue()).isEqualTo(changed.rve());
    }

    @ParameterizedTest
    @CsvSource({
        "data-rows, '{\"rp\":\"fh\",\"data\":{\"rows\":[ROW]}}'",
        "data-array, '{\"rp\":\"fh\",\"data\":[ROW]}'",
        "data, '{\"rp\":\"fh\",\"data\":ROW}'",
        "v-rows, '{\"rp\":\"fh\",\"v\":{\"rows\":[ROW]}}'",
        "v, '{\"rp\":\"fh\",\"v\":ROW}'",
        "packet, '{\"rp\":\"fh\",MEMBERS}'",
    })
    void anEventHasItsRowWhereAskedFor(String place, String packet) {
        speak("payload=" + place);
        SimulatorFirehoseTest.open(client, "fh", "pos.customers.edit", "");
        String row = simulator.chain().change("customers").json();
        assertThat(client.nextText())
                .isEqualTo(packet.replace("ROW", row).replace("MEMBERS", row.substring(1, row.length() - 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "data-rows, packet, /rve",
        "data-rows, payload, /data/rve",
        "data-array, payload, /rve",
        "data, packet, /rve",
        "v-rows, payload, /v/rve",
        "v, packet, /rve",
        "packet, packet, /rve"
    })
    void anEventMayHaveItsRveBesideItsRow(String payload, String place, String path) {
        speak("payload=" + payload, "rvePlace=" + place);
        SimulatorFirehoseTest.open(client, "fh", "pos.stocklevels.edit", "");
        Version version = simulator.chain().change("stocklevels");
        String text = client.nextText();
        assertThat(Json.read(text.getBytes(StandardCharsets.UTF_8)).at(path).longValue())
                .isEqualTo(version.rve());
        assertThat(text.split("\"rve\"", -1)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v.rve | 'v':{'event':'pos.customers.edit','rve':RVE}",
                "v.since | 'v':{'event':'pos.customers.edit','since':RVE}",
                "q._rve(>=) | 'v':{'event':'pos.customers.edit'},'q':{'_rve(>=)':RVE}",
                "q.since | 'v':{'event':'pos.customers.edit'},'q':{'since':RVE}",
                "rve | 'v':{'event':'pos.customers.edit'},'rve':RVE",
            })
    void aFirehoseIsRestartedByTheArgumentChosen(String argument, String members) {
        speak("restartArgument=" + argument);
        Version version = simulator.chain().change("customers");
        client.ask("{'a':'fd1.firehose.open_firehose','rq':'fh',"
                + members.replace("RVE", String.valueOf(version.rve())) + "}");
        assertThat(client.nextRow()).isEqualTo(version.json());
        client.hasNothingMore();
    }

    @Test
    void aRestartByAnotherArgumentIsRejectedOrIgnored() {
        speak("restartArgument=q._rve(>=)");
        assertThat(client.ask(SimulatorFirehoseTest.request("fh", "pos.customers.edit", ",'rve':'all'"))
                        .at("/error/Message")
                        .asText())
                .contains("q._rve(>=)", "v.rve");
        speak("restartArgument=q._rve(>=)", "otherRestart=ignored");
        SimulatorFirehoseTest.open(client, "fh", "pos.customers.edit", ",'rve':'all'");
        client.hasNothingMore();
    }

    @Test
    void everyRestartMayBeIgnoredOrRejected() {
        speak("restart=ignored");
        SimulatorFirehoseTest.open(client, "ignored", "pos.customers.edit", ",'rve':'all'");
        client.hasNothingMore();
        speak("restart=rejected");
        assertThat(client.ask(SimulatorFirehoseTest.request("fh", "pos.customers.edit", ",'rve':'all'"))
                        .has("error"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rve", "table", "shuffled"})
    void historyComesInTheOrderAskedForAndAllOfIt(String order) {
        speak("history=" + order);
        simulator.chain().bulkEdit("customers", 5);
        SimulatorFirehoseTest.open(client, "fh", "pos.customers.edit", ",'rve':'all'");
        List<String> told = client.nextRows(200);
        List<String> byTable = simulator.chain().versions("customers").stream()
                .map(Version::json)
                .toList();
        List<Long> rves = told.stream().map(SimulatorDialectTest::rve).toList();
        assertThat(told).containsExactlyInAnyOrderElementsOf(byTable);
        assertThat(told.equals(byTable)).isEqualTo(order.equals("table"));
        assertThat(rves.equals(rves.stream().sorted().toList())).isEqualTo(order.equals("rve"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sequencedArgument=v.sequenced=true | ,'sequenced':true | true",
                "sequencedArgument=v.sequenced=true | ,'sequenced':false | false",
                "sequencedArgument=v.sequenced=true | ,'mode':'ordered' | false",
                "sequencedArgument=v.mode=ordered | ,'mode':'ordered' | true",
                "sequencedArgument=q.mode=ordered | },'q':{'mode':'ordered' | true",
                "sequencing=always | ,'none':1 | true",
                "sequencing=never | ,'sequenced':true | false",
            })
    void aRestartIsSequencedByTheArgumentChosen(String setting, String argument, boolean sequenced) {
        speak("history=table", setting);
        SimulatorFirehoseTest.open(client, "fh", "pos.customers.edit", ",'rve':'all'" + argument);
        List<Long> rves =
                client.nextRows(200).stream().map(SimulatorDialectTest::rve).toList();
        assertThat(rves.equals(rves.stream().sorted().toList())).isEqualTo(sequenced);
    }

    @ParameterizedTest
    @CsvSource({
        "ack=reply, '{\"r\":\"fd1.firehose.open_firehose\",\"rp\":\"fh\"}'",
        "ack=status, '{\"rp\":\"fh\",\"sc\":\"firehose.status\",\"data\":{\"status\":\"open\"}}'",
        "ack=none,"
    })
    void anOpeningIsAnsweredByAReplyAStatusOrNothing(String setting, String answer) {
        speak(setting);
        client.send(SimulatorFirehoseTest.request("fh", "pos.customers.edit", ""));
        if (answer != null) {
            assertThat(client.nextText()).isEqualTo(answer);
        }
        client.hasNothingMore();
        Version version = simulator.chain().change("customers");
        assertThat(client.nextRow()).isEqualTo(version.json());
    }

    @Test
    void aCancelMayBeIgnoredOrRejected() {
        SimulatorFirehoseTest.open(client, "fh", "pos.customers.edit", "");
        speak("cancel=ignored");
        client.ask("{'a':'fd1.session.cancel_request','rq':'c','k':'fh'}");
        speak("cancel=rejected");
        assertThat(client.ask("{'a':'fd1.session.cancel_request','rq':'c','k':'fh'}")
                        .has("error"))
                .isTrue();
        Version version = simulator.chain().change("customers");
        assertThat(client.nextRow()).isEqualTo(version.json());
    }

    @ParameterizedTest
    @CsvSource({
        "object, error, /error/Message",
        "in-data, error, /data/error/Message",
        "string, error, /error",
        "upper-case, error, /ERROR/MESSAGE",
        "object, errors, /errors/Message",
        "string, err, /err",
        "string, e, /e"
    })
    void anErrorHasTheFormChosen(String form, String name, String path) {
        speak("errorForm=" + form, "errorName=" + name);
        JsonNode refused = client.ask("{'a':'fd1.nothing.get','rq':'1'}");
        assertThat(refused.path("rp").asText()).isEqualTo("1");
        assertThat(refused.at(path).asText()).contains("fd1.nothing.get");
    }

    @Test
    void anOversizedAnswerIsTruncatedInSilenceOrRefused() {
        speak("responseRows=150");
        assertThat(SimulatorReadsTest.rows(client.ask(READ))).hasSize(150);
        speak("responseRows=150", "oversize=error");
        assertThat(client.ask(READ).at("/error/Code").asInt()).isEqualTo(RequestRefused.TOO_LARGE);
        speak("responseRows=200", "oversize=error");
        assertThat(SimulatorReadsTest.rows(client.ask(READ))).hasSize(200);
    }

    @Test
    void severalPacketsMayShareAMessageAsAnArray() {
        speak("framing=array");
        client.send("{'a':'fd1.firehose.open_firehose','rq':'x','v':{'event':'pos.customers.edit','rve':'all'}}");
        assertThat(client.next().isObject()).isTrue();
        assertThat(client.next()).hasSize(100).allSatisfy(packet -> assertThat(packet.at("/data/rows"))
                .hasSize(1));
    }

    @Test
    void severalPacketsMayShareAMessageInLines() {
        speak("framing=lines");
        client.send("{'a':'fd1.firehose.open_firehose','rq':'x','v':{'event':'pos.customers.edit','rve':'all'}}");
        assertThat(client.nextText()).doesNotContain("\n");
        String events = client.nextText();
        assertThat(events.split("\n"))
                .hasSize(100)
                .allSatisfy(line -> assertThat(line).startsWith("{\"rp\":\"x\"").endsWith("]}}"));
    }

    @Test
    void aPacketMayBeSplitOverFrames() throws Exception {
        speak("framing=fragmented");
        try (RawWebSocket raw = RawWebSocket.connect(simulator.url())) {
            raw.sendText(LOGIN.replace('\'', '"'));
            List<RawWebSocket.Frame> frames = List.of(raw.nextFrame(), raw.nextFrame(), raw.nextFrame());
            assertThat(frames).extracting(RawWebSocket.Frame::opcode).containsExactly(1, 0, 0);
            assertThat(frames).extracting(RawWebSocket.Frame::last).containsExactly(false, false, true);
            assertThat(frames.stream().map(RawWebSocket.Frame::text).collect(Collectors.joining()))
                    .startsWith("{\"r\":\"fd1.session.login\"")
                    .endsWith("}");
        }
    }

    @Test
    void softDeletedRowsAreHiddenFromReadsOrShownAndFirehosesTellThem() {
        SimulatorFirehoseTest.open(client, "fh", "pos.customers.edit", "");
        String key = simulator.chain().versions("customers").get(0).key();
        Version deleted = simulator.chain().delete("customers", key);
        assertThat(client.nextRow()).isEqualTo(deleted.json()).contains("\"deletedtu\":\"");
        assertThat(SimulatorReadsTest.keys(client.ask(READ))).hasSize(199).doesNotContain(key);
        speak("deleted=true");
        assertThat(SimulatorReadsTest.keys(client.ask(READ))).hasSize(200).contains(key);
    }

    private void speak(String... settings) {
        simulator.speak(Dialect.parse(List.of(settings)));
    }

    private static long rve(String row) {
        return Json.read(row.getBytes(StandardCharsets.UTF_8)).path("rve").longValue();
    }

    /** Which form a row's rve has, after a check that it means the version's rve. */
    private static String shape(Version version) {
        JsonNode rve = Json.read(version.row()).path("rve");
        if (rve.isTextual()) {
            assertThat(rve.textValue()).isEqualTo(String.valueOf(version.rve()));
            return "string";
        }
        BigDecimal exact = BigDecimal.valueOf(version.rve() / 100, 9);
        if (rve.isIntegralNumber()) {
            assertThat(rve.longValue()).isCloseTo(version.rve(), Offset.offset(256L));
            assertThat(rve.asText()).hasSize(19);
            return "19 digits";
        }
        assertThat(rve.decimalValue()).isCloseTo(exact, Offset.offset(new BigDecimal("4e-9")));
        return "double";
    }
}
