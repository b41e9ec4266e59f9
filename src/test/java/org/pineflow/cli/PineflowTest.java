package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usage errors, in real processes. */
class PineflowTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rum                         | Did you mean: pineflow run",
                "run --rootes x              | Unknown option",
                "run --config                | Missing required parameter",
                "run --config nowhere.conf   | There is no configuration file nowhere.conf",
                "run --routes nowhere.yaml   | There is no route file",
                "run                         | No route file matches",
            })
    void wrongUsageIsOneOrTwoLinesAndExitCodeTwo(String arguments, String explanation) throws Exception {
        try (Launched pineflow =
                Launched.pineflow(folder, Map.of(), List.of("-Dpineflow.home=" + folder), arguments.split(" "))) {
            assertThat(pineflow.exitCode()).isEqualTo(CommandExit.WRONG_USAGE);
            assertThat(pineflow.output()).contains(explanation).doesNotContain("\tat ");
            assertThat(pineflow.output().lines().filter(line -> !line.startsWith("Standard Commons Logging")))
                    .hasSizeBetween(1, 2);
        }
    }

    @Test
    void helpIsThereForEachCommandAndNoErrorEvenWithoutAFolder() throws Exception {
        for (String arguments : List.of("--help", "run --help")) {
            try (Launched pineflow = Launched.pineflow(folder, Map.of(), List.of(), arguments.split(" "))) {
                assertThat(pineflow.exitCode()).isZero();
                assertThat(pineflow.output()).contains("Usage: pineflow");
            }
        }
    }
}
