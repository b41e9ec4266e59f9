package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pineflow.fd1.stream.FirehoseSettings.Restart;
import org.pineflow.position.Position;

class FirehoseStartTest {

    private static final Instant NOW = Instant.parse("2024-08-23T12:00:00Z");
    private static final Position NEW = Position.unopened(Streams.FINGERPRINT, "");
    private static final Position DELIVERED =
            NEW.at(Streams.URL).started(new Position.Start("now", NOW)).movedTo(2024082310200300000L, List.of());

    private static FirehoseStart start(String from, Restart restart) {
        return new FirehoseStart(
                new FirehoseSettings(
                        "pos.products.edit",
                        JsonNodeFactory.instance.objectNode(),
                        from,
                        restart,
                        ArgumentPath.parse("restartArgument", "v.rve"),
                        Optional.empty(),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        Optional.empty()),
                "products",
                Duration.ofSeconds(60));
    }

    @Test
    void theStartRecordWinsOverTheConfigurationLater() {
        Position recorded = start("all", Restart.REPLAY).recorded(NEW, Streams.URL, false, NOW);
        assertThat(recorded.start()).map(Position.Start::from).contains("all");
        assertThat(start("now", Restart.REPLAY).point(recorded, Streams.URL)).isEqualTo(RestartPoint.ALL);
    }

    @Test
    void thePositionIsAskedForWithItsOverlap() {
        assertThat(start("now", Restart.REPLAY).point(DELIVERED, Streams.URL))
                .isEqualTo(RestartPoint.at(2024082310190300000L));
    }

    @Test
    void anotherServerIsAskedFromAnHourEarlierUntilItsHistoryIsDelivered() {
        FirehoseStart start = start("now", Restart.REPLAY);
        Position recorded = start.recorded(DELIVERED, "wss://two.test/fd1", true, NOW);
        assertThat(start.point(recorded, "wss://two.test/fd1"))
                .as("a second try asks for as much as the first")
                .isEqualTo(RestartPoint.at(2024082309190300000L));
    }

    @Test
    void withoutARestartEveryReopeningIsOneGap() {
        FirehoseStart start = start("now", Restart.NONE);
        Position first = start.recorded(NEW, Streams.URL, false, NOW);
        assertThat(first.gaps()).isEmpty();
        Position again = start.recorded(DELIVERED, Streams.URL, true, NOW);
        assertThat(again.gaps()).hasSize(1);
        assertThat(start.recorded(again, Streams.URL, true, NOW).gaps()).hasSize(1);
        Position further = again.movedTo(2024082310200400000L, List.of());
        assertThat(start.recorded(further, Streams.URL, true, NOW).gaps()).hasSize(2);
        assertThat(start.point(DELIVERED, Streams.URL)).isEqualTo(RestartPoint.NOW);
    }

    @Test
    void aStreamThatStartsNowAndWasAwayBeforeItsFirstRowHasAGap() {
        FirehoseStart start = start("now", Restart.REPLAY);
        Position opened = start.recorded(NEW, Streams.URL, false, NOW);
        assertThat(start.recorded(opened, Streams.URL, true, NOW).gaps()).hasSize(1);
    }
}
