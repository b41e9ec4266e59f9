package org.pineflow.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, really killed. */
class FilePositionStoreKillTest {

    private static final String STREAM = "customers";

    @TempDir
    Path folder;

    @RepeatedTest(3)
    @Timeout(60)
    void aKilledProcessLeavesItsLastPositionAndItsLock() throws Exception {
        try (PositionStore store = new FilePositionStore(folder)) {
            Process child = ChildProcess.writer(folder, STREAM);
            try (BufferedReader written = child.inputReader(StandardCharsets.UTF_8)) {
                String last = written.readLine();
                assertThat(store.tryOpen(STREAM)).as("the child owns it").isEmpty();
                assertThat(store.owner(STREAM)).contains("process " + child.pid());
                while (Long.parseLong(last) < 50) {
                    last = written.readLine();
                }
                // By its handle: the process object would close the output with it.
                child.toHandle().destroyForcibly();
                for (String line = last; line != null; line = written.readLine()) {
                    last = line;
                }
                assertThat(child.waitFor()).as("killed, not ended").isEqualTo(128 + 9);

                assertThat(store.owner(STREAM)).isEmpty();
                OwnedStream owned = store.tryOpen(STREAM).orElseThrow();

                Position position = owned.read().orElseThrow();
                assertThat(position.rve()).isBetween(Long.parseLong(last), Long.parseLong(last) + 1);
                assertThat(position).isEqualTo(Positions.at(position.rve()));
            } finally {
                child.destroyForcibly().waitFor();
            }
        }
    }
}
