package org.pineflow.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The files for cron and systemd: they call commands that exist, and write where they may. */
class SyncUnitsTest {

    private static final Path FOLDER = Path.of("routes/examples/sync");
    private static final String COMMAND = "/opt/pineflow/bin/pineflow %s --config /etc/pineflow/site.properties";
    private static final String DATA = "/var/lib/pineflow";

    @Test
    void systemdRunsOnePollANight() throws IOException {
        Map<String, String> service = unit("pineflow-sync.service");
        assertThat(service)
                .containsEntry("ExecStart", COMMAND.formatted("sync"))
                .containsEntry("Type", "oneshot")
                .containsEntry("ReadWritePaths", DATA)
                .containsEntry("Environment", "PINEFLOW_DATA=" + DATA);
        assertThat(unit("pineflow-sync.timer")).containsKey("OnCalendar").containsEntry("WantedBy", "timers.target");
    }

    @Test
    void systemdKeepsTheBridgeRunning() throws IOException {
        assertThat(unit("pineflow.service"))
                .containsEntry("ExecStart", COMMAND.formatted("run"))
                .containsEntry("Restart", "on-failure")
                .containsEntry("RestartPreventExitStatus", "2")
                .containsEntry("ReadWritePaths", DATA)
                .containsEntry("Environment", "PINEFLOW_DATA=" + DATA);
    }

    @Test
    void aStopHasMoreTimeThanBatchesInFlight() throws IOException {
        for (String name : List.of("pineflow.service", "pineflow-sync.service")) {
            assertThat(Integer.parseInt(unit(name).get("TimeoutStopSec")))
                    .as(name)
                    .isGreaterThan(30);
        }
    }

    @Test
    void cronRunsOnePollANight() throws IOException {
        List<String> lines = Files.readAllLines(FOLDER.resolve("crontab")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        assertThat(lines.get(0)).isEqualTo("PINEFLOW_DATA=" + DATA);
        String[] job = lines.get(lines.size() - 1).split("\\s+", 7);
        assertThat(job[5]).as("user").isEqualTo("pineflow");
        assertThat(job[6]).isEqualTo("flock -n " + DATA + "/sync.lock " + COMMAND.formatted("sync"));
    }

    /** The settings of a unit, all sections together. */
    private static Map<String, String> unit(String name) throws IOException {
        return Files.readAllLines(FOLDER.resolve(name)).stream()
                .filter(line -> line.contains("=") && !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')), line -> line.substring(line.indexOf('=') + 1)));
    }
}
