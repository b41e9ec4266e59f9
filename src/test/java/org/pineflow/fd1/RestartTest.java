package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pineflow.fd1.Bridge.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.fd1.FakeServer.Client;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.Gap;

/** A firehose that is opened again: it asks as often as makes sense, and what it may have missed is told. */
class RestartTest {

    private static final String OPEN = "fd1.firehose.open_firehose";
    private static final String POLL = "fd1.rows";

    @TempDir
    private Path data;

    private static String firehose(FakeServer server) {
        return "fd1:firehose:x?url=" + server.url() + "&stream=s&openSettle=20ms&batchWait=5ms&reconnectDelay=20ms"
                + "&rveStamp=&timeStamp=";
    }

    private static String row(int number) {
        return "{\"physkey\":\"%d\",\"rve\":%d}".formatted(number, rve(number));
    }

    private static long rve(int number) {
        return 2026_01_02_08_00_00_000_00L + number * 100_000L;
    }

    private static void refuse(Client client, String rq) {
        client.send("{\"rp\":\"" + rq + "\",\"error\":{\"Code\":42,\"Message\":\"busy just now\"}}");
    }

    private static boolean isRestart(JsonNode packet) {
        return packet.path("v").has("rve");
    }

    private Gap onlyGap(Bridge bridge) {
        eventually().until(() -> !bridge.status().position().gaps().isEmpty());
        assertThat(bridge.status().position().gaps()).hasSize(1);
        return bridge.status().position().gaps().get(0);
    }

