package org.pineflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.network.OwnPort;

class SimulatorFirehoseTest {

    /** Many times what sockets and buffers between the two hold, so that most of it waits in the server. */
    private static final int MORE_THAN_BUFFERS_HOLD = 40_000;

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

    @ParameterizedTest
    @CsvSource({
        "pos.customers.edit, customers",
        "pos.products.edit, products",
        "pos.stocklevels.edit, stocklevels",
        "pos.sales.edit, sales",
    })
    void aChangeIsToldOnceByteForByteAsReadsReturnIt(String event, String table) {
        open(client, "fh", event, "");
        Version version = simulator.chain().change(table);
        assertThat(client.nextText()).isEqualTo("{\"rp\":\"fh\",\"data\":{\"rows\":[" + version.json() + "]}}");
        assertThat(simulator.chain().versions(table)).contains(version);
        client.hasNothingMore();
    }

    @Test
    void withoutRestartNothingOldIsTold() {
        open(client, "fh", "pos.customers.edit", "");
        client.hasNothingMore();
    }

    @Test
    void changesOfOtherTablesAreNotTold() {
        open(client, "fh", "pos.customers.edit", "");
        simulator.chain().change("products");
        client.hasNothingMore();
    }

    @Test
    void twoFirehosesOnOneSocketAreToldApartByTheirIds() {
        open(client, "one", "pos.customers.edit", "");
        open(client, "two", "pos.products.edit", "");
        simulator.chain().change("products");
        simulator.chain().change("customers");
        assertThat(client.next(2))
                .extracting(event -> event.path("rp").asText())
                .containsExactlyInAnyOrder("one", "two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LONG", "STRING", "DOUBLE"})
    void aRestartTellsTheCurrentVersionOfAllThatChangedSinceInclusiveThenGoesOnLive(Dialect.RveForm form) {
        Version first = simulator.chain().change("customers");
        simulator.chain().change("products");
        Version second = simulator.chain().change("customers", anotherKey(first));
        open(client, "fh", "pos.customers.edit", ",'rve':" + RveText.json(first.rve(), form));
        assertThat(client.nextRows(2)).containsExactly(first.json(), second.json());
        client.hasNothingMore();
        Version live = simulator.chain().change("customers");
        assertThat(client.nextRow()).isEqualTo(live.json());
    }

    @Test
    void aRecordThatChangedTwiceIsInHistoryOnceLikeInADatabase() {
        Version first = simulator.chain().change("customers");
        Version second = simulator.chain().change("customers", first.key());
        open(client, "fh", "pos.customers.edit", ",'rve':" + first.rve());
        assertThat(client.nextRow()).isEqualTo(second.json());
        client.hasNothingMore();
    }

    @Test
    void aRestartWithAllTellsEveryRecord() {
        open(client, "fh", "pos.stocklevels.edit", ",'rve':'all'");
        assertThat(client.nextRows(1200))
                .containsExactlyInAnyOrderElementsOf(simulator.chain().versions("stocklevels").stream()
                        .map(Version::json)
                        .toList());
        client.hasNothingMore();
    }

