package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake in a route file is told with its file, its line, and the word that may have been meant. */
class RouteMistakesTest {

    private static final String YAML =
            """
            - route:
                id: orders
                from:
                  uri: fd1:poll:fd1.products.get_products
                  parameters:
                    stream: products
                    keyFields: physkey
                  steps:
                    - log:
                        message: "a batch"
                    - to:
                        uri: flowcore:events:product.0/product.changed.0
                        parameters:
                          eventTimeKey: _eventTime
            """;

    private static final String XML =
            """
            <routes>
              <route id="orders">
                <from
                    uri="fd1:poll:fd1.products.get_products?stream=products&amp;keyFields=k"/>
                <log message="a batch"/>
                <to uri="flowcore:events:product.0/product.changed.0"/>
              </route>
            </routes>
            """;

    @TempDir
    private Path folder;

    static Stream<Arguments> mistakes() {
        return Stream.of(
                yaml("keyFields", "keyFeilds", 7, "keyFeilds is no option of fd1:poll; did you mean keyFields?"),
                yaml("keyFields: physkey", "batchSize: many", 7, "batchSize=many must be a whole number"),
                yaml("keyFields: physkey", "batchWait: soon", 7, "batchWait=soon must be a time such as"),
                yaml("keyFields: physkey", "chunked: yes please", 7, "chunked cannot be set to this value"),
                yaml("keyFields: physkey", "closeAfter: 5s", 7, "belongs to fd1:firehose, not to fd1:poll"),
                yaml("keyFields: physkey", "batchSize: 0", 7, "batchSize=0 is too small; the least is 1"),
                yaml("keyFields: physkey", "url: http://x", 7, "url=http://x is no WebSocket address"),
                yaml("keyFields: physkey", "query: '{'", 7, "query is no JSON object"),
                yaml("fd1:poll:fd1.products", "fd1:pol:fd1.products", 4, "names no operation; did you mean fd1:poll:?"),
                yaml("fd1:poll:fd1.products.get_products", "'fd1:poll:'", 4, "has no name behind the colon"),
                yaml("fd1:poll", "fd2:poll", 4, "there is no component fd2; did you mean fd1?"),
                yaml("flowcore:events", "flowcor:events", 12, "there is no component flowcor; did you mean flowcore?"),
                yaml("flowcore:events", "flowcore:evnts", 12, "flowcore: has the operations event, events and file"),
                yaml("product.0/product.changed.0", "product.0", 12, "names a flow type and an event type"),
                yaml(
                        "eventTimeKey",
                        "eventTimeKy",
                        14,
                        "eventTimeKy is no option of flowcore; did you mean eventTimeKey?"),
                yaml("eventTimeKey: _eventTime", "compression: zip", 14, "compression must be gzip, deflate or none"),
                yaml("eventTimeKey: _eventTime", "timeToLive: 9d", 14, "timeToLive"),
                yaml("eventTimeKey: _eventTime", "maxBatchEvents: few", 14, "must be a whole number"),
                yaml("message:", "mesage:", 10, "mesage is no field of log; did you mean message?"),
                yaml("- log:", "- lgo:", 9, "there is no step lgo; did you mean log?"),
                yaml("steps:", "stepz:", 8, "stepz is no field of from; did you mean steps?"),
                yaml("from:", "form:", 3, "did you mean from?"),
                yaml("- route:", "- rout:", 1, "there is no step rout; did you mean route?"),
                yaml(
                        "physkey",
                        "'{{produts.keys}}'",
                        7,
                        "{{produts.keys}} is used but set nowhere; did you mean {{products.keys}}?"),
                yaml("physkey", "'{{nowhere}}'", 7, "{{nowhere}} is used but set nowhere. Set it in a --config file"),
                yaml("keyFields: physkey", "keyFields: [physkey", 8, "expected ',' or ']'"),
                yaml("log:\n            message: \"a batch\"", "process: {ref: nobody}", 9, "nobody"),
                xml("keyFields", "keyFeilds", 4, "keyFeilds is no option of fd1:poll; did you mean keyFields?"),
                xml("keyFields=k", "batchSize=many", 4, "batchSize=many must be a whole number"),
                xml("flowcore:", "flowcor:", 6, "there is no component flowcor; did you mean flowcore?"),
                xml("<to uri", "<tow uri", 6, "there is no step tow; did you mean to?"),
                xml("<to uri", "<to uiri", 6, "uiri is no field of to; did you mean uri?"),
                xml("keyFields=k", "keyFields={{produts.keys}}", 4, "did you mean {{products.keys}}?"),
                xml("</route>", "", 8, "must match start tag name <route> from line 2"));
    }

