package org.pineflow.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProgrammeTest {

    private static final Programme PROGRAMME = new Programme(1_000_000, 120);

    @Test
    void everyProgramIsThere() throws IOException {
        Peers peers = Peers.read();
        for (Scenario scenario : all()) {
            assertThat(scenario.programs()).isNotEmpty().allSatisfy(program -> assertThat(peers.title(program))
                    .isNotEmpty()
                    .isNotEqualTo(program));
        }
    }

    @Test
    void everyPartHasItsScenariosAndNoTwoHaveOneName() {
        assertThat(all())
                .extracting(Scenario::group)
                .containsAll(Programme.GROUPS)
                .isSubsetOf(Programme.GROUPS);
        assertThat(all()).extracting(Scenario::name).doesNotHaveDuplicates();
    }

    @Test
    void aPacedRunLastsAsLongAsIsAskedFor() {
        for (Scenario calm : PROGRAMME.scenarios(Set.of("calm"), Set.of())) {
            assertThat(calm.load().events()).isEqualTo(120 * calm.load().rate());
        }
    }

    @Test
    void whatOnlyPineflowDoesIsMeasuredOfPineflowAlone() {
        for (Scenario scenario : all()) {
            Load load = scenario.load();
            if (load.kind() == Load.Kind.POLL || load.streams() > 1 || load.inFlight() > 1) {
                assertThat(scenario.programs()).allMatch(Launcher::isPineflow);
            }
        }
    }

    @Test
    void partsAndProgramsCanBeChosen() {
        List<Scenario> chosen = PROGRAMME.scenarios(Set.of("calm", "poll"), Set.of("node-1"));

        assertThat(chosen).extracting(Scenario::name).containsExactly("calm-10000", "calm-20000");
        assertThat(chosen)
                .allSatisfy(scenario -> assertThat(scenario.programs()).containsExactly("node-1"));
    }

    @Test
    void aLoadTakesWhatItKnowsAlone() {
        assertThat(Load.USUAL.with("kind=poll, rate=20000").with("").rate()).isEqualTo(20_000);
        assertThatThrownBy(() -> Load.USUAL.with("speed=3")).hasMessageContaining("speed=3");
        assertThatThrownBy(() -> Load.USUAL.with("rate=fast")).hasMessageContaining("rate must be a number");
    }

    private static List<Scenario> all() {
        return PROGRAMME.scenarios(Set.copyOf(Programme.GROUPS), Set.of());
    }
}
