package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsLoaderTest {

    private static final String KEY = "camel.component.seda.queueSize";

    /** The sources above the built-in defaults, each winning over the ones before. */
    enum Source {
        SHIPPED,
        FIRST_CONFIG,
        SECOND_CONFIG,
        ENVIRONMENT,
        SYSTEM_PROPERTY,
        COMMAND_LINE;

        String value() {
            return String.valueOf(ordinal() + 1);
        }
    }

    @TempDir
    private Path home;

    @BeforeEach
    void makeConfigurationFolder() throws IOException {
        Files.createDirectory(home.resolve("config"));
    }

    static List<Set<Source>> everyCombinationOfSources() {
        Source[] all = Source.values();
        return IntStream.range(1, 1 << all.length)
                .mapToObj(bits -> {
                    Set<Source> chosen = EnumSet.noneOf(Source.class);
                    for (Source source : all) {
                        if ((bits & 1 << source.ordinal()) != 0) {
                            chosen.add(source);
                        }
                    }
                    return chosen;
                })
                .toList();
    }

    @ParameterizedTest
    @MethodSource("everyCombinationOfSources")
    void ofTheSourcesThatSetAKeyTheHighestWins(Set<Source> sources) throws IOException {
        write("config/application.properties", sources.contains(Source.SHIPPED) ? KEY + "=1" : "");
        Path first = write("first.properties", sources.contains(Source.FIRST_CONFIG) ? KEY + "=2" : "");
        Path second = write(
                "second.properties",
                sources.contains(Source.SECOND_CONFIG) ? "camel.component.seda.queue-size = 3" : "");
        Settings settings = new SettingsLoader(
                        sources.contains(Source.ENVIRONMENT)
                                ? Map.of("CAMEL_COMPONENT_SEDA_QUEUE_SIZE", "4")
                                : Map.of(),
                        sources.contains(Source.SYSTEM_PROPERTY) ? Map.of(KEY, "5") : Map.of())
                .load(
                        home,
                        List.of(first, second),
                        sources.contains(Source.COMMAND_LINE) ? Map.of(KEY, "6") : Map.of());
        Source highest = sources.stream().max(Source::compareTo).orElseThrow();
        assertThat(settings.find(KEY).orElseThrow().value()).isEqualTo(highest.value());
    }

    @Test
    void withoutAnySourceTheBuiltInDefaultsHold() {
        Settings settings = load(Map.of());
        assertThat(settings.find("pineflow.data").orElseThrow().value()).isEqualTo("{{pineflow.home}}/data");
        assertThat(settings.find("camel.management.port").orElseThrow().value()).isEqualTo("9876");
        assertThat(settings.find("pineflow.home").orElseThrow().value()).isEqualTo(home.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "CAMEL_SERVER_PORT, camel.server.port, 8081",
        "CAMEL_MANAGEMENT_PORT, camel.management.port, 9999",
        "CAMEL_MAIN_SHUTDOWN_TIMEOUT, camel.main.shutdownTimeout, 5",
        "CAMEL_MAIN_SHUTDOWNTIMEOUT, camel.main.shutdownTimeout, 5",
        "CAMEL_COMPONENT_SEDA_QUEUE_SIZE, camel.component.seda.queueSize, 7",
        "CAMEL_COMPONENT_PLATFORM_HTTP_HANDLE_WRITE_RESPONSE_ERROR,"
                + " camel.component.platform-http.handleWriteResponseError, true",
        "PINEFLOW_DATA, pineflow.data, /var/lib/pineflow",
        "PINEFLOW_DEFAULT_DELIVERY, pineflow.defaultDelivery, false",
        "PINEFLOW_DEFAULTDELIVERY, pineflow.defaultDelivery, false",
        "SHOP_TILL_NO, shop.till-no, 12"
    })
    void anEnvironmentVariableSetsTheKeyOfItsName(String variable, String key, String value) throws IOException {
        write("config/application.properties", "shop.till-no = 11");
        Setting setting = load(Map.of(variable, value)).find(key).orElseThrow();
        assertThat(setting.value()).isEqualTo(value);
        assertThat(setting.origin()).contains(variable);
    }

    @ParameterizedTest
    @CsvSource({
        "CAMEL_SERVER_PORT, tcp://10.0.0.1:80",
        "CAMEL_SERVER_PORT_80_TCP_ADDR, 10.0.0.1",
        "PINEFLOW_SERVICE_HOST, 10.0.0.1",
        "PINEFLOW_SERVICE_PORT_HTTP, 80",
        "PINEFLOW_PORT, tcp://10.0.0.1:80",
        "PINEFLOW_IMAGE_VERSION, 7",
        "PINEFLOW_OPTS, -Xmx1g",
        "PINEFLOW_HOME, /opt/other",
        "PATH, /bin"
    })
    void variablesThatAreMeantForOthersSetNothing(String variable, String value) {
        assertThat(load(Map.of(variable, value)).values())
                .isEqualTo(load(Map.of()).values());
    }

    @ParameterizedTest
    @CsvSource({
        "pineflow.dta = x, pineflow.dta, pineflow.data",
        "pineflow.defaultDelivry = false, pineflow.defaultDelivry, pineflow.defaultDelivery",
        "pineflow.home = /x, pineflow.home, ''",
        "camel.component.seda.queSize = 1, camel.component.seda.queSize, camel.component.seda.queueSize",
        "camel.component.seda.zzz = 1, camel.component.seda.zzz, ''"
    })
    void anUnknownKeyIsRefusedWithFileLineAndTheNearestRightKey(String line, String key, String nearest)
            throws IOException {
        Path file = write("my.properties", "# one\n# two\n" + line);
        assertThatThrownBy(() -> loader(Map.of()).load(home, List.of(file), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(file + ", line 3: " + key)
                .satisfies(e -> {
                    if (nearest.isEmpty()) {
                        assertThat(e).hasMessageNotContaining("Did you mean");
                    } else {
                        assertThat(e).hasMessageEndingWith("Did you mean " + nearest + "?");
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.main.shutdownTimeout = 30s",
                "camel.main.shutdownTimeout = s3cret",
                "camel.component.seda.queueSize = 1.5",
                "camel.management.enabled = yes"
            })
    void aValueThatCamelWouldTakeForAnotherIsRefusedWithoutQuotingIt(String line) throws IOException {
        Path file = write("my.properties", line);
        assertThatThrownBy(() -> loader(Map.of()).load(home, List.of(file), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(file + ", line 1: ")
                .hasMessageContaining("must be")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.component.seda.queueSize = {{env:QUEUE:5}}",
                "camel.component.seda.enabled = true",
                "camel.component.nobody-has-this.x = 1",
                "camel.beans.my-store = #class:java.util.HashMap",
                "shop.anything = 1",
                "camel.main.shutdownTimeout ="
            })
    void whatOnlyCamelCanJudgePasses(String line) throws IOException {
        Path file = write("my.properties", line);
        assertThat(loader(Map.of()).load(home, List.of(file), Map.of()).all())
                .anyMatch(setting -> setting.origin().startsWith(file.toString()));
    }

    @Test
    void aJavaPropertyThatNobodyAskedForIsNoSetting() {
        Settings settings = new SettingsLoader(Map.of(), Map.of("java.home", "/jdk", "user.name", "root"))
                .load(home, List.of(), Map.of());
        assertThat(settings.values()).doesNotContainKeys("java.home", "user.name");
    }

    private Settings load(Map<String, String> environment) {
        return loader(environment).load(home, List.of(), Map.of());
    }

    private static SettingsLoader loader(Map<String, String> environment) {
        return new SettingsLoader(environment, Map.of());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(home.resolve(name), text);
    }
}
