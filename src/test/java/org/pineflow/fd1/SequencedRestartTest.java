package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pineflow.fd1.Bridge.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.fd1.FakeServer.Client;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.Gap;
import org.pineflow.position.Position;

/** A restart in strict order of rve: the position follows it, but no further than the order can be relied on. */
class SequencedRestartTest {

    private static final String OPEN = "fd1.firehose.open_firehose";

    @TempDir
    private Path data;

    private final List<Client> clients = new CopyOnWriteArrayList<>();
    private final List<String> rqs = new CopyOnWriteArrayList<>();
    private FakeServer server;

    @BeforeEach
    void serve() {
        server = new FakeServer((client, rq, packet) -> {
            clients.add(client);
            rqs.add(rq);
        });
    }

    @AfterEach
    void close() {
        server.close();
    }

    private String firehose(String more) {
        return "fd1:firehose:x?url=" + server.url() + "&stream=s&batchWait=5ms&reconnectDelay=20ms&rveStamp=&timeStamp="
                + "&restart=sequenced&sequencedArgument=v.sequenced=true&startFrom=all&batchSize=1" + more
                + (more.contains("overlap") ? "" : "&overlap=1s");
    }

    /** A row a minute. */
    private static String row(int number) {
        return "{\"physkey\":\"%d\",\"rve\":%d}".formatted(number, rve(number));
    }

    private static long rve(int number) {
        return 2026_01_02_00_00_00_000_00L + number / 60 * 1_00_00_000_00L + number % 60 * 1_00_000_00L;
    }

    private static String[] rows(IntStream numbers) {
        return numbers.mapToObj(SequencedRestartTest::row).toArray(String[]::new);
    }

    /** Sends rows on the newest opening. */
    private void send(String... rows) {
        int newest = rqs.size() - 1;
        clients.get(newest).rows(rqs.get(newest), rows);
    }

    private void awaitOpenings(int count) {
        eventually().until(() -> rqs.size() == count);
    }

    private Position stored(Bridge bridge) {
        return bridge.positions().read("s").orElseThrow();
    }

    private static void awaitPosition(Bridge bridge, int number) {
        eventually().untilAsserted(() -> assertThat(
                        bridge.positions().read("s").orElseThrow().rve())
                .isEqualTo(rve(number)));
    }

