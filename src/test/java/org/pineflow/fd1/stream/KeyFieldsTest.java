package org.pineflow.fd1.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.fd1.client.Packets;

class KeyFieldsTest {

    private static String key(RowFields fields, String json) {
        fields.scan(Packets.rows(json), 0);
        return fields.key();
    }

    private static RowFields fields(String keyFields) {
        return new RowFields(KeyFields.parse(keyFields), Optional.empty(), "", "", "");
    }

    @Property
    void joinedKeysAreEqualOnlyWhenAllTheirPartsAre(
            @ForAll @StringLength(min = 1, max = 6) String a,
            @ForAll @StringLength(min = 1, max = 6) String b,
            @ForAll @StringLength(min = 1, max = 6) String c) {
        assertThat(joined(a + "+" + b, c).equals(joined(a, b + "+" + c))).isFalse();
        assertThat(joined(a, b).equals(joined(b, a))).isEqualTo(a.equals(b));
    }

    private static String joined(String pid, String locid) {
        ObjectNode row = new ObjectMapper().createObjectNode().put("pid", pid).put("locid", locid);
        return key(fields("pid+locid"), row.toString());
    }

    @Test
    void theFirstAlternativeThatARowHasIsPinned() {
        RowFields fields = fields("physkey,key");
        assertThat(key(fields, "{\"name\":\"Tui\"}")).isEmpty();
        assertThat(fields.pinned()).isEmpty();
        assertThat(key(fields, "{\"key\":\"K2\"}")).isEqualTo("K2");
        assertThat(fields.pinned()).contains("key");
        assertThat(key(fields, "{\"physkey\":\"P1\"}")).isEmpty();
        assertThat(key(fields, "{\"physkey\":\"P1\",\"key\":7}")).isEqualTo("7");
    }

    @Test
    void aPartThatIsMissingOrNullLeavesNoKey() {
        assertThat(key(fields("pid+locid"), "{\"pid\":1}")).isEmpty();
        assertThat(key(fields("pid+locid"), "{\"pid\":1,\"locid\":null}")).isEmpty();
        assertThat(key(fields("pid+locid"), "{\"pid\":1,\"locid\":2}")).isEqualTo("1+2");
    }

    @Test
    void theyAreReadAsTheyAreWritten() {
        KeyFields parsed = KeyFields.parse(" physkey , pid + locid,key");
        assertThat(parsed.alternatives())
                .isEqualTo(List.of(List.of("physkey"), List.of("pid", "locid"), List.of("key")));
        assertThat(parsed).hasToString("physkey,pid+locid,key");
        assertThat(parsed.names()).containsExactly("physkey", "pid", "locid", "key");
        assertThat(parsed.indexOf("pid+locid")).contains(1);
        assertThat(parsed.indexOf("locid+pid")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "a,", "+a", "a++b", " "})
    void anEmptyNameIsRefused(String text) {
        assertThatThrownBy(() -> KeyFields.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keyFields=" + text);
    }

    /** A URI decodes a plus to a blank, and the options of a YAML route pass through one. */
    @ParameterizedTest
    @ValueSource(strings = {"pid+locid", "pid locid", " pid + locid "})
    void joinedFieldsAreJoinedHoweverThePlusArrives(String text) {
        KeyFields fields = KeyFields.parse(text);
        assertThat(fields.alternatives()).containsExactly(List.of("pid", "locid"));
        assertThat(fields).hasToString("pid+locid");
    }
}
