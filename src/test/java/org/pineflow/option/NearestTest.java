package org.pineflow.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestTest {

    @Property
    void aDistanceIsZeroBetweenEqualsSymmetricAndNeverMoreThanTheLongerWord(
            @ForAll @AlphaChars @StringLength(max = 8) String a, @ForAll @AlphaChars @StringLength(max = 8) String b) {
        int distance = Nearest.distance(a, b);
        assertThat(distance == 0).isEqualTo(a.equals(b));
        assertThat(distance).isEqualTo(Nearest.distance(b, a));
        assertThat(distance).isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
    }

    @Test
    void aSlipOfTheFingersIsFoundAndAnotherWordIsNot() {
        List<String> keys = List.of("pineflow.data", "pineflow.defaultDelivery");
        assertThat(Nearest.to("pineflow.dtaa", keys)).contains("pineflow.data");
        assertThat(Nearest.to("pineflow.defaultdelivry", keys)).contains("pineflow.defaultDelivery");
        assertThat(Nearest.to("pineflow.colour", keys)).isEmpty();
    }
}
