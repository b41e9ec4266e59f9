package org.pineflow.ingest.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Like {@link RequestBodyFuzzTest}; in a class of its own, because one process looks for the inputs of one test. */
class MetadataHeaderFuzzTest {

    private static final int MAX_METADATA = 500;

    @FuzzTest(maxDuration = "15s")
    void anyMetadataHeaderIsRefusedOrReadAsTextsThatCanBeStored(byte[] input) {
        Map<String, String> metadata;
        try {
            metadata = MetadataHeader.parse(new String(input, StandardCharsets.ISO_8859_1), MAX_METADATA);
        } catch (RequestRefusedException refused) {
            assertThat(refused.status().code()).isEqualTo(400);
            return;
        }
        metadata.forEach((name, value) -> assertThat(name + value)
                .doesNotContain("\0")
                .isEqualTo(new String((name + value).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)));
    }
}
