package org.pineflow.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PositionWatchTest {

    @TempDir
    private Path folder;

    private final Arrivals arrivals = new Arrivals(1000, 1);

    @Test
    void aPositionBehindTheReceiptsIsRight() throws IOException {
        PositionWatch watch = new PositionWatch(folder, arrivals);
        receive(arrivals, 0, 500);
        store("products", 499);
        watch.look();
        watch.look();

        assertThat(watch.figures()).isEqualTo("\"positionsSeen\":1,\"positionsAhead\":0,\"highestPosition\":499");
    }

    @Test
    void aPositionAheadOfItsReceiptIsReported() throws IOException {
        PositionWatch watch = new PositionWatch(folder, arrivals);
        receive(arrivals, 0, 500);
        store("products", 500);
        watch.look();

        assertThat(watch.figures()).contains("\"positionsAhead\":1");
    }

    @Test
    void aPositionBeyondAMissingEventIsReported() throws IOException {
        PositionWatch watch = new PositionWatch(folder, arrivals);
        receive(arrivals, 0, 100);
        receive(arrivals, 101, 500);
        store("products", 300);
        watch.look();

        assertThat(watch.figures()).contains("\"positionsAhead\":1");
    }

    @Test
    void theFirstEventMayBeThePositionBeforeItIsDelivered() throws IOException {
        PositionWatch watch = new PositionWatch(folder, arrivals);
        store("products", 0);
        watch.look();

        assertThat(watch.figures()).contains("\"positionsSeen\":1,\"positionsAhead\":0");
    }

    @Test
    void ofManyStreamsEachIsComparedWithItsOwnReceipts() throws IOException {
        Arrivals two = new Arrivals(1000, 2);
        PositionWatch watch = new PositionWatch(folder, two);
        two.receipt(IntStream.range(0, 100).map(i -> 2 * i).toArray(), 100, 100, 25, 0);
        store("even", 198);
        watch.look();
        assertThat(watch.figures()).contains("\"positionsAhead\":0");

        store("odd", 199);
        watch.look();
        assertThat(watch.figures()).contains("\"positionsSeen\":2,\"positionsAhead\":1");
    }

    @Test
    void aFolderThatIsNotThereYetHasNoPositions() {
        PositionWatch watch = new PositionWatch(folder.resolve("none"), arrivals);

        assertThat(watch.look()).isZero();
    }

    private void store(String stream, long event) throws IOException {
        Files.writeString(
                folder.resolve(stream + ".position"), "{\"version\":1,\"rve\":\"" + Events.rve(event) + "\"}");
    }

    private static void receive(Arrivals arrivals, int from, int to) {
        arrivals.receipt(IntStream.range(from, to).toArray(), to - from, 100, 25, 0);
    }
}
