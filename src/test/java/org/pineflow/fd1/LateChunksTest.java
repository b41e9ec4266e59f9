package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pineflow.fd1.Bridge.eventually;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.fd1.FakeServer.Client;
import org.pineflow.fd1.stream.StreamStatus.State;

/** The end of a poll's answer may overtake its chunks: no row is lost by that, and never in silence. */
class LateChunksTest {

    private static final String POLL = "fd1.rows";

    @TempDir
    private Path data;

    private static String row(int number) {
        return "{\"physkey\":\"%d\",\"rve\":%d}".formatted(number, rve(number));
    }

    private static long rve(int number) {
        return 2026_01_02_08_00_00_000_00L + number * 100_000L;
    }

    private static void end(Client client, String rq) {
        client.send("{\"rp\":\"" + rq + "\",\"ch\":0}");
    }

    private static String poll(FakeServer server) {
        return "fd1:poll:" + POLL + "?url=" + server.url() + "&stream=s&initialDelay=0&delay=20&batchWait=5ms"
                + "&reconnectDelay=20ms&rveStamp=&timeStamp=";
    }

    @Test
    void anEndBeforeItsChunksEndsNothing() throws Exception {
        try (FakeServer server = new FakeServer((client, rq, packet) -> {
                    end(client, rq);
                    client.chunk(rq, 2, row(2));
                    client.chunk(rq, 1, row(1));
                });
                Bridge bridge = Bridge.start(data, poll(server))) {
            eventually().until(() -> bridge.status().position().rve() == rve(2));
            assertThat(bridge.delivered()).containsExactlyInAnyOrder(row(1), row(2));
            assertThat(bridge.status().position().gaps()).isEmpty();
        }
    }

    @Test
    void aChunkBehindAPollThatIsCompleteIsAGapAndAWarning() throws Exception {
        List<String> rqs = new CopyOnWriteArrayList<>();
        try (LogLines log = new LogLines();
                FakeServer server = new FakeServer((client, rq, packet) -> {
                    rqs.add(rq);
                    client.chunk(rq, 1, row(1));
                    end(client, rq);
                    if (rqs.size() == 2) {
                        client.chunk(rqs.get(0), 2, row(2));
                    }
                });
                Bridge bridge = Bridge.start(data, poll(server))) {
            eventually().until(() -> bridge.status().position().gaps().size() == 1);
            assertThat(bridge.status().position().gaps().get(0).detail()).contains(POLL, "ch:0", "read that stretch");
            assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("WARN stream=s has a gap")
                    .contains(POLL));
            eventually().until(() -> rqs.size() > 4);
            assertThat(bridge.status().position().gaps()).hasSize(1);
        }
    }

    @Test
    void aChunkBehindAPollThatHasCaughtUpIsAGapAndAWarning() throws Exception {
        Map<String, String> rqs = new ConcurrentHashMap<>();
        Map<String, Client> clients = new ConcurrentHashMap<>();
        try (LogLines log = new LogLines();
                FakeServer server = new FakeServer((client, rq, packet) -> {
                    if (packet.path("q").toString().contains("9000")) {
                        client.rows(rq);
                    } else if (packet.path("a").asText().equals(POLL)) {
                        rqs.put(POLL, rq);
                        clients.put(POLL, client);
                        client.chunk(rq, 1, row(1));
                        end(client, rq);
                    }
                });
                Bridge bridge = Bridge.start(
                        data,
                        poll(server)
                                        .replaceAll("poll:[a-z0-9.]+|&initialDelay=0&delay=20", "")
                                        .replace("fd1:?", "fd1:firehose:x?")
                                + "&openSettle=20ms&startFrom=all&pollEndpoint="
                                + POLL)) {
            bridge.awaitState(State.LIVE);
            clients.get(POLL).chunk(rqs.get(POLL), 2, row(2));
            eventually().until(() -> bridge.status().position().gaps().size() == 1);
            assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("WARN stream=s has a gap")
                    .contains(POLL));
        }
    }
}
