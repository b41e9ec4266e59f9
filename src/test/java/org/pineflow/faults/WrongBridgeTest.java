package org.pineflow.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A harness that cannot fail proves nothing: bridges and sinks that are wrong on purpose are found out. */
class WrongBridgeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(300);

    /** Takes a batch for delivered that never leaves. */
    private static final String SWALLOWING = Lab.ROUTES.replaceFirst(
            "        - to: flowcore:events:faults.0/customers.0",
            """
                    - filter:
                        simple: "\\${header.CamelFd1BatchSize} != 1"
                        steps:
                          - to: flowcore:events:faults.0/customers.0\
            """);

    @TempDir
    private Path folder;

    /** One process, wrong in two ways, and a sink that is wrong in a third. */
    @Test
    void aSwallowedBatchAPositionAheadAndAHiddenVersionAreFoundOut() throws Exception {
        assertThat(SWALLOWING).isNotEqualTo(Lab.ROUTES);
        String ahead = "camel.beans.ahead = #class:org.pineflow.faults.RunAheadStore('"
                + folder.resolve("home/data/positions") + "')\n";
        try (Lab lab = new Lab(folder, 1, SWALLOWING, ahead)) {
            lab.start();
            await("the first extract")
                    .atMost(PATIENCE)
                    .until(() -> unmetOf(lab, Carried.PRODUCTS).isEmpty()
                            && unmetOf(lab, Carried.CUSTOMERS).isEmpty()
                            && lab.oracle().position(Carried.PRODUCTS) > 0
                            && lab.oracle().position(Carried.CUSTOMERS) > 0);

            // Alone in its batch, so the bridge swallows it.
            String swallowed = lab.simulator().chain().change("customers").key();
            lab.sink().hideOne(Carried.PRODUCTS);
            String hidden = lab.simulator().chain().change("products").key();
            List<String> violations = new ArrayList<>();
            await("the positions to be found ahead").atMost(PATIENCE).untilAsserted(() -> {
                lab.simulator().chain().change("stocklevels");
                violations.addAll(lab.oracle().takeViolations());
                assertThat(violations).anySatisfy(what -> assertThat(what).contains("is ahead of the sink"));
            });

            assertThat(unmetOf(lab, Carried.CUSTOMERS))
                    .anySatisfy(what -> assertThat(what).contains(swallowed));
            assertThat(unmetOf(lab, Carried.PRODUCTS))
                    .anySatisfy(what -> assertThat(what).contains(hidden));
        }
    }

    private static List<String> unmetOf(Lab lab, Carried stream) {
        return lab.unmet().stream()
                .filter(what -> what.startsWith(stream.stream()))
                .toList();
    }
}
