package org.pineflow.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionValueTest {

    @ParameterizedTest
    @ValueSource(strings = {"500ms", "5s", "1m30s", "2d12h", "1500", "PT5S", "", "{{pause}}", "#bean"})
    void timesOfEveryKindPass(String value) {
        assertThat(OptionValue.DURATION.complaint(value)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "5 s", "s5", "5sec", "1,5s"})
    void whatIsNoTimeIsToldWithTheCure(String value) {
        assertThat(OptionValue.DURATION.complaint(value))
                .hasValueSatisfying(rule -> assertThat(rule).contains("30s"));
    }

    @ParameterizedTest
    @CsvSource({
        "fd1:firehose:e?url=ws://127.0.0.1:1/x&overlap=abc, overlap=abc",
        "fd1:firehose:e?url=ws://127.0.0.1:1/x&batchSize=30s, batchSize=30s",
        "fd1:firehose:e?url=ws://127.0.0.1:1/x&shareConnection=maybe, shareConnection=maybe",
        "flowcore:events:f/e?requestTimeout=abc, requestTimeout=abc",
        "flowcore:events:f/e?maxBatchEvents=1k, maxBatchEvents=1k"
    })
    void noEndpointTakesAWrongValueForZero(String uri, String told) {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            assertThatThrownBy(() -> context.getEndpoint(uri))
                    .isInstanceOf(ResolveEndpointFailedException.class)
                    .hasMessageContaining(told)
                    .hasMessageContaining("must be");
        } catch (IOException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
