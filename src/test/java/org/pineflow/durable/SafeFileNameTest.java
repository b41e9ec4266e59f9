package org.pineflow.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SafeFileNameTest {

    @Property
    void everyNameIsMadeOfAllowedCharactersAndShort(@ForAll("names") String name) {
        assertThat(SafeFileName.of(name)).matches("[a-z0-9_-]{0,60}\\.[0-9a-f]{32}");
    }

    @Property
    void noTwoTextsShareAName(@ForAll("names") String one, @ForAll("names") String other) {
        Assume.that(!one.equals(other));

        assertThat(SafeFileName.of(one)).isNotEqualToIgnoringCase(SafeFileName.of(other));
    }

    @Property
    void textsThatDifferInCaseAloneShareNoName(@ForAll("names") String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        Assume.that(!upper.equals(name));

        assertThat(SafeFileName.of(upper)).isNotEqualToIgnoringCase(SafeFileName.of(name));
    }

    @Test
    void halvesOfDifferentSurrogatePairsShareNoName() {
        assertThat(SafeFileName.of("\ud800")).isNotEqualTo(SafeFileName.of("\ud801"));
    }

    @Test
    void theNameStaysTheSameFromReleaseToRelease() {
        assertThat(SafeFileName.of("firehose:Customer.changed"))
                .isEqualTo("firehose-customer-changed.82985ec14900dac238f0eeb51bc3c1e6");
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.strings()
                        .withCharRange((char) 0, Character.MAX_VALUE)
                        .ofMaxLength(200),
                Arbitraries.strings().withChars("aAbB./\\:").ofMaxLength(3));
    }
}
