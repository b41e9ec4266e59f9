package org.pineflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.simulator.fault.ArmedFault;
import org.pineflow.simulator.fault.Occasion;

/** Each fault does on the wire what it says, seen by a client that knows nothing of it. */
class SimulatorFaultTest {

    private static final String EVENT = "pos.customers.edit";
    private static final String LOGIN = "{'a':'fd1.session.login','rq':'login','v':{'apikey':'sim-key'}}";
    private static final String PING = "{'a':'fd1.debug.ping','rq':'p'}";
    private static final String CHUNKED = "{'a':'fd1.customers.get_customers','rq':'1','mo':'chunk'}";
    private static final int PONG = 10;
    private static final int TEXT = 1;

    private Simulator simulator;
    private TestClient client;

    @BeforeEach
    void start() {
        simulator = Simulator.start(
                SimulatorSettings.defaults().withDialect(Dialect.plain().with(DialectOption.CHUNK_ROWS, 50)));
        client = TestClient.loggedIn(simulator);
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stall", "deaf-stall"})
    void aStalledServerSaysNothingAndAnswersPingsOrNotUntilItsTimeIsOver(String fault) throws Exception {
        try (RawWebSocket raw = rawFirehose()) {
            ArmedFault stall = add(fault + ":nth=2");
            Version first = change();
            assertThat(raw.nextFrame().text()).contains(first.json());
            Version second = change();
            await().until(() -> stall.strikes() == 1);
            raw.sendText(PING.replace('\'', '"'));
            raw.sendPing("here?");
            if (fault.equals("stall")) {
                RawWebSocket.Frame pong = raw.nextFrame();
                assertThat(pong.opcode()).isEqualTo(PONG);
                assertThat(pong.text()).isEqualTo("here?");
            }
            assertThat(raw.isSilentFor(Duration.ofMillis(100))).isTrue();
            assertThat(simulator.connections()).isEqualTo(2);
            await().untilAsserted(
                            () -> assertThat(simulator.ledger().obligations()).containsExactly(first));
            stall.remove();
            assertThat(raw.nextFrame().text()).contains(second.json());
            assertThat(raw.nextFrame().text()).contains("pong");
            await().untilAsserted(
                            () -> assertThat(simulator.ledger().obligations()).containsExactly(first, second));
        }
    }

    @Test
    void aStallEndsByItselfAfterItsTime() {
        open(client);
        add("stall:for=50ms");
        Version version = change();
        assertThat(client.nextRow()).isEqualTo(version.json());
        client.hasNothingMore();
    }

    @Test
    void aHalfOpenConnectionNeitherSendsNorReadsNorEnds() throws Exception {
        RawWebSocket raw = rawFirehose();
        ArmedFault fault = add("half-open:on=" + EVENT);
        assertThat(fault.strikes()).isOne();
        change();
        raw.sendPing("here?");
        assertThat(raw.isSilentFor(Duration.ofMillis(100))).isTrue();
        raw.close();
        client.hasNothingMore();
        assertThat(simulator.connections()).isEqualTo(2);
        fault.remove();
        await().until(() -> simulator.connections() == 1);
    }

    @Test
    void aConnectionEndsBeforeTheFrameWithTheNumberAskedFor() throws Exception {
        try (RawWebSocket raw = rawFirehose()) {
            add("cut:nth=3,by=close");
            List<Version> versions = List.of(change(), change(), change());
            assertThat(raw.nextFrame().text()).contains(versions.get(0).json());
            assertThat(raw.nextFrame().text()).contains(versions.get(1).json());
            assertThatThrownBy(raw::nextFrame).isInstanceOf(EOFException.class);
            await().untilAsserted(() ->
                    assertThat(simulator.ledger().obligations()).containsExactlyElementsOf(versions.subList(0, 2)));
        }
    }

    /** What the network carries is lost with a reset, so the frames before it may not arrive. */
    @Test
    void aConnectionIsResetInsteadOfTheFrameWithTheNumberAskedFor() throws Exception {
        open(client);
        add("cut:nth=3");
        List<Version> versions = List.of(change(), change(), change());
        assertThat(client.awaitEnd()).isTrue();
        assertThat(client.available()).isSubsetOf(rows(versions.subList(0, 2)));
        await().untilAsserted(() ->
                assertThat(simulator.ledger().obligations()).containsExactlyElementsOf(versions.subList(0, 2)));
    }

    @Test
    void aPollIsCutInMidTransferBeforeTheChunkWithTheNumberAskedFor() throws Exception {
        add("cut:on=fd1.customers.get_customers,chunk=3,by=close");
        try (RawWebSocket raw = rawLogin()) {
            raw.sendText(CHUNKED.replace('\'', '"'));
            assertThat(raw.nextFrame().text()).contains("\"ch\":1");
            assertThat(raw.nextFrame().text()).contains("\"ch\":2");
            assertThatThrownBy(raw::nextFrame).isInstanceOf(EOFException.class);
        }
        await().untilAsserted(() -> assertThat(simulator.ledger().obligations()).hasSize(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"login", "open", "read"})
    void aConnectionIsCutWhenARequestArrives(String occasion) throws Exception {
        try (TestClient other =
                occasion.equals("login") ? TestClient.connect(simulator.url()) : TestClient.loggedIn(simulator)) {
            add("cut:at=" + occasion);
            other.send(
                    switch (occasion) {
                        case "login" -> LOGIN;
                        case "open" -> SimulatorFirehoseTest.request("fh", EVENT, "");
                        default -> CHUNKED;
                    });
            assertThat(other.awaitEnd()).isTrue();
        }
        client.hasNothingMore();
    }

    @Test
    void aDribbleSendsAFewBytesAnIntervalWhereverFramesEnd() throws Exception {
        try (RawWebSocket raw = rawFirehose()) {
            ArmedFault dribble = add("dribble:bytes=7,every=20ms");
            long before = System.nanoTime();
            Version version = change();
            RawWebSocket.Frame frame = raw.nextFrame();
            long millis = (System.nanoTime() - before) / 1_000_000;
            assertThat(frame.text()).contains(version.json());
            int intervals = frame.text().getBytes(StandardCharsets.UTF_8).length / 7;
            assertThat(millis).isGreaterThan((intervals - 1) * 20L);
            for (int i = 0; i < 20; i++) {
                change();
            }
            dribble.remove();
            for (int i = 0; i < 20; i++) {
                assertThat(raw.nextFrame().opcode()).isEqualTo(TEXT);
            }
        }
    }

    @Test
    void clientsAreSentAwayWithAnAddressAndTheConnectionCloses() throws Exception {
        open(client);
        add("send-away:nth=2,to=ws://127.0.0.1:9/fd1/open_websocket");
        Version first = change();
        change();
        assertThat(client.nextRow()).isEqualTo(first.json());
        JsonNode packet = client.next();
        assertThat(packet.path("a").asText()).isEqualTo("fn1.link.link_status");
        assertThat(packet.at("/v/servers/0/url").asText()).isEqualTo("ws://127.0.0.1:9/fd1/open_websocket");
        assertThat(client.awaitEnd()).isTrue();
    }

    @Test
    void loginsAreRefusedForAWhile() {
        ArmedFault fault = add("refuse-login:for=100ms,text=come back later");
        try (TestClient other = TestClient.connect(simulator.url())) {
            assertThat(other.ask(LOGIN).at("/error/Message").asText()).isEqualTo("come back later");
            assertThat(other.ask(PING).has("error")).isTrue();
            await().until(() -> !fault.isActive());
            assertThat(other.ask(LOGIN).has("data")).isTrue();
        }
    }

    @Test
    void aLoginIsMetWithSilenceAndLetsNobodyIn() {
        add("silent-login");
        try (TestClient other = TestClient.connect(simulator.url())) {
            other.send(LOGIN);
            assertThat(other.ask(PING).at("/error/Code").asInt()).isEqualTo(RequestRefused.NO_LOGIN);
            assertThat(other.ask(LOGIN).has("data")).isTrue();
        }
    }

    @Test
    void anOpeningIsRefusedAsOftenAsAskedFor() {
        add("refuse-open:times=2,code=77");
        for (int i = 0; i < 2; i++) {
            assertThat(client.ask(SimulatorFirehoseTest.request("fh", EVENT, ""))
                            .at("/error/Code")
                            .asInt())
                    .isEqualTo(77);
        }
        open(client);
    }

    @Test
    void anOpeningIsMetWithSilenceAndOpensNothing() {
        add("silent-open");
        client.send(SimulatorFirehoseTest.request("fh", EVENT, ""));
        change();
        client.hasNothingMore();
        open(client);
    }

    @Test
    void aReadIsRefused() {
        add("refuse-read:on=customers.*");
        assertThat(client.ask(CHUNKED).has("error")).isTrue();
        assertThat(client.askChunks(CHUNKED)).hasSize(5);
    }

    @Test
    void aRestartAtAnOldRveIsRefusedAndANewerOneIsNot() {
        Version old = change();
        Version newer = change();
        add("refuse-rve:times=all,older-than=" + newer.rve());
        JsonNode refused = client.ask(SimulatorFirehoseTest.request("fh", EVENT, ",'rve':" + old.rve()));
        assertThat(refused.at("/error/Message").asText()).isEqualTo("the rve is too old");
        assertThat(client.ask(SimulatorFirehoseTest.request("fh", EVENT, ",'rve':'all'"))
                        .has("error"))
                .isTrue();
        open(client);
        try (TestClient other = TestClient.loggedIn(simulator)) {
            SimulatorFirehoseTest.open(other, "fh", EVENT, ",'rve':" + newer.rve());
            assertThat(other.nextRow()).isEqualTo(newer.json());
        }
    }

    @Test
    void anyRestartIsRefusedButNotAnOpeningWithoutOne() {
        add("refuse-rve:times=all");
        Version version = change();
        open(client);
        JsonNode refused = client.ask(SimulatorFirehoseTest.request("other", EVENT, ",'rve':" + version.rve()));
        assertThat(refused.at("/error/Code").asInt()).isEqualTo(RequestRefused.RESTART_REFUSED);
    }

    @Test
    void aRestartIsIgnoredAndTheFirehoseStartsFromNow() {
        add("ignore-rve");
        SimulatorFirehoseTest.open(client, "fh", EVENT, ",'rve':'all'");
        client.hasNothingMore();
        Version version = change();
        assertThat(client.nextRow()).isEqualTo(version.json());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'sequenced':true"})
    void historyComesNewestFirst(String sequenced) {
        add("newest-first");
        SimulatorFirehoseTest.open(client, "fh", EVENT, ",'rve':'all'" + sequenced);
        assertThat(client.nextRows(200))
                .containsExactlyElementsOf(simulator.chain().versions("customers").stream()
                        .sorted((one, other) -> Long.compare(other.rve(), one.rve()))
                        .map(Version::json)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'sequenced':true"})
    void historyRestsBeforeItsLastRowWhileLiveChangesComeUnlessSequenced(String sequenced) {
        String last = simulator.chain().versions("customers").stream()
                .max((one, other) -> Long.compare(one.rve(), other.rve()))
                .orElseThrow()
                .json();
        add("history-pause:by=500ms");
        add("soft-delete:table=customers,at=history,nth=150");
        SimulatorFirehoseTest.open(client, "fh", EVENT, ",'rve':'all'" + sequenced);
        client.nextRows(199);
        List<String> end = client.nextRows(2);
        assertThat(end.indexOf(last)).isEqualTo(sequenced.isEmpty() ? 1 : 0);
        assertThat(end.get(sequenced.isEmpty() ? 0 : 1)).contains("\"deletedtu\":");
        client.hasNothingMore();
    }

    @Test
    void aRowOfHistoryComesLongAfterIt() {
        long before = System.nanoTime();
        add("late:at=history,nth=7,by=150ms");
        SimulatorFirehoseTest.open(client, "fh", EVENT, ",'rve':'all'");
        List<String> told = client.nextRows(200);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
        List<String> others = new ArrayList<>(simulator.chain().versions("customers").stream()
                .sorted((one, other) -> Long.compare(one.rve(), other.rve()))
                .map(Version::json)
                .toList());
        String late = others.remove(6);
        assertThat(told.indexOf(late)).isGreaterThan(6);
        assertThat(told).filteredOn(row -> !row.equals(late)).isEqualTo(others);
    }

    @Test
    void aChunkComesTwice() {
        add("duplicate:chunk=2");
        assertThat(chunks()).containsExactly(1, 2, 2, 3, 4, 0);
    }

    @Test
    void anEventComesTwice() {
        open(client);
        add("duplicate:at=live");
        Version version = change();
        assertThat(client.nextRows(2)).containsExactly(version.json(), version.json());
    }

    @Test
    void aChunkComesAfterTheNextOne() {
        add("swap:chunk=2");
        assertThat(chunks()).containsExactly(1, 3, 2, 4, 0);
    }

    @Test
    void aChunkIsMissing() {
        add("drop:at=chunk,nth=3");
        assertThat(chunks()).containsExactly(1, 2, 4, 0);
        await().untilAsserted(() -> assertThat(simulator.ledger().obligations()).hasSize(150));
    }

    @Test
    void theEndOfAPollIsMissing() {
        add("drop:at=end");
        client.send(CHUNKED);
        assertThat(client.next(4)).extracting(chunk -> chunk.path("ch").asInt()).containsExactly(1, 2, 3, 4);
        client.hasNothingMore();
    }

    @Test
    void anEventIsBrokenJsonAndNoObligation() {
        open(client);
        add("broken-json:at=live");
        Version broken = change();
        assertThat(client.nextText()).doesNotContain(broken.json()).startsWith("{\"rp\":\"fh\"");
        Version right = change();
        assertThat(client.nextRow()).isEqualTo(right.json());
        await().untilAsserted(() -> assertThat(simulator.ledger().obligations()).containsExactly(right));
        assertThat(simulator.ledger().served())
                .containsExactly(
                        new Served(broken, EVENT, Occasion.LIVE, false), new Served(right, EVENT, Occasion.LIVE, true));
    }

    @Test
    void aChunkIsBrokenJson() {
        add("broken-json:chunk=2");
        client.send(CHUNKED);
        assertThat(client.next().path("ch").asInt()).isOne();
        assertThat(client.nextText()).contains("\"ch\":2,").doesNotEndWith("}");
        assertThat(client.next().path("ch").asInt()).isEqualTo(3);
    }

    @Test
    void anEventIsAsLargeAsAskedForAndItsRowIsWhole() {
        open(client);
        add("oversize:bytes=300000");
        Version version = change();
        String large = client.nextText();
        assertThat(large.getBytes(StandardCharsets.UTF_8)).hasSize(300_000);
        assertThat(large).endsWith(",\"rp\":\"fh\",\"data\":{\"rows\":[" + version.json() + "]}}");
        assertThat(Json.read(large.getBytes(StandardCharsets.UTF_8))
                        .path("padding")
                        .isTextual())
                .isTrue();
    }

    @Test
    void anEventBelongsToARequestNobodyMade() {
        open(client);
        add("wrong-rp:at=live,rp=who");
        Version version = change();
        assertThat(client.nextText()).isEqualTo("{\"rp\":\"who\",\"data\":{\"rows\":[" + version.json() + "]}}");
        client.hasNothingMore();
    }

    @ParameterizedTest
    @CsvSource({"bump:table=customers, 200", "'bump:table=customers,tied=true', 1"})
    void everyRecordOfATableGetsANewRveAndKeepsItsContent(String fault, int rves) {
        List<String> before = simulator.chain().versions("customers").stream()
                .map(SimulatorFaultTest::withoutRve)
                .toList();
        open(client);
        add(fault);
        List<String> told = client.nextRows(200);
        assertThat(told.stream().map(SimulatorFaultTest::rve).collect(Collectors.toSet()))
                .hasSize(rves);
        List<Version> now = simulator.chain().versions("customers");
        assertThat(told)
                .containsExactlyElementsOf(now.stream().map(Version::json).toList());
        assertThat(now).extracting(SimulatorFaultTest::withoutRve).isEqualTo(before);
        client.hasNothingMore();
    }

    @Test
    void aTableIsBumpedInTheMiddleOfAPoll() {
        long before = simulator.chain().lastRve();
        add("bump:table=customers,chunk=2");
        assertThat(chunks()).containsExactly(1, 2, 3, 4, 0);
        assertThat(simulator.chain().versions("customers")).allMatch(version -> version.rve() > before);
    }

    @Test
    void recordsVanishWithoutAWord() {
        open(client);
        add("delete:table=customers,count=3");
        client.hasNothingMore();
        assertThat(simulator.chain().size("customers")).isEqualTo(197);
        assertThat(client.askChunks(CHUNKED).stream().flatMap(chunk -> SimulatorReadsTest.keys(chunk).stream()))
                .hasSize(197);
        try (TestClient other = TestClient.loggedIn(simulator)) {
            SimulatorFirehoseTest.open(other, "fh", EVENT, ",'rve':'all'");
            assertThat(other.nextRows(197)).doesNotHaveDuplicates();
            other.hasNothingMore();
        }
        for (int i = 0; i < 300; i++) {
            change();
        }
        assertThat(simulator.chain().size("customers")).isEqualTo(197);
    }

    @Test
    void recordsAreSoftDeletedAndFirehosesTellIt() {
        open(client);
        add("soft-delete:table=customers,count=3");
        assertThat(client.nextRows(3)).allMatch(row -> row.contains("\"deletedtu\":"));
        client.hasNothingMore();
        assertThat(client.askChunks(CHUNKED).stream().flatMap(chunk -> SimulatorReadsTest.keys(chunk).stream()))
                .hasSize(197);
    }

    @Test
    void tenThousandChangesComeInASecond() {
        open(client);
        long before = System.nanoTime();
        add("burst:table=customers,changes=10000,rate=10000");
        List<String> told = client.nextRows(10_000);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(30));
        assertThat(told).doesNotHaveDuplicates();
        client.hasNothingMore();
        await().untilAsserted(() -> assertThat(simulator.ledger().obligations()).hasSize(10_000));
    }

    @Test
    void aFaultStrikesOnlyWhomItIsToldToAndAsOftenAsItIsTold() {
        SimulatorFirehoseTest.open(client, "products", "pos.products.edit", "");
        open(client);
        ArmedFault drop = add("drop:on=" + EVENT + ",nth=2,times=2");
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            Version version = change();
            if (i < 2 || i > 3) {
                expected.add(version.json());
            }
            expected.add(simulator.chain().change("products").json());
        }
        assertThat(client.nextRows(8)).containsExactlyInAnyOrderElementsOf(expected);
        client.hasNothingMore();
        assertThat(drop.strikes()).isEqualTo(2);
        assertThat(drop.isActive()).isFalse();
    }

    @Test
    void equalSeedsAndEqualTrafficStrikeEqually() {
        assertThat(droppedOf200(5)).isEqualTo(droppedOf200(5)).hasSizeBetween(30, 90);
        assertThat(droppedOf200(5)).isNotEqualTo(droppedOf200(6));
    }

    @Test
    void aFaultWaitsForItsTime() {
        open(client);
        ArmedFault late = add("drop:after=1h");
        Version version = change();
        assertThat(client.nextRow()).isEqualTo(version.json());
        ArmedFault soon = add("soft-delete:table=customers,after=50ms");
        assertThat(client.nextRow()).contains("\"deletedtu\":");
        assertThat(soon.strikes()).isOne();
        assertThat(late.strikes()).isZero();
    }

    @Test
    void aTriggeredFaultStrikesAtOnceOrAtTheNextThatMatches() {
        open(client);
        ArmedFault drop = add("drop:nth=1000");
        ArmedFault delete = add("soft-delete:table=customers,nth=1000");
        drop.trigger();
        change();
        client.hasNothingMore();
        delete.trigger();
        assertThat(client.nextRow()).contains("\"deletedtu\":");
        assertThat(drop.strikes()).isOne();
        simulator.faults().clear();
        assertThat(simulator.faults().list()).isEmpty();
    }

    private Set<Integer> droppedOf200(long seed) {
        try (Simulator seeded = Simulator.start(SimulatorSettings.defaults().withSeed(seed));
                TestClient follower = TestClient.loggedIn(seeded)) {
            SimulatorFirehoseTest.open(follower, "fh", EVENT, "");
            seeded.faults().add("drop:p=0.3");
            List<Version> versions = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                versions.add(seeded.chain().change("customers"));
            }
            Set<String> told = toldBeforeTwoPings(follower);
            return IntStream.range(0, 200)
                    .filter(i -> !told.contains(versions.get(i).json()))
                    .boxed()
                    .collect(Collectors.toSet());
        }
    }

    /** By the second answer the server has looked at all that was committed before the first ping. */
    private static Set<String> toldBeforeTwoPings(TestClient follower) {
        follower.send(PING);
        Set<String> told = new HashSet<>();
        for (int pongs = 0; pongs < 2; ) {
            String text = follower.nextText();
            if (!text.contains("pong")) {
                told.add(text.substring("{\"rp\":\"fh\",\"data\":{\"rows\":[".length(), text.length() - 3));
            } else if (++pongs == 1) {
                follower.send(PING);
            }
        }
        return told;
    }

    private ArmedFault add(String fault) {
        return simulator.faults().add(fault);
    }

    private Version change() {
        return simulator.chain().change("customers");
    }

    private List<Integer> chunks() {
        return client.askChunks(CHUNKED).stream()
                .map(chunk -> chunk.path("ch").asInt())
                .toList();
    }

    /** Sees every end of a connection; the JDK's client now and then misses one that comes right behind data. */
    private RawWebSocket rawLogin() throws Exception {
        RawWebSocket raw = RawWebSocket.connect(simulator.url());
        raw.sendText(LOGIN.replace('\'', '"'));
        raw.nextFrame();
        return raw;
    }

    private RawWebSocket rawFirehose() throws Exception {
        RawWebSocket raw = rawLogin();
        raw.sendText(SimulatorFirehoseTest.request("fh", EVENT, "").replace('\'', '"'));
        raw.nextFrame();
        return raw;
    }

    private static void open(TestClient follower) {
        SimulatorFirehoseTest.open(follower, "fh", EVENT, "");
    }

    private static String[] rows(List<Version> versions) {
        return versions.stream().map(Version::json).toArray(String[]::new);
    }

    private static String withoutRve(Version version) {
        return new String(version.row(), 0, version.rveAt(), StandardCharsets.UTF_8);
    }

    private static long rve(String row) {
        return Json.read(row.getBytes(StandardCharsets.UTF_8)).path("rve").longValue();
    }
}
