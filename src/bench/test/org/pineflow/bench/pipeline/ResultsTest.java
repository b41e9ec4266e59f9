package org.pineflow.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    @TempDir
    private Path folder;

    @Test
    void onlyRunsOfTheSameStateOfTheProgramCount() throws IOException {
        append(run("old", "poll", Load.USUAL));
        append(run("new", "poll", Load.USUAL));

        assertThat(read("new").all()).hasSize(1);
        assertThat(read("newer").all()).isEmpty();
    }

    @Test
    void ofAScenarioOnlyRunsWithItsLastLoadCount() throws IOException {
        append(run("new", "poll", Load.USUAL.with("events=1000")));
        append(run("new", "firehose", Load.USUAL));
        append(run("new", "poll", Load.USUAL));
        append(run("new", "poll", Load.USUAL));

        assertThat(read("new").programs("poll").get("node-1")).hasSize(2);
        assertThat(read("new").programs("firehose").get("node-1")).hasSize(1);
    }

    @Test
    void aRunThatFailedDoesNotCount() throws IOException {
        append(run("new", "poll", Load.USUAL).put("failed", "node-1 has ended by itself"));

        assertThat(read("new").all()).isEmpty();
        assertThat(read("new").failed()).hasSize(1);
    }

    @Test
    void runsWithOtherOptionsOfTheJvmAreNotMixed() throws IOException {
        append(run("new", "poll", Load.USUAL));
        append(run("new", "poll", Load.USUAL).put("options", "-Xmx64m"));

        assertThat(read("new").all()).hasSize(1);
    }

    @Test
    void whereNothingWasMeasuredThereIsNothing() throws IOException {
        assertThat(read("new").all()).isEmpty();
    }

    private Results read(String commit) throws IOException {
        return Results.read(folder.resolve("results.jsonl"), commit);
    }

    private void append(ObjectNode run) throws IOException {
        Results.append(folder.resolve("results.jsonl"), run);
    }

    private static ObjectNode run(String commit, String scenario, Load load) {
        ObjectNode run = JsonNodeFactory.instance.objectNode().put("commit", commit);
        run.put("scenario", scenario).put("program", "node-1").set("load", load.json());
        return run;
    }
}