    @Test
    void recordsOfOneTransactionShareAnRveAndAreAllTold() {
        List<Version> tied = simulator.chain().bulkEdit("products", 40);
        assertThat(tied).extracting(Version::rve).containsOnly(tied.get(0).rve());
        assertThat(tied).extracting(Version::key).doesNotHaveDuplicates();
        open(client, "fh", "pos.products.edit", ",'rve':" + tied.get(0).rve());
        assertThat(client.nextRows(40))
                .containsExactlyElementsOf(tied.stream().map(Version::json).toList());
        client.hasNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'yesterday'", "0", "-5", "'1e999999999'", "{}"})
    void aRestartPointThatIsNoneIsRefused(String rve) {
        JsonNode refused = client.ask(request("fh", "pos.customers.edit", ",'rve':" + rve));
        assertThat(refused.at("/error/Code").asInt()).isEqualTo(RequestRefused.RESTART_REFUSED);
        simulator.chain().change("customers");
        client.hasNothingMore();
    }

    @Test
    void anEventThatDoesNotExistIsRefusedByName() {
        assertThat(client.ask(request("fh", "pos.nothing.edit", ""))
                        .at("/error/Message")
                        .asText())
                .contains("pos.nothing.edit");
    }

    @Test
    void anIdInUseIsRefusedAndTheOpenFirehoseGoesOn() {
        open(client, "fh", "pos.customers.edit", "");
        assertThat(client.ask(request("fh", "pos.products.edit", "")).has("error"))
                .isTrue();
        Version version = simulator.chain().change("customers");
        assertThat(client.nextRow()).isEqualTo(version.json());
    }

    @Test
    void unSequencedAnOldVersionFollowsANewerOne() {
        try (Simulator large = largeChain();
                TestClient slow = TestClient.notReading(large)) {
            List<Version> byRve = byRve(large);
            Version old = byRve.get(byRve.size() - 1);
            slow.send(request("fh", "pos.customers.edit", ",'rve':'all'"));
            slow.read(1);
            assertThat(slow.next().path("rp").asText()).isEqualTo("fh");
            // From now on the history waits in the server, so this change is told before the history's last row.
            Version newer = large.chain().change("customers", old.key());
            slow.readAll();
            List<String> told = slow.nextRows(MORE_THAN_BUFFERS_HOLD + 1);
            assertThat(told).containsOnlyOnce(old.json(), newer.json());
            assertThat(told.indexOf(newer.json())).isLessThan(told.indexOf(old.json()));
        }
    }

    @Test
    void sequencedLiveChangesWaitUntilHistoryIsToldAndRveOnlyRise() {
        try (Simulator large = largeChain();
                TestClient slow = TestClient.notReading(large)) {
            List<String> expected =
                    new ArrayList<>(byRve(large).stream().map(Version::json).toList());
            slow.send(request("fh", "pos.customers.edit", ",'rve':'all','sequenced':true"));
            slow.read(1);
            assertThat(slow.next().path("rp").asText()).isEqualTo("fh");
            for (int i = 0; i < 50; i++) {
                expected.add(large.chain().change("customers").json());
            }
            slow.readAll();
            assertThat(slow.nextRows(MORE_THAN_BUFFERS_HOLD + 50)).isEqualTo(expected);
            slow.hasNothingMore();
        }
    }

    @Test
    void nothingFallsBetweenHistoryAndLiveWhileTheChainTrades() {
        try (Simulator trading = Simulator.start(SimulatorSettings.defaults().withChangesPerSecond(2000));
                TestClient follower = TestClient.loggedIn(trading)) {
            trading.startTrading();
            long from = trading.chain().lastRve();
            await().until(() -> trading.chain().lastRve() > from + 100);
            open(follower, "fh", "pos.stocklevels.edit", ",'rve':'all'");
            await().until(() -> trading.served() > 2500);
            trading.stopTrading();
            Map<String, String> latest = new HashMap<>();
            Map<String, Long> rves = new HashMap<>();
            Map<String, String> expected = new HashMap<>();
            trading.chain().versions("stocklevels").forEach(version -> expected.put(version.key(), version.json()));
            await().untilAsserted(() -> {
                drain(follower, latest, rves);
                assertThat(latest).isEqualTo(expected);
            });
        }
    }

    @Test
    void aFilterChoosesWhatIsTold() {
        client.ask("{'a':'fd1.firehose.open_firehose','rq':'fh','v':{'event':'pos.stocklevels.edit','rve':'all'},"
                + "'q':{'locid':2,'pid(>=)':700}}");
        List<Version> chosen = simulator.chain().versions("stocklevels").stream()
                .filter(version -> version.json().contains("\"locid\":2,"))
                .filter(version -> Json.read(version.row()).path("pid").asInt() >= 700)
                .toList();
        assertThat(client.nextRows(chosen.size()))
                .containsExactlyInAnyOrderElementsOf(
                        chosen.stream().map(Version::json).toList());
        client.hasNothingMore();
    }

    @Test
    void deviceReadingsComeInVWithTheirSchemaAndAreFiltered() {
        client.ask("{'a':'fd1.firehose.open_firehose','rq':'warm','v':{'event':'device.event'},"
                + "'q':{'_sc':'device.bluetooth.announcement','temp(>=)':0}}");
        for (int i = 0; i < 100; i++) {
            simulator.chain().readDevice();
        }
        JsonNode first = client.next();
        client.send("{'a':'fd1.debug.ping','rq':'end'}");
        int told = 0;
        for (JsonNode event = first; !event.path("rp").asText().equals("end"); event = client.next()) {
            assertThat(event.path("sc").asText()).isEqualTo("device.bluetooth.announcement");
            assertThat(event.at("/v/temp").asDouble()).isNotNegative();
            assertThat(event.has("data")).isFalse();
            told++;
        }
        assertThat(told).isBetween(1, 60);
    }

    @Test
    void deviceReadingsCannotBeRestarted() {
        assertThat(client.ask(request("fh", "device.event", ",'rve':'all'"))
                        .at("/error/Message")
                        .asText())
                .contains("transient");
    }

    @Test
    void aCancelledFirehoseIsSilentAndItsIdIsFree() {
        open(client, "fh", "pos.customers.edit", "");
        client.ask("{'a':'fd1.session.cancel_request','rq':'c','k':'fh'}");
        simulator.chain().change("customers");
        client.hasNothingMore();
        open(client, "fh", "pos.customers.edit", "");
        Version version = simulator.chain().change("customers");
        assertThat(client.nextRow()).isEqualTo(version.json());
    }

    @Test
    void aReaderThatIsTooSlowLosesItsConnectionAndNoOtherDoes() throws InterruptedException {
        try (Simulator bounded = Simulator.start(
                        SimulatorSettings.defaults().withQueuedEvents(100).withSizes(MORE_THAN_BUFFERS_HOLD, 0, 0));
                TestClient slow = TestClient.notReading(bounded);
                TestClient quick = TestClient.loggedIn(bounded)) {
            slow.send(request("fh", "pos.customers.edit", ",'rve':'all'"));
            open(quick, "fh", "pos.customers.edit", "");
            slow.read(1);
            assertThat(slow.next().path("rp").asText()).isEqualTo("fh");
            await().until(() -> bounded.connections() == 2);
            while (bounded.connections() == 2) {
                Version version = bounded.chain().change("customers");
                assertThat(quick.nextRow()).isEqualTo(version.json());
            }
            Version version = bounded.chain().change("customers");
            assertThat(quick.nextRow()).isEqualTo(version.json());
            slow.readAll();
            assertThat(slow.awaitEnd()).isTrue();
        }
    }

    @Test
    void aCutConnectionEndsAndTheServerGoesOnListening() throws InterruptedException {
        await().until(() -> simulator.connections() == 1);
        simulator.cutConnections();
        assertThat(client.awaitEnd()).isTrue();
        await().until(() -> simulator.connections() == 0);
        try (TestClient again = TestClient.loggedIn(simulator)) {
            again.hasNothingMore();
        }
    }

    @Test
    void clientsThatAreSentAwayAreToldWhereTo() throws InterruptedException {
        await().until(() -> simulator.connections() == 1);
        simulator.sendAway(List.of(URI.create("ws://127.0.0.1:9/fd1/open_websocket")));
        JsonNode packet = client.next();
        assertThat(packet.path("a").asText()).isEqualTo("fn1.link.link_status");
        assertThat(packet.at("/v/servers/0/url").asText()).isEqualTo("ws://127.0.0.1:9/fd1/open_websocket");
        assertThat(client.awaitEnd()).isTrue();
    }

    @Test
    void aClosedSimulatorRefusesConnectionsAndItsChainStillAnswers() throws Exception {
        try (OwnPort port = OwnPort.claim();
                Simulator brief = Simulator.start(SimulatorSettings.defaults().withPort(port.number()));
                TestClient connected = TestClient.loggedIn(brief)) {
            open(connected, "fh", "pos.customers.edit", "");
            brief.close();
            assertThat(connected.awaitEnd()).isTrue();
            assertThatThrownBy(() -> TestClient.connect(brief.url())).hasRootCauseInstanceOf(ConnectException.class);
            assertThat(brief.chain().change("customers").json()).isNotEmpty();
        }
    }

    private static Simulator largeChain() {
        return Simulator.start(SimulatorSettings.defaults().withSizes(MORE_THAN_BUFFERS_HOLD, 0, 0));
    }

    private static List<Version> byRve(Simulator simulator) {
        return simulator.chain().versions("customers").stream()
                .sorted((one, other) -> Long.compare(one.rve(), other.rve()))
                .toList();
    }

    private String anotherKey(Version version) {
        return simulator.chain().versions("customers").stream()
                .map(Version::key)
                .filter(key -> !key.equals(version.key()))
                .findFirst()
                .orElseThrow();
    }

    private static void drain(TestClient client, Map<String, String> latest, Map<String, Long> rves) {
        client.available().forEach(text -> {
            JsonNode row = Json.read(text.getBytes(StandardCharsets.UTF_8));
            String key = row.path("pid").asText() + "+" + row.path("locid").asText();
            long rve = row.path("rve").longValue();
            if (rve >= rves.getOrDefault(key, 0L)) {
                rves.put(key, rve);
                latest.put(key, text);
            }
        });
    }

    static void open(TestClient client, String rq, String event, String more) {
        assertThat(client.ask(request(rq, event, more)).path("rp").asText()).isEqualTo(rq);
    }

    static String request(String rq, String event, String more) {
        return "{'a':'fd1.firehose.open_firehose','rq':'" + rq + "','v':{'event':'" + event + "'" + more + "}}";
    }
}