    @Test
    void aRestartThatIsRefusedFourTimesLosesNoHistory() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        String[] history = {row(1), row(2), row(3)};
        try (FakeServer server = new FakeServer((client, rq, packet) -> {
                    if (opened.incrementAndGet() < 5) {
                        refuse(client, rq);
                    } else {
                        client.rows(rq, history);
                    }
                });
                Bridge bridge = Bridge.start(data, firehose(server) + "&startFrom=all&replayQuiet=50ms")) {
            bridge.awaitState(State.LIVE);
            eventually().until(() -> bridge.status().position().rve() == rve(3));
            assertThat(bridge.delivered()).containsExactly(history);
            assertThat(bridge.status().position().gaps()).isEmpty();
            assertThat(server.requests(OPEN)).hasSize(5).allMatch(RestartTest::isRestart);
        }
    }

    @Test
    void theFifthRefusalInARowGivesTheRestartUpLoudly() throws Exception {
        List<Client> clients = new CopyOnWriteArrayList<>();
        List<String> rqs = new CopyOnWriteArrayList<>();
        try (LogLines log = new LogLines();
                FakeServer server = new FakeServer((client, rq, packet) -> {
                    if (isRestart(packet)) {
                        refuse(client, rq);
                    } else {
                        clients.add(client);
                        rqs.add(rq);
                    }
                });
                Bridge bridge = Bridge.start(data, firehose(server) + "&startFrom=all")) {
            bridge.awaitState(State.LIVE);
            assertThat(onlyGap(bridge).detail()).contains("refused to restart");
            assertThat(server.requests(OPEN).stream().filter(RestartTest::isRestart))
                    .hasSize(5);
            assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("WARN stream=s")
                    .contains("opened from now", "42: busy just now"));

            clients.get(0).rows(rqs.get(0), row(7));
            eventually().until(() -> onlyGap(bridge).toRve() == rve(7));
        }
    }

    @Test
    void aServerThatClosesTheConnectionAtEveryRestartHasRefusedIt() throws Exception {
        List<Client> clients = new CopyOnWriteArrayList<>();
        try (FakeServer server = new FakeServer((client, rq, packet) -> {
                    if (isRestart(packet)) {
                        client.close();
                    } else {
                        clients.add(client);
                        client.rows(rq, row(7));
                    }
                });
                Bridge bridge = Bridge.start(data, firehose(server) + "&startFrom=all&reconnectMaxDelay=50ms")) {
            assertThat(onlyGap(bridge).cause()).isEqualTo(Gap.Cause.RESTART_REFUSED);
            bridge.awaitState(State.LIVE);
            assertThat(server.requests(OPEN).stream().filter(RestartTest::isRestart))
                    .hasSize(5);
            eventually().until(() -> bridge.status().position().rve() == rve(7));
        }
    }

    @Test
    void aRestartThatClosesConnectionsTakesNoNeighbourDown() throws Exception {
        AtomicInteger neighbours = new AtomicInteger();
        try (FakeServer server = new FakeServer((client, rq, packet) -> {
                    boolean neighbour = packet.path("v").path("event").asText().equals("y");
                    if (neighbour) {
                        neighbours.incrementAndGet();
                        client.rows(rq, row(1));
                    } else if (isRestart(packet)) {
                        client.close();
                    }
                });
                Bridge bridge = Bridge.prepare(data)) {
            String shared = "&reconnectMaxDelay=50ms&startFrom=all&replayQuiet=50ms";
            bridge.add("bridge", firehose(server) + shared);
            bridge.add(
                    "neighbour",
                    firehose(server).replace("firehose:x", "firehose:y").replace("stream=s", "stream=n") + shared);
            bridge.context().start();
            eventually().until(() -> bridge.status("neighbour").condition().state() == State.LIVE);
            assertThat(onlyGap(bridge).cause()).isEqualTo(Gap.Cause.RESTART_REFUSED);
            assertThat(neighbours.get()).as("openings of the neighbour").isLessThanOrEqualTo(3);
        }
    }

    @Test
    void anAcknowledgementAloneDoesNotShortenThePauseBeforeTheNextTry() throws Exception {
        List<Long> openings = new CopyOnWriteArrayList<>();
        try (FakeServer server = new FakeServer((client, rq, packet) -> {
                    openings.add(System.nanoTime());
                    client.send("{\"rp\":\"" + rq + "\"}");
                    refuse(client, rq);
                });
                Bridge bridge = Bridge.start(data, firehose(server))) {
            eventually().until(() -> openings.size() >= 6);
            assertThat(bridge.status().openings()).isGreaterThanOrEqualTo(6);
            long fifthPause = openings.get(5) - openings.get(4);
            assertThat(fifthPause)
                    .as("20 ms doubled four times, at least the half of it")
                    .isGreaterThanOrEqualTo(160_000_000L);
        }
    }

    @Test
    void anEventWithAMemberNamedErrorIsAnEvent() throws Exception {
        String odd = "{\"rp\":\"%s\",\"physkey\":\"A\",\"rve\":" + rve(1) + ",\"error\":\"card declined\"}";
        List<String> sent = new CopyOnWriteArrayList<>();
        try (FakeServer server = new FakeServer((client, rq, packet) -> {
                    sent.add(odd.formatted(rq));
                    client.send(sent.get(0));
                });
                Bridge bridge = Bridge.start(data, firehose(server))) {
            eventually().until(() -> bridge.delivered().size() == 1);
            assertThat(bridge.delivered()).isEqualTo(sent);
            bridge.awaitState(State.LIVE);
            assertThat(server.requests(OPEN)).hasSize(1);
        }
    }

    @Test
    void anExtractOfWhichNothingCameIsUnprovenAndNoGap() throws Exception {
        List<Client> clients = new CopyOnWriteArrayList<>();
        List<String> rqs = new CopyOnWriteArrayList<>();
        try (LogLines log = new LogLines();
                FakeServer server = new FakeServer((client, rq, packet) -> {
                    rqs.add(rq);
                    clients.add(client);
                });
                Bridge bridge = Bridge.start(data, firehose(server) + "&startFrom=all&replayQuiet=50ms")) {
            bridge.awaitState(State.LIVE);
            clients.get(0).rows(rqs.get(0), row(1));
            eventually().until(() -> bridge.status().position().rve() == rve(1));
            assertThat(bridge.status().position().gaps())
                    .as("the table may have been empty")
                    .isEmpty();
            assertThat(bridge.status().position().restartUnproven()).isPresent();
            assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("WARN stream=s")
                    .contains("no history", "restartArgument", "pollEndpoint"));
        }
    }

    @Test
    void theFirstRowBehindAGapIsItsEnd() throws Exception {
        List<Client> clients = new CopyOnWriteArrayList<>();
        List<String> rqs = new CopyOnWriteArrayList<>();
        try (FakeServer server = new FakeServer((client, rq, packet) -> {
                    rqs.add(rq);
                    clients.add(client);
                    client.rows(rq, row(1));
                });
                Bridge bridge = Bridge.start(data, firehose(server))) {
            eventually().until(() -> bridge.delivered().size() == 1);
            clients.get(0).send("garbage");
            assertThat(onlyGap(bridge).toRve()).isZero();
            clients.get(0).rows(rqs.get(0), row(1), row(4), row(5));
            eventually().until(() -> onlyGap(bridge).toRve() != 0);
            assertThat(onlyGap(bridge).fromRve()).isEqualTo(rve(1));
            assertThat(onlyGap(bridge).toRve()).isEqualTo(rve(4));
        }
    }

    @Test
    void withAPollEndpointAFirehoseIsLiveOnlyWhenTheServerHasAnsweredWhatCameBehindItsRequest() throws Exception {
        List<Client> clients = new CopyOnWriteArrayList<>();
        List<String> rqs = new CopyOnWriteArrayList<>();
        try (FakeServer server = new FakeServer((client, rq, packet) -> {
                    if (packet.path("a").asText().equals(POLL)) {
                        rqs.add(rq);
                        clients.add(client);
                    }
                });
                Bridge bridge = Bridge.start(data, firehose(server) + "&pollEndpoint=" + POLL)) {
            eventually().until(() -> rqs.size() == 1);
            assertThat(bridge.status().condition().state()).isEqualTo(State.STARTING);
            clients.get(0).rows(rqs.get(0));
            bridge.awaitState(State.LIVE);
            assertThat(server.requests(OPEN)).hasSize(1);
        }
    }
}
