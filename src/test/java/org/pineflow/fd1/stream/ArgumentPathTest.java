package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentPathTest {

    private static final long RVE = 2024082310200300000L;

    @ParameterizedTest
    @CsvSource({
        "v.rve, '{\"a\":\"x\",\"v\":{\"event\":\"e\",\"rve\":2024082310200300000}}'",
        "v.rve(gte), '{\"a\":\"x\",\"v\":{\"event\":\"e\",\"rve(gte)\":2024082310200300000}}'",
        "q._rve(gt), '{\"a\":\"x\",\"v\":{\"event\":\"e\"},\"q\":{\"_rve(gt)\":2024082310200299999}}'",
        "rve, '{\"a\":\"x\",\"v\":{\"event\":\"e\"},\"rve\":2024082310200300000}'",
    })
    void aBoundStandsWhereThePathSaysAndIncludesTheRve(String path, String expected) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("a", "x");
        request.putObject("v").put("event", "e");

        ArgumentPath.parse("restartArgument", path).putFrom(request, RVE, RveForm.LONG);

        assertThat(request).hasToString(expected);
        assertThat(ArgumentPath.parse("restartArgument", path)).hasToString(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "v.", ".rve", " . "})
    void aPathWithAnEmptyPartIsRefusedByTheNameOfItsOption(String path) {
        assertThatThrownBy(() -> ArgumentPath.parse("sinceArgument", path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sinceArgument=")
                .hasMessageContaining("q._rve(gt)");
    }

    @Test
    void theOperatorMayStandForItselfToo() {
        assertThat(ArgumentPath.parse("o", "q.rve(>)").excludesBound()).isTrue();
        assertThat(ArgumentPath.parse("o", "q.rve(>=)").excludesBound()).isFalse();
    }
}
