package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFieldsTest {

    /** A URI decodes a plus to a blank, and the options of a YAML route pass through one. */
    @ParameterizedTest
    @ValueSource(strings = {"pid+locid", "pid locid", " pid + locid "})
    void joinedFieldsAreJoinedHoweverThePlusArrives(String text) {
        KeyFields fields = KeyFields.parse(text);
        assertThat(fields.alternatives()).containsExactly(List.of("pid", "locid"));
        assertThat(fields).hasToString("pid+locid");
    }
}
