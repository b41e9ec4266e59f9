package org.pineflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.pineflow.simulator.fault.Fault;
import org.pineflow.simulator.fault.FaultKind;
import org.pineflow.simulator.fault.Occasion;

class FaultTest {

    @ParameterizedTest
    @CsvSource({
        "stal, 'There is no fault ''stal''. Faults are stall, deaf-stall, '",
        "'stall:often=2', 'Fault ''stall'' has no ''often''. It has on, at, chunk, nth, after, p, times, for.'",
        "'cut:by=knife', 'Fault ''cut'': ''by'' cannot be ''knife''. Give reset | close.'",
        "'stall:for=ten', 'Give a time such as 500ms, 10s, 2m.'",
        "'drop:p=1.5', 'Give a number above 0 and up to 1.'",
        "'drop:times=0', 'Give a whole number from 1, or all.'",
        "'drop:nth=0', 'Give a whole number from 1.'",
        "'drop:at=login', '''at'' cannot be ''login'' here. Give one or more of answer | history | live'",
        "'drop:at=never', 'Give one or more, joined by +, of login | open | read'",
        "'drop:nth', '''nth'' is not name=value.'",
        "'wrong-rp:rp=\"', '''rp'' cannot be'",
        "'refuse-rve:older-than=yesterday', 'Give an rve of 19 digits, or any.'",
    })
    void aMistypedFaultIsRefusedWithWhatIsRight(String text, String message) {
        assertThatThrownBy(() -> Fault.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aTableThatDoesNotExistIsRefusedWhenTheFaultIsAdded() {
        try (Simulator simulator = Simulator.start(SimulatorSettings.defaults())) {
            assertThatThrownBy(() -> simulator.faults().add("bump:table=prodcts"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no table 'prodcts'");
            assertThat(simulator.faults().list()).isEmpty();
        }
    }

    @Test
    void aScriptHasAFaultALineAndAMistakeIsToldWithItsLine() {
        assertThat(Fault.script(List.of("# what goes wrong", "", "stall : nth=2, for=1s", "drop")))
                .extracting(Fault::toString)
                .containsExactly("stall:nth=2,for=1s", "drop");
        assertThatThrownBy(() -> Fault.script(List.of("stall", "", "dorp")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 3: There is no fault 'dorp'. Faults are stall");
    }

    @ParameterizedTest
    @EnumSource
    void everyFaultCanBeGivenByItsNameAlone(FaultKind kind) {
        assertThat(Fault.parse(kind.text()).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource
    void everyFaultIsDocumentedWithWhatItStrikesAndItsParameters(FaultKind kind) throws Exception {
        String occasions = kind.occasions().stream().map(Occasion::text).collect(Collectors.joining(", "));
        String parameters = kind.parameters().stream()
                .map(parameter ->
                        "`" + parameter.name() + (parameter.plain().isEmpty() ? "" : "=" + parameter.plain()) + "`")
                .collect(Collectors.joining(", "));
        assertThat(Files.readString(Path.of("docs/simulator.md")))
                .contains(
                        "| `" + kind.text() + "` | " + occasions + " | " + parameters + " | " + kind.meaning() + " |");
    }
}
