package org.pineflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DialectTest {

    @ParameterizedTest
    @CsvSource({
        "helo=true, 'no dialect option ''helo''. Did you mean ''hello''?'",
        "CHUNKROWS=5, 'no dialect option ''CHUNKROWS''. Did you mean ''chunkRows''?'",
        "restart_argument=v.rve, 'Did you mean ''restartArgument''?'",
        "login=loud, '''login'' cannot be ''loud''. Give reply | error | silent | close.'",
        "hello=yes, '''hello'' cannot be ''yes''. Give false | true.'",
        "chunkRows=0, '''chunkRows'' cannot be ''0''. Give a whole number from 1.'",
        "chunkRows=many, a whole number from 1",
        "restartArgument=v.a b, 'v.NAME, q.NAME or NAME'",
        "hello, 'is not name=value'",
        "=true, 'is not name=value'",
    })
    void aMistypedSettingIsRefusedWithTheNearestRightOne(String setting, String message) {
        assertThatThrownBy(() -> Dialect.parse(List.of(setting)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @MethodSource("options")
    void everyOptionHasItsPlainValueWhichCanBeGivenAsText(DialectOption<?> option) {
        Dialect given = Dialect.parse(List.of(option.name() + "=" + option.plainText()));
        assertThat(given.get(option))
                .isEqualTo(option.plain())
                .isEqualTo(Dialect.plain().get(option));
    }

    @ParameterizedTest
    @MethodSource("options")
    void everyOptionIsDocumentedWithItsPlainValueAndWhatIsAllowed(DialectOption<?> option) throws Exception {
        String documentation = Files.readString(Path.of("docs/simulator.md"));
        assertThat(documentation)
                .contains("| `" + option.name() + "` | `" + option.plainText() + "` | "
                        + option.allowed().replace("|", "\\|") + " | " + option.meaning() + " |");
    }

    @Test
    void aLaterSettingWins() {
        assertThat(Dialect.parse(List.of("chunkRows=5", "chunkRows=7")).get(DialectOption.CHUNK_ROWS))
                .isEqualTo(7);
    }

    @Test
    void withLeavesTheOriginalAsItWas() {
        Dialect changed = Dialect.plain().with(DialectOption.HELLO, true).with(DialectOption.ACK, Dialect.Ack.NONE);
        assertThat(changed).hasToString("hello=true ack=none");
        assertThat(Dialect.plain().get(DialectOption.HELLO)).isFalse();
        assertThatThrownBy(() -> changed.with(DialectOption.CHUNK_ROWS, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static List<DialectOption<?>> options() {
        return DialectOption.all();
    }
}
