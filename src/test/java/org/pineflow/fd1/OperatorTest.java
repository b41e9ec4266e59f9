package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pineflow.fd1.Bridge.eventually;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.fd1.FakeServer.Client;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.position.Gap;
import org.pineflow.position.OwnedStream;
import org.pineflow.position.Position;

/** What an operator sees of a stream's gaps, and that a stream goes by what an operator did to its position. */
class OperatorTest {

    private static final Instant NOW = Instant.parse("2026-01-02T09:00:00Z");

    private static final String OPEN = "fd1.firehose.open_firehose";

    @TempDir
    private Path data;

    private final List<Client> clients = new CopyOnWriteArrayList<>();
    private final List<String> rqs = new CopyOnWriteArrayList<>();

    private FakeServer server() {
        return new FakeServer((client, rq, packet) -> {
            if (packet.path("a").asText().equals(OPEN)) {
                rqs.add(rq);
                clients.add(client);
            }
        });
    }

    private static String firehose(FakeServer server) {
        return "fd1:firehose:x?url=" + server.url() + "&stream=s&openSettle=20ms&batchWait=5ms&reconnectDelay=20ms"
                + "&rveStamp=&timeStamp=&replayQuiet=50ms";
    }

    private static long rve(int number) {
        return 2026_01_02_08_00_00_000_00L + number * 100_000L;
    }

    private static String row(int number) {
        return "{\"physkey\":\"%d\",\"rve\":%d}".formatted(number, rve(number));
    }

    /** As an operator does it: while the stream does not run, under its lock. */
    private static void change(Bridge bridge, UnaryOperator<Position> change) throws Exception {
        bridge.context().getRouteController().stopRoute("bridge");
        try (OwnedStream owned = bridge.positions().tryOpen("s").orElseThrow()) {
            owned.write(change.apply(owned.read().orElseThrow()));
        }
        bridge.context().getRouteController().startRoute("bridge");
    }

    private static double gaps(SimpleMeterRegistry meters, Gap.Cause cause) {
        return meters.get("pineflow.stream.gaps")
                .tags("stream", "s", "cause", cause.label())
                .gauge()
                .value();
    }

    @Test
    void aGapIsCountedByItsCauseAndToldByHealthUntilItIsWaived() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (FakeServer server = server();
                Bridge bridge = Bridge.start(
                        data, firehose(server), context -> context.getRegistry().bind("meters", meters))) {
            eventually().until(() -> !clients.isEmpty());
            clients.get(0).rows(rqs.get(0), row(1));
            eventually().until(() -> bridge.status().position().rve() == rve(1));
            clients.get(0).send("garbage");
            eventually().until(() -> gaps(meters, Gap.Cause.UNREADABLE) == 1);
            assertThat(gaps(meters, Gap.Cause.RESTART_REFUSED)).isZero();
            assertThat(bridge.readiness("bridge").getMessage())
                    .get()
                    .asString()
                    .contains("has an open gap, g-1 (unreadable)");
            assertThat(bridge.readiness("bridge").getDetails())
                    .containsEntry("gaps", 1)
                    .hasEntrySatisfying("newestGap", gap -> assertThat(gap.toString())
                            .contains("g-1 (unreadable): unreadable input"));

            change(bridge, position -> position.withGapWaived("g-1", new Gap.Waiver("looked at", NOW)));

            bridge.awaitState(State.CATCHING_UP);
            assertThat(gaps(meters, Gap.Cause.UNREADABLE)).isZero();
            assertThat(bridge.readiness("bridge").getDetails()).containsEntry("gaps", 0);
            assertThat(bridge.status().position().gaps()).as("kept").hasSize(1);
        }
    }

    @Test
    void anUnprovenRestartIsToldByHealthAndMetrics() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (FakeServer server = server();
                Bridge bridge = Bridge.start(data, firehose(server) + "&restart=none", context -> context.getRegistry()
                        .bind("meters", meters))) {
            bridge.awaitState(State.LIVE);
            assertThat(bridge.readiness("bridge").getDetails()).doesNotContainKey("restartUnprovenSince");
            change(bridge, position -> position.withRestartUnproven(NOW));
            bridge.awaitState(State.LIVE);
            assertThat(bridge.readiness("bridge").getDetails()).containsEntry("restartUnprovenSince", NOW.toString());
            assertThat(meters.get("pineflow.stream.restart.unproven").gauge().value())
                    .isEqualTo(1);
        }
    }

    @Test
    void aFirehoseGoesOnWhereAnOperatorMovedItBackTo() throws Exception {
        try (FakeServer server = server();
                Bridge bridge = Bridge.start(data, firehose(server))) {
            eventually().until(() -> !clients.isEmpty());
            clients.get(0).rows(rqs.get(0), row(1), row(2));
            eventually().until(() -> bridge.status().position().rve() == rve(2));

            change(bridge, position -> position.resetTo(rve(1), "moved", NOW));

            eventually().until(() -> clients.size() == 2);
            assertThat(server.requests(OPEN).get(1).path("v").path("rve").asLong())
                    .as("the position less the overlap of 60 s")
                    .isEqualTo(2026_01_02_07_59_01_000_00L);
            clients.get(1).rows(rqs.get(1), row(1), row(2));
            eventually().until(() -> bridge.delivered().size() == 4);
            assertThat(bridge.delivered()).containsExactly(row(1), row(2), row(1), row(2));
        }
    }

    @Test
    void aReplacedPositionBelongsToTheFirstRouteThatOpensIt() throws Exception {
        try (FakeServer server = server();
                Bridge bridge = Bridge.start(data, firehose(server))) {
            bridge.awaitState(State.LIVE);
            String fingerprint = bridge.status().position().fingerprint();

            change(bridge, position -> Position.unopened("", "").resetTo(rve(1), "it could not be read", NOW));

            eventually().until(() -> clients.size() == 2);
            assertThat(server.requests(OPEN).get(1).path("v").has("rve")).isTrue();
            clients.get(1).rows(rqs.get(1), row(1), row(2));
            eventually().until(() -> bridge.status().position().rve() == rve(2));
            assertThat(fingerprint).isNotEmpty();
            assertThat(bridge.positions().read("s").orElseThrow().fingerprint()).isEqualTo(fingerprint);
        }
    }
}
