package org.pineflow.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.flowcore.ScriptedSink;

/** The route that the README shows in three languages, taken out of it as it stands there. */
class ReadmeRoutesTest {

    @TempDir
    private Path folder;

    @Test
    void theRouteInYamlCarriesCustomers() throws Exception {
        Path file = Files.writeString(folder.resolve("own.camel.yaml"), snippet("yaml"));
        assertCarriesCustomers(main -> {}, "file:" + file);
    }

    @Test
    void theRouteInXmlCarriesCustomers() throws Exception {
        Path file = Files.writeString(folder.resolve("own.xml"), snippet("xml"));
        assertCarriesCustomers(main -> {}, "file:" + file);
    }

    @Test
    void theRouteInJavaCarriesCustomers() throws Exception {
        String source =
                """
                public class OwnRoutes extends org.apache.camel.builder.RouteBuilder {
                    @Override
                    public void configure() {
                        %s
                    }
                }
                """
                        .formatted(snippet("java"));
        Path file = Files.writeString(folder.resolve("OwnRoutes.java"), source);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", System.getProperty("java.class.path"), file.toString());
        assertThat(result).isZero();
        try (URLClassLoader classes = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            RouteBuilder routes = (RouteBuilder)
                    classes.loadClass("OwnRoutes").getDeclaredConstructor().newInstance();
            assertCarriesCustomers(main -> main.configure().addRoutesBuilder(routes));
        }
    }

    private void assertCarriesCustomers(Consumer<Main> preparation, String... files) throws Exception {
        try (Shop shop = Shop.open();
                ScriptedSink sink = new ScriptedSink();
                RunningRoutes routes =
                        RunningRoutes.start(folder.resolve("data"), shop.settings(sink.url()), preparation, files)) {
            String route = routes.context().getRoutes().get(0).getRouteId();
            await().until(() -> routes.stream(route).condition().state() == State.LIVE);
            shop.change("customers", 5);
            await().until(() -> routes.stream(route).delivered() == 5);
            assertThat(sink.requests())
                    .isNotEmpty()
                    .allSatisfy(request ->
                            assertThat(request.line()).contains("/events/demo/retail/customer.0/customer.changed.0"))
                    .allSatisfy(request -> assertThat(request.headers()).containsValue("_eventTime"));
        }
    }

    /** The first block of a language. */
    private static String snippet(String language) throws Exception {
        Matcher block =
                Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(Files.readString(Path.of("README.md")));
        assertThat(block.find()).as("a block of " + language + " in README.md").isTrue();
        return block.group(1);
    }
}
