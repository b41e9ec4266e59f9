package org.pineflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.pineflow.flowcore.ScriptedSink.accept;
import static org.pineflow.flowcore.ScriptedSink.after;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.flowcore.ScriptedSink;

/** A redrive in a real process, ended in its middle. */
class RedriveKillTest {

    private static final int LETTERS = 30;
    private static final int UNTIL = 11;

    @TempDir
    private Path folder;

    private final ScriptedSink sink = new ScriptedSink();
    private final CountDownLatch held = new CountDownLatch(1);
    private FileDeadLetterStore store;

    @BeforeEach
    void add() throws Exception {
        Files.createDirectories(folder.resolve("home"));
        store = new FileDeadLetterStore(folder.resolve("home/data/dead-letters"));
        for (int i = 0; i < LETTERS; i++) {
            store.add(new DeadLetter(
                    DeadLetter.Kind.EVENT,
                    "customers",
                    "C-" + i % 7,
                    1 + i,
                    ("{\"n\":" + i + "}").getBytes(UTF_8),
                    sink.url() + "/events/t/d/f/e",
                    Map.of("Idempotency-Key", "key-" + i),
                    400,
                    "",
                    "the sink refuses it (HTTP 400)",
                    Instant.parse("2026-01-13T14:00:00Z").plusSeconds(i),
                    1));
        }
        for (int i = 1; i < UNTIL; i++) {
            sink.then(accept());
        }
        sink.then(after(held, accept()));
    }

    @AfterEach
    void close() throws Exception {
        sink.close();
    }

    @Test
    void aRedriveThatIsKilledLosesNothingAndWhatComesTwiceBearsTheSameKey() throws Exception {
        try (Launched killed = redrive()) {
            awaitTheMiddle(killed);
            killed.kill();
            assertThat(killed.exitCode()).isEqualTo(128 + 9);
        }
        assertThat(store.count()).isEqualTo(LETTERS - UNTIL + 1);

        held.countDown();
        try (Launched second = redrive()) {
            assertThat(second.exitCode()).as(second.output()).isZero();
            assertThat(second.output()).contains("; none is left.");
        }

        assertThat(store.count()).isZero();
        Map<String, List<String>> byKey = sink.requests().stream()
                .collect(Collectors.groupingBy(
                        request -> request.headers().get("idempotency-key"),
                        Collectors.mapping(
                                request -> request.text() + request.headers().get("x-flowcore-metadata-json"),
                                Collectors.toList())));
        assertThat(byKey.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, LETTERS).mapToObj(i -> "key-" + i).toList());
        assertThat(byKey.values())
                .as("byte for byte")
                .allMatch(same -> same.stream().distinct().count() == 1);
        assertThat(byKey.values().stream().filter(same -> same.size() > 1))
                .as("what was on its way")
                .hasSize(1);
    }

    @Test
    void aSignalEndsARedriveAfterTheLetterThatIsOnItsWay() throws Exception {
        try (Launched stopped = redrive()) {
            awaitTheMiddle(stopped);
            stopped.terminate();
            stopped.awaitOutput("Stopping");
            held.countDown();
            assertThat(stopped.exitCode()).as(stopped.output()).isEqualTo(CommandExit.FAILED);
            assertThat(stopped.output())
                    .contains("Ended early: stopped", UNTIL + " delivered, " + (LETTERS - UNTIL) + " had no turn");
        }
        assertThat(sink.requests()).hasSize(UNTIL);
        assertThat(store.count()).isEqualTo(LETTERS - UNTIL);
    }

    private void awaitTheMiddle(Launched process) {
        await().atMost(Duration.ofSeconds(60)).until(() -> sink.requests().size() == UNTIL || !alive(process));
        assertThat(sink.requests()).as(process.output()).hasSize(UNTIL);
    }

    private static boolean alive(Launched process) {
        return ProcessHandle.of(process.pid()).map(ProcessHandle::isAlive).orElse(false);
    }

    private Launched redrive() throws Exception {
        return Launched.pineflow(
                folder,
                Map.of("CAMEL_COMPONENT_FLOWCORE_API_KEY", "s3cret"),
                List.of("-Dpineflow.home=" + folder.resolve("home")),
                "dead-letters",
                "redrive",
                "--yes",
                "-Dcamel.component.flowcore.compressor=jdk",
                "-Dcamel.component.flowcore.baseUrl=" + sink.url());
    }
}
