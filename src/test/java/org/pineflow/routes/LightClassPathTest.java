package org.pineflow.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.flowcore.ScriptedSink;

/** What the POM does not call optional is enough: the two components run in a process that has nothing else. */
class LightClassPathTest {

    /** Camel's engine, which whoever uses a component has, and the four dependencies with what they bring. */
    private static final Pattern NEEDED = Pattern.compile(
            "camel-(api|base|base-engine|core-(engine|languages|model|processor|reifier)|health|management-api"
                    + "|support|util|util-json)-[\\d.]+\\.jar"
                    + "|jackson-(annotations|core|databind)-[\\d.]+\\.jar"
                    + "|netty-(buffer|codec|codec-http|common|handler|resolver|transport|transport-native-unix-common)"
                    + "-[\\d.]+Final\\.jar"
                    + "|slf4j-api-[\\d.]+\\.jar|classes|test-classes");

    @TempDir
    private Path folder;

    @Test
    void theComponentsRunWithoutAnyOptionalDependency() throws Exception {
        List<String> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        NEEDED.matcher(Path.of(entry).getFileName().toString()).matches())
                .toList();
        Path output = folder.resolve("output.txt");
        try (Shop shop = Shop.open();
                ScriptedSink sink = new ScriptedSink()) {
            sink.then(ScriptedSink.cut());
            Map<String, String> options = shop.settings(sink.url());
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            String.join(File.pathSeparator, classPath),
                            LightBridge.class.getName(),
                            "fd1:firehose:pos.customers.edit?startFrom=all&pollEndpoint=fd1.customers.get_customers&"
                                    + query(options, "fd1"),
                            "flowcore:events:customer.0/customer.changed.0?" + query(options, "flowcore"),
                            folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                await().untilAsserted(() -> assertThat(Shop.received(sink))
                        .as(Files.readString(output))
                        .contains(shop.rows("customers")));
                process.getOutputStream().close();
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ended").isTrue();
                assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static String query(Map<String, String> settings, String component) {
        String prefix = "camel.component." + component + ".";
        return settings.entrySet().stream()
                .filter(setting -> setting.getKey().startsWith(prefix))
                .map(setting -> setting.getKey().substring(prefix.length()) + "=RAW(" + setting.getValue() + ")")
                .sorted()
                .collect(Collectors.joining("&"));
    }
}
