package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PineflowTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rum               | Did you mean: pineflow run",
                "run --rootes x    | Unknown option",
                "run --config      | Missing required parameter",
                "run routes.yaml   | Unmatched argument",
            })
    void wrongUsageIsOneOrTwoLinesAndExitCodeTwo(String arguments, String explanation) {
        assertThat(execute(arguments.split(" "))).isEqualTo(CommandExit.WRONG_USAGE);
        assertThat(err.toString()).contains(explanation).doesNotContain("\tat ");
        assertThat(err.toString().lines()).hasSizeBetween(1, 2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void withoutACommandTheUsageIsShownAsAnError() {
        assertThat(execute()).isEqualTo(CommandExit.WRONG_USAGE);
        assertThat(err.toString()).contains("Usage: pineflow", "run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "run --help", "--version"})
    void helpAndVersionAreNoErrors(String arguments) {
        assertThat(execute(arguments.split(" "))).isEqualTo(CommandExit.DONE);
        assertThat(out.toString().toLowerCase()).contains("pineflow");
        assertThat(err.toString()).isEmpty();
    }

    private int execute(String... arguments) {
        CommandLine commandLine = Pineflow.commandLine();
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
