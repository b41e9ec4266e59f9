package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake in a URI is told with its cure, before anything is opened. */
class OptionTest {

    private static final String URL = "url=ws://127.0.0.1:1/fd1/open_websocket";

    private final DefaultCamelContext context = new DefaultCamelContext();

    @BeforeEach
    void start() {
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "fd1:firehose:pos.x      | url=http://pos.example/fd1      | url=http://pos.example/fd1 is no WebSocket address",
                "fd1:firehose:pos.x      | url=pos.example                 | wss://pos.example/fd1/open_websocket",
                "fd1:firehose:pos.x      | apiKey=k                        | there is no FD1 server: set url",
                "fd1:firehose:pos.x      | URL&overlapp=60s                | overlapp is no option of fd1:firehose; did you mean overlap?",
                "fd1:poll:fd1.x.get      | URL&batchsizes=3                | did you mean batchSize?",
                "fd1:request:fd1.x.get   | URL&apikei=k                    | did you mean apiKey?",
                "fd1:poll:fd1.x.get      | URL&restart=replay              | the option restart belongs to fd1:firehose, not to fd1:poll",
                "fd1:firehose:pos.x      | URL&delay=5                     | the option delay belongs to fd1:poll",
                "fd1:request:fd1.x.get   | URL&stream=s                    | the option stream belongs to fd1:firehose and fd1:poll",
                "fd1:firehose:pos.x      | URL&restart=poll                | restart=poll needs pollEndpoint",
                "fd1:firehose:pos.x      | URL&restart=maybe               | restart=maybe is not one of replay, sequenced, poll, none",
                "fd1:firehose:pos.x      | URL&startFrom=yesterday         | startFrom=yesterday is neither now nor all nor an rve",
                "fd1:firehose:pos.x      | URL&query=RAW([1])              | query is no JSON object",
                "fd1:firehose:pos.x      | URL&keyFields=a,,b              | empty field name",
                "fd1:firehose:pos.x      | URL&batchSize=0                 | batchSize=0 is too small",
                "fd1:firehose:pos.x      | URL&apiKey=k&token=t            | both apiKey and token are set",
                "fd1:firehouse:pos.x     | URL                             | fd1:firehouse:pos.x names no operation",
                "fd1:firehose            | URL                             | fd1:firehose has no name behind the colon",
            })
    void aMistakeInAUriIsToldWithItsCure(String path, String options, String message) {
        String uri = path + "?" + options.replace("URL", URL);
        assertThatThrownBy(() -> context.getEndpoint(uri))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .rootCause()
                .hasMessageContaining(message);
    }

    @TestFactory
    Stream<DynamicTest> theCatalogSaysWhichOperationAnOptionBelongsTo() throws IOException {
        List<String> operations =
                Arrays.stream(Operation.values()).map(Operation::text).toList();
        JsonNode catalog;
        try (InputStream json = OptionTest.class.getResourceAsStream("/META-INF/org/pineflow/fd1/fd1.json")) {
            catalog = new ObjectMapper().readTree(json);
        }
        return catalog.path("properties").properties().stream()
                .filter(option -> option.getValue().path("kind").asText().equals("parameter"))
                .map(option -> DynamicTest.dynamicTest(option.getKey(), () -> {
                    Set<String> labels =
                            Set.of(option.getValue().path("label").asText().split(","));
                    Set<String> checked = operations.stream()
                            .filter(operation -> accepts(operation, option.getKey()))
                            .collect(Collectors.toSet());
                    assertThat(checked).isEqualTo(owners(option.getKey(), labels, operations));
                }));
    }

    /** Whose option it is, as its labels tell; Camel's scheduled polls have a few with labels of their own. */
    private static Set<String> owners(String option, Set<String> labels, List<String> operations) {
        Set<String> said = operations.stream().filter(labels::contains).collect(Collectors.toSet());
        if (!said.isEmpty()) {
            return said;
        }
        if (labels.contains("scheduler")
                || Set.of("pollStrategy", "sendEmptyMessageWhenIdle").contains(option)) {
            return Set.of("poll");
        }
        if (labels.contains("consumer")) {
            return Set.of("firehose", "poll");
        }
        return labels.contains("producer") ? Set.of("request") : Set.copyOf(operations);
    }

    private static boolean accepts(String operation, String option) {
        try {
            OptionCheck.check(Operation.of(operation + ":x"), "fd1:" + operation + ":x", Set.of(option));
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }
}