    private static Arguments yaml(String right, String wrong, int line, String said) {
        return Arguments.of(
                "orders.camel.yaml",
                YAML.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong)),
                line,
                said);
    }

    private static Arguments xml(String right, String wrong, int line, String said) {
        return Arguments.of(
                "orders.xml", XML.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong)), line, said);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldWithFileLineAndTheNearestRightWord(String name, String text, int line, String said)
            throws Exception {
        assertThat(text).isNotEqualTo(name.endsWith(".xml") ? XML : YAML);
        Path file = Files.writeString(folder.resolve(name), text);
        StartFailure failure = failure(file.toString(), "");
        assertThat(failure.message()).startsWith(file + ", line " + line).contains(said);
        assertThat(failure.exitCode()).isEqualTo(CommandExit.WRONG_USAGE);
        assertThat(failure.message()).as("no secret").doesNotContain("s3cret");
    }

    @Test
    void withoutAMistakeBothFilesStart() throws Exception {
        for (String name : List.of("orders.camel.yaml", "orders.xml")) {
            Path file = Files.writeString(folder.resolve(name), name.endsWith(".xml") ? XML : YAML);
            PineflowMain main = main(file.toString(), "");
            main.start();
            main.stop();
        }
    }

    @Test
    void aWrongValueInTheSettingsIsToldWithTheirLine() throws Exception {
        Path file = Files.writeString(folder.resolve("orders.camel.yaml"), YAML);
        StartFailure failure = failure(file.toString(), "camel.component.fd1.stale = nevr\n");
        assertThat(failure.message())
                .startsWith(folder.resolve("my.properties") + ", line 7 (for " + file + ", line 4, route orders): ")
                .contains("stale=nevr is not one of drop, keep");
    }

    @Test
    void aSettingThatWaitsForTheEnvironmentNamesTheVariable() throws Exception {
        Path file = Files.writeString(folder.resolve("orders.camel.yaml"), YAML);
        StartFailure failure =
                failure(file.toString(), "camel.component.flowcore.tenant = {{env:PINEFLOW_TEST_TENANT:}}\n");
        assertThat(failure.message())
                .startsWith(folder.resolve("my.properties") + ", line 7 (for ")
                .contains("tenant is missing", "from the environment variable PINEFLOW_TEST_TENANT");
    }

    private StartFailure failure(String routes, String more) throws Exception {
        PineflowMain main = main(routes, more);
        try {
            main.start();
        } catch (Exception e) {
            return main.explain(e);
        } finally {
            main.stop();
        }
        throw new AssertionError("it started");
    }

    private PineflowMain main(String routes, String more) throws Exception {
        Path file = Files.writeString(
                folder.resolve("my.properties"),
                """
                camel.component.fd1.url = ws://127.0.0.1:9/fd1
                camel.component.fd1.apiKey = s3cret-one
                camel.component.flowcore.baseUrl = http://127.0.0.1:9
                camel.component.flowcore.apiKey = s3cret-two
                camel.component.flowcore.dataCore = retail
                products.keys = physkey
                """
                        + more
                        + (more.contains("tenant") ? "" : "camel.component.flowcore.tenant = demo\n")
                        + "camel.management.enabled = false\ncamel.main.autoStartup = false\npineflow.data = "
                        + folder.resolve("data") + "\n");
        Settings settings = new SettingsLoader(Map.of(), Map.of()).load(folder, List.of(file), Map.of());
        return new PineflowMain(settings, Optional.of(RoutePatterns.join(List.of(routes), Path.of(""))));
    }
}