    @Test
    void thePositionMovesOverABatchOnlyWhenALaterRowHasArrived() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose("&replayQuiet=0"))) {
            awaitOpenings(1);
            JsonNode arguments = server.requests(OPEN).get(0).path("v");
            assertThat(arguments.path("rve").asText()).isEqualTo("all");
            assertThat(arguments.path("sequenced").asBoolean()).isTrue();

            send(row(1));
            eventually().until(() -> bridge.delivered().size() == 1);
            send(row(2));
            awaitPosition(bridge, 1);
            eventually().until(() -> bridge.delivered().size() == 2);
            send(row(3));
            awaitPosition(bridge, 2);
            assertThat(bridge.status().condition().state()).isEqualTo(State.CATCHING_UP);
            assertThat(stored(bridge).floor()).isEqualTo(Position.FLOOR_AT_START);
        }
    }

    @Test
    void aCrashInTheMidstOfAHistoryInOrderRepeatsNoMoreThanTheOverlap() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose("&replayQuiet=0"))) {
            awaitOpenings(1);
            send(rows(IntStream.rangeClosed(1, 100)));
            awaitPosition(bridge, 99);
            bridge.restartRoute();
            awaitOpenings(2);
            assertThat(server.requests(OPEN).get(1).path("v").path("rve").asLong())
                    .as("the position less the overlap")
                    .isEqualTo(rve(98) + 59_000_00L);
            send(rows(IntStream.rangeClosed(99, 110)));
            awaitPosition(bridge, 109);
            assertThat(bridge.delivered()).contains(rows(IntStream.rangeClosed(1, 110)));
        }
    }

    @Test
    void untilHistoryHasComeThePositionDoesNotFollowLiveRows() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose("&replayQuiet=0&overlap=1m"))) {
            awaitOpenings(1);
            send(rows(IntStream.rangeClosed(1, 5)));
            awaitPosition(bridge, 4);
            bridge.restartRoute();
            awaitOpenings(2);
            // A server that ignores the restart: all that comes is new.
            String[] live = IntStream.range(0, 3)
                    .mapToObj(n -> "{\"physkey\":\"l%d\",\"rve\":%d}".formatted(n, rve(60) + n))
                    .toArray(String[]::new);
            send(live);
            eventually().until(() -> bridge.delivered().contains(live[2]));
            assertThat(stored(bridge).rve()).isEqualTo(rve(4));
            clients.get(1).close();
            awaitOpenings(3);
            assertThat(server.requests(OPEN).get(2).path("v").path("rve").asLong())
                    .isEqualTo(rve(3));
        }
    }

    @Test
    void whenTheHistoryIsOverThePositionMovesToItsEnd() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose("&replayQuiet=150ms"))) {
            awaitOpenings(1);
            send(rows(IntStream.rangeClosed(1, 5)));
            awaitPosition(bridge, 5);
            bridge.awaitState(State.LIVE);
            assertThat(stored(bridge).floor()).isZero();
            assertThat(stored(bridge).gaps()).isEmpty();
            send(row(9));
            awaitPosition(bridge, 9);
        }
    }

    @Test
    void aRowFarBehindBringsThePositionBackToWhereTheRestartBegan() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose("&replayQuiet=0"))) {
            awaitOpenings(1);
            send(rows(IntStream.rangeClosed(10, 20)));
            awaitPosition(bridge, 19);
            send(row(5));
            eventually().until(() -> bridge.delivered().contains(row(5)));
            eventually().until(() -> !stored(bridge).gaps().isEmpty());
            assertThat(stored(bridge).rve()).isZero();
            assertThat(stored(bridge).gaps()).singleElement().satisfies(gap -> {
                assertThat(gap.cause()).isEqualTo(Gap.Cause.ORDER_BROKEN);
                assertThat(gap.fromRve()).isZero();
                assertThat(gap.toRve()).isEqualTo(rve(20));
            });
            send(row(6), row(21), row(22));
            eventually().until(() -> bridge.delivered().contains(row(22)));
            assertThat(stored(bridge).rve()).as("from now on as with replay").isZero();

            clients.get(0).close();
            awaitOpenings(2);
            assertThat(server.requests(OPEN).get(1).path("v").path("rve").asText())
                    .isEqualTo("all");
            send(rows(IntStream.rangeClosed(1, 30)));
            eventually().until(() -> bridge.delivered().contains(row(30)));
            assertThat(stored(bridge).rve())
                    .as("an order that was broken once is not relied on again")
                    .isZero();
        }
    }

    @Test
    void anOrderBrokenInALaterOpeningGoesBackToWhereTheHistoryBegan() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose("&replayQuiet=0"))) {
            awaitOpenings(1);
            send(rows(IntStream.rangeClosed(1, 5)));
            awaitPosition(bridge, 4);
            bridge.restartRoute();
            awaitOpenings(2);
            send(rows(IntStream.rangeClosed(4, 9)));
            awaitPosition(bridge, 8);
            send(row(2).replace("}", ",\"n\":1}"));
            eventually().until(() -> stored(bridge).rve() == 0);
        }
    }

    @Test
    void historyThatComesNewestFirstMovesNothingAndSurvivesACrashInItsMiddle() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose("&replayQuiet=0&overlap=1h"))) {
            awaitOpenings(1);
            send(rows(IntStream.rangeClosed(1, 25).map(number -> 51 - number)));
            send(row(100), row(101));
            eventually().until(() -> bridge.delivered().contains(row(101)));
            assertThat(stored(bridge).rve()).isZero();
        }
        try (Bridge bridge = Bridge.start(data, firehose("&replayQuiet=150ms&overlap=1h"))) {
            awaitOpenings(2);
            assertThat(server.requests(OPEN).get(1).path("v").path("rve").asText())
                    .isEqualTo("all");
            send(rows(IntStream.rangeClosed(1, 50).map(number -> 51 - number)));
            send(row(100), row(101));
            bridge.awaitState(State.LIVE);
            awaitPosition(bridge, 101);
            assertThat(bridge.delivered()).contains(rows(IntStream.rangeClosed(1, 50)));
        }
    }

    @Test
    void whereTheOrderIsInDoubtTheNextOpeningAsksFromWhereTheHistoryBegan() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose("&replayQuiet=0&overlap=10m"))) {
            awaitOpenings(1);
            send(rows(IntStream.rangeClosed(1, 30)));
            awaitPosition(bridge, 29);
            send(row(29).replace("}", ",\"n\":1}"), row(28).replace("}", ",\"n\":1}"));
            send(row(40), row(41));
            eventually().until(() -> bridge.delivered().contains(row(41)));
            assertThat(stored(bridge).rve()).as("it stays").isEqualTo(rve(29));
            assertThat(stored(bridge).gaps()).isEmpty();
            clients.get(0).close();
            awaitOpenings(2);
            assertThat(server.requests(OPEN).get(1).path("v").path("rve").asText())
                    .isEqualTo("all");
        }
    }

    @Test
    void singleRowsThatLieBehindByLessThanTheOverlapDoNoHarm() throws Exception {
        try (Bridge bridge = Bridge.start(data, firehose("&replayQuiet=0&overlap=2m"))) {
            awaitOpenings(1);
            send(row(1), row(3), row(2), row(5), row(4), row(6), row(7));
            awaitPosition(bridge, 6);
            assertThat(stored(bridge).gaps()).isEmpty();
            assertThat(bridge.delivered()).hasSize(7);
        }
    }
}
