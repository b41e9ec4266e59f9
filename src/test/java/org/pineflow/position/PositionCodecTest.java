package org.pineflow.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.position.PositionCodec.UnreadableTextException;

class PositionCodecTest {

    private static final String SOUND = PositionCodec.encode("customers", Positions.at(Positions.FIRST_RVE));

    @Property(tries = 500)
    void everyPositionIsReadBackAsItWas(@ForAll("streams") String stream, @ForAll("positions") Position position)
            throws Exception {
        String text = PositionCodec.encode(stream, position);

        assertThat(text).matches("\\p{ASCII}*");
        assertThat(PositionCodec.decode(text)).isEqualTo(new PositionCodec.Named(stream, position));
    }

    @Test
    void aTextCutAtAnyPlaceIsRefused() {
        for (int length = 0; length < SOUND.length(); length++) {
            assertRefused(SOUND.substring(0, length), length == 0 ? "empty" : "checksum");
        }
    }

    @Test
    void aTextWithAnyCharacterChangedIsRefused() {
        for (int i = 0; i < SOUND.length(); i++) {
            assertRefused(SOUND.substring(0, i) + (char) (SOUND.charAt(i) ^ 1) + SOUND.substring(i + 1), "checksum");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "{}", "null", "\u0000\u0000\u0000", "sha256 ", "{\"version\":1}\nsha256 abc\n"})
    void garbageIsRefused(String garbage) {
        assertRefused(garbage, "checksum");
    }

    @Test
    void aTextThatSaysItIsSoundButIsNoPositionIsRefused() throws Exception {
        assertRefused(checksummed("{}\n"), "no version");
        assertRefused(checksummed("null\n"), "no version");
        assertRefused(checksummed("no json\n"), "content is not");
        assertRefused(checksummed("{\"version\":1,\"stream\":\"a\"}\n"), "content is not");
        assertRefused(checksummed(json().replace("\"" + Positions.FIRST_RVE + "\"", "\"-1\"")), "content is not");
        assertRefused(checksummed(json().replace("2026-01-13T14:00:00Z", "yesterday")), "content is not");
    }

    @Test
    void aNewerVersionIsRefusedAndCalledSo() throws Exception {
        assertRefused(checksummed(json().replace("\"version\" : 1", "\"version\" : 2")), "newer");
    }

    @Test
    void peopleCanReadIt() {
        assertThat(SOUND)
                .startsWith("{\n  \"version\" : 1,\n  \"stream\" : \"customers\",")
                .contains("\"rve\" : \"2026011313545600000\"")
                .contains("\"from\" : \"now\"")
                .contains("\"cause\" : \"restart-refused\"", "\"detail\" : \"the restart was refused\"")
                .contains("\"why\" : \"read by hand\"", "\"restartUnproven\" : \"2026-01-13T14:00:00Z\"");
    }

    @Test
    void aGapThatWasRecordedInWordsAloneIsReadAsOneOfAnUnknownCause() throws Exception {
        String old =
                """
                {
                  "version" : 1,
                  "stream" : "customers",
                  "fingerprint" : "f",
                  "url" : "u",
                  "rve" : "7",
                  "floor" : "0",
                  "gaps" : [ {
                    "id" : "g-1",
                    "fromRve" : "1",
                    "toRve" : "0",
                    "cause" : "the restart was refused",
                    "since" : "2026-01-13T14:00:00Z"
                  } ],
                  "delivered" : [ ]
                }
                """;

        Position read = PositionCodec.decode(checksummed(old)).position();

        assertThat(read.restartUnproven()).isEmpty();
        assertThat(read.openGaps())
                .containsExactly(new Gap(
                        "g-1",
                        1,
                        0,
                        Gap.Cause.UNKNOWN,
                        "the restart was refused",
                        Instant.parse("2026-01-13T14:00:00Z")));
    }

    @Test
    void aCauseThatANewerVersionAddsIsReadAsUnknownAndKeepsItsWords() throws Exception {
        String newer = checksummed(json().replace("\"restart-refused\"", "\"moon-in-the-way\""));

        Gap gap = PositionCodec.decode(newer).position().gaps().get(0);

        assertThat(gap.cause()).isEqualTo(Gap.Cause.UNKNOWN);
        assertThat(gap.detail()).isEqualTo("the restart was refused");
    }

    @Provide
    Arbitrary<Position> positions() {
        return Positions.any();
    }

    @Provide
    Arbitrary<String> streams() {
        return Positions.texts();
    }

    private static String json() {
        return SOUND.substring(0, SOUND.lastIndexOf("sha256"));
    }

    private static String checksummed(String json) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(json.getBytes());
        return json + "sha256 " + HexFormat.of().formatHex(hash) + "\n";
    }

    private static void assertRefused(String text, String reason) {
        assertThatThrownBy(() -> PositionCodec.decode(text))
                .isInstanceOf(UnreadableTextException.class)
                .hasMessageContaining(reason);
    }
}
