package org.pineflow.flowcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowcoreEndpointTest {

    private static final String GOOD = "baseUrl=http://sink&tenant=t&dataCore=d&apiKey=s3cr3t";

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() {
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    events:f/e?tenant=t&dataCore=d&apiKey=k                               | baseUrl is missing
                    events:f/e?baseUrl=ftp://sink&tenant=t&dataCore=d&apiKey=s3cr3t       | baseUrl must start with http:// or https://, not with 'ftp'
                    events:f/e?baseUrl=sink&tenant=t&dataCore=d&apiKey=s3cr3t             | baseUrl must start with http:// or https://
                    events:f/e?baseUrl=RAW(http://me:s3cr3t@sink)&tenant=t&dataCore=d&apiKey=k | baseUrl must have no user
                    events:f/e?baseUrl=RAW(http://sink?key=s3cr3t)&tenant=t&dataCore=d&apiKey=k | baseUrl must have no user, query or fragment
                    events:f/e?baseUrl=RAW(http://)&tenant=t&dataCore=d&apiKey=k          | baseUrl is no address
                    events:f/e?baseUrl=http://sink&dataCore=d&apiKey=s3cr3t               | tenant is missing
                    events:f/e?baseUrl=http://sink&tenant=..&dataCore=d&apiKey=s3cr3t     | tenant must not be '..'
                    events:f/e?baseUrl=http://sink&tenant=t&apiKey=s3cr3t                 | dataCore is missing
                    events:f/e?baseUrl=http://sink&tenant=t&dataCore=d                    | apiKey is missing
                    events:f/e?baseUrl=http://sink&tenant=t&dataCore=d&apiKey=RAW(s3cr3t x) | apiKey holds a space
                    events:f/e?GOOD&apiKeyIn=cookie                                       | apiKeyIn must be header or query, not 'cookie'
                    events:f/e?GOOD&compression=br                                        | compression must be gzip, deflate or none, not 'br'
                    events:f/e?GOOD&timeToLive=8d                                         | timeToLive must be at most 7d
                    events:f/e?GOOD&timeToLive=1500ms                                     | timeToLive must be whole seconds
                    events:f/e?GOOD&metadata=RAW([1])                                     | metadata must be a JSON object
                    events:f/e?GOOD&metadata=RAW({"a":1})                                 | metadata: the value of 'a' must be a string
                    events:f/e?GOOD&metadata=RAW({a})                                     | metadata is no JSON
                    events:f/e?GOOD&maxBatchEvents=0                                      | maxBatchEvents must be 1 to 10000, not 0
                    events:f/e?GOOD&maxEventBytes=-1                                      | maxEventBytes must be 1 to
                    events:f/e?GOOD&requestTimeout=0                                      | requestTimeout must be more than 0 ms
                    events:f/e?GOOD&retryDelay=2m                                         | retryMaxDelay must not be less than retryDelay
                    events:f/e?GOOD&eventTimeKey=RAW(Zeit\u00e4)                          | eventTimeKey travels in a header
                    events:f/e?GOOD&proxyHost=proxy                                       | proxyHost needs a proxyPort
                    events:f/e?GOOD&colour=blue                                           | colour
                    events:f/e/g?GOOD                                                     | names a flow type and an event type
                    events:f?GOOD                                                         | names a flow type and an event type
                    events:f/?GOOD                                                        | eventType is missing
                    events?GOOD                                                           | names a flow type and an event type
                    evnts:f/e?GOOD                                                        | has the operations event, events and file, not 'evnts'
                    file:f/e?GOOD&maxBatchEvents=5                                        | maxBatchEvents does not belong to flowcore:file:
                    file:f/e?GOOD&compression=gzip                                        | leave it out, or use flowcore:event: or flowcore:events:
                    events:f/e?GOOD&fileType=a/b                                          | leave it out, or use flowcore:file:
                    file:f/e?GOOD&additionalProperties=RAW([1])                           | additionalProperties must be one JSON object
                    file:f/e?GOOD&additionalProperties=RAW({a})                           | additionalProperties is no JSON
                    event:f/e?GOOD&maxBatchEvents=5                                       | maxBatchEvents does not belong to flowcore:event:
                    event:f/e?GOOD&maxBatchBytes=5                                        | maxBatchBytes does not belong to flowcore:event:
                    """)
    void aMistakeInTheSetUpNamesTheOptionAndTheCure(String rest, String message) {
        assertThatThrownBy(() -> context.getEndpoint("flowcore:" + rest.replace("GOOD", GOOD)))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .satisfies(error -> {
                    assertThat(error.toString() + error.getCause()).contains(message);
                    assertThat(error.toString() + error.getCause()).doesNotContain("apiKey=s3cr3t");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "compressionLevel=0, compressionLevel must be 1 to 9",
        "compressor=zstd, compressor must be auto",
        "compressor=isal&compressionLevel=6, compressor=isal has compressionLevel 1 and 2",
    })
    void aMistakeInTheCompressionStopsTheStart(String option, String message) {
        assertThatThrownBy(() -> context.getEndpoint("flowcore:events:f/e?" + GOOD + "&" + option))
                .rootCause()
                .hasMessageContaining(message);
    }

    @Test
    void durationsAndNamesAreUnderstoodAsPeopleWriteThem() {
        FlowcoreEndpoint endpoint = context.getEndpoint(
                "flowcore:events:order.0/order pläced?" + GOOD + "&requestTimeout=2m&timeToLive=3d",
                FlowcoreEndpoint.class);
        assertThat(endpoint.getConfiguration().getRequestTimeout())
                .isEqualTo(Duration.ofMinutes(2).toMillis());
        assertThat(endpoint.delivery().target()).hasToString("http://sink/events/t/d/order.0/order%20pl%C3%A4ced");
        assertThat(endpoint.getEndpointUri()).isNotBlank();
        assertThat(endpoint).asString().doesNotContain("s3cr3t");
    }

    @Test
    void anEndpointChangesNothingForTheOthers() {
        FlowcoreComponent component = context.getComponent("flowcore", FlowcoreComponent.class);
        component.getConfiguration().setTenant("shared");
        context.getEndpoint("flowcore:events:f/e?" + GOOD + "&tenant=own");
        assertThat(component.getConfiguration().getTenant()).isEqualTo("shared");
    }
}
