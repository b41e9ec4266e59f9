package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command in a real process. */
class SimulateCommandTest {

    private static final Pattern CONTROLLED = Pattern.compile("It is controlled at (http://\\S+)");

    @TempDir
    private Path folder;

    @Test
    void faultsOfTheFileAndOfTheFlagsAreArmedAndTheServerIsControlled() throws Exception {
        Path script = Files.writeString(folder.resolve("faults.txt"), "# bad days\nstall:nth=3,for=10s\n");
        try (Launched simulate =
                simulate("--faults", script.toString(), "--fault", "cut:p=0.01", "--control-port", "0")) {
            simulate.awaitOutput("FD1 is simulated at ws://127.0.0.1:");
            Matcher url = CONTROLLED.matcher(simulate.output());
            assertThat(url.find()).isTrue();
            assertThat(get(url.group(1) + "/faults"))
                    .contains("\"fault\":\"stall:nth=3,for=10s\"")
                    .contains("\"fault\":\"cut:p=0.01\"");
            simulate.terminate();
            assertThat(simulate.exitCode()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--fault, stal, '--fault: There is no fault ''stal''. Faults are stall, '",
        "--fault, bump:table=nothing, There is no table 'nothing'.",
        "--faults, nowhere.txt, --faults: there is no file nowhere.txt.",
        "--faults, bad.txt, 'bad.txt, line 2: Fault ''drop'': ''nth'' cannot be ''x''.'",
        "--control-port, x, --control-port",
    })
    void aMistakeIsToldAndEndsTheCommandWithTwo(String flag, String value, String message) throws Exception {
        Files.writeString(folder.resolve("bad.txt"), "stall\ndrop:nth=x\n");
        try (Launched simulate = simulate(flag, value)) {
            assertThat(simulate.exitCode()).isEqualTo(CommandExit.WRONG_USAGE);
            assertThat(simulate.output()).contains(message).doesNotContain("\tat ");
        }
    }

    private Launched simulate(String flag, String value, String... more) throws Exception {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "simulate";
        arguments[1] = flag;
        arguments[2] = value;
        System.arraycopy(more, 0, arguments, 3, more.length);
        return Launched.pineflow(folder, Map.of(), List.of(), arguments);
    }

    private static String get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
