package org.pineflow.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.deadletter.DeadLetterStore;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.flowcore.ScriptedSink;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.Version;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

class SpringBootTest {

    @TempDir
    private Path data;

    private Simulator simulator;
    private ScriptedSink sink;

    @EnableAutoConfiguration
    @Import(PineflowOptions.class)
    static class Application {

        @Bean
        DeadLetterStore deadLetters(@Value("${pineflow.data}") Path data) {
            return new FileDeadLetterStore(data.resolve("dead-letters"));
        }

        @Bean
        RouteBuilder customers() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("fd1:firehose:pos.customers.edit?startFrom=all&pollEndpoint=fd1.customers.get_customers")
                            .to("flowcore:events:customer.0/customer.changed.0?eventTimeKey=_eventTime");
                }
            };
        }
    }

    @BeforeEach
    void open() {
        simulator =
                Simulator.start(SimulatorSettings.defaults().withSizes(20, 1, 1).withChangesPerSecond(0));
        sink = new ScriptedSink();
    }

    @AfterEach
    void close() throws Exception {
        sink.close();
        simulator.close();
    }

    private ConfigurableApplicationContext run(String... more) {
        Stream<String> arguments = Stream.of(
                "--pineflow.data=" + data,
                "--camel.component.fd1.url=" + simulator.url(),
                "--camel.component.fd1.api-key=sim-key",
                "--camel.component.fd1.batch-wait=20ms",
                "--camel.component.flowcore.base-url=" + sink.url(),
                "--camel.component.flowcore.tenant=demo",
                "--camel.component.flowcore.dataCore=retail",
                "--camel.component.flowcore.api-key=a-key",
                "--camel.component.flowcore.compressor=jdk");
        return new SpringApplicationBuilder(Application.class)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .run(Stream.concat(arguments, Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void anApplicationCarriesEveryRecordWithOptionsFromItsProperties() {
        try (ConfigurableApplicationContext application = run()) {
            await().untilAsserted(() -> assertThat(sink.requests().stream()
                            .map(ScriptedSink.Received::text)
                            .collect(Collectors.joining()))
                    .contains(simulator.chain().versions("customers").stream()
                            .map(Version::json)
                            .map(row -> row.substring(0, row.length() - 1))
                            .toList()));
            assertThat(sink.requests())
                    .allSatisfy(request -> assertThat(request.headers()).containsEntry("authorization", "a-key"));
            assertThat(data.resolve("positions")).isNotEmptyDirectory();
        }
    }

    @Test
    void theBuiltInDeliveryRulesHoldWhereTheApplicationLoadsThem() {
        String poison = simulator.chain().versions("customers").get(0).key();
        sink.otherwise(request ->
                request.text().contains(poison) ? ScriptedSink.status(400, "poison") : ScriptedSink.accept());
        try (ConfigurableApplicationContext application =
                run("--camel.main.routes-include-pattern=classpath:org/pineflow/delivery/delivery.camel.yaml")) {
            DeadLetterStore letters = application.getBean(DeadLetterStore.class);
            await().until(() -> letters.ids().size() == 1);
            assertThat(letters.read(letters.ids().get(0)).orElseThrow().key()).isEqualTo(poison);
        }
    }

    @Test
    void anOptionThatIsUnknownStopsTheStart() {
        assertThatThrownBy(() -> run("--camel.component.fd1.ulr=x").close()).hasStackTraceContaining("ulr");
    }

    @Test
    void theDocumentShowsWhatIsTestedHere() throws Exception {
        String source = Files.readString(Path.of("src/test/java/org/pineflow/springboot/PineflowOptions.java"));
        Matcher shown =
                Pattern.compile("(?s)```java\n(.*?)```").matcher(Files.readString(Path.of("docs/spring-boot.md")));
        assertThat(shown.find()).isTrue();
        assertThat(source.replaceAll("\\s+", " "))
                .contains(shown.group(1).strip().replaceAll("\\s+", " "));
    }
}
