package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.pineflow.fd1.Bridge.eventually;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.fd1.stream.StreamStatus.State;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;

/** Secrets never appear in logs, JMX, exceptions or the text of an endpoint. */
class SecretsTest {

    private static final String SECRET = "s3cr3t-value";

    @TempDir
    private Path data;

    private static String options(String option) {
        return switch (option) {
            case "upgradeHeaders" -> "&upgradeHeaders=RAW({\"X-Key\":\"" + SECRET + "\"})";
            default -> "&" + option + "=" + SECRET;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"apiKey", "token", "upgradeHeaders"})
    void aRunningStreamShowsNoSecret(String option) throws Exception {
        try (Simulator simulator = Simulator.start(SimulatorSettings.defaults()
                        .withSizes(5, 5, 1)
                        .withChangesPerSecond(0)
                        .withApiKey(option.equals("upgradeHeaders") ? "" : SECRET));
                LogLines log = new LogLines(Level.DEBUG)) {
            String uri = "fd1:firehose:pos.customers.edit?startFrom=all&batchWait=5ms&url=" + simulator.url()
                    + options(option);
            try (Bridge bridge = Bridge.start(data, uri)) {
                eventually().until(() -> bridge.delivered().size() == 5);
                List<String> shown = new ArrayList<>(log.lines());
                shown.add(bridge.context().getRoute("bridge").getEndpoint().toString());
                shown.add(bridge.context().getRoute("bridge").getConsumer().toString());
                shown.add(bridge.readiness("bridge").toString());
                shown.addAll(managed());
                assertThat(shown).noneMatch(text -> text.contains(SECRET));
            }
            assertThat(log.lines()).noneMatch(text -> text.contains(SECRET));
        }
    }

    /** The names of Camel's MBeans, and every attribute that is text. */
    private static List<String> managed() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<String> texts = new ArrayList<>();
        for (ObjectName name : server.queryNames(new ObjectName("org.apache.camel:*"), null)) {
            texts.add(name.toString());
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                if (attribute.isReadable() && attribute.getType().equals("java.lang.String")) {
                    texts.add(String.valueOf(server.getAttribute(name, attribute.getName())));
                }
            }
        }
        assertThat(texts).anyMatch(text -> text.contains("pos.customers.edit"));
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"apiKey", "token", "upgradeHeaders"})
    void aMistakeInTheUriShowsNoSecret(String option) throws Exception {
        for (String mistake : List.of("&nosuch=1", "&batchSize=many", "&startFrom=never", "&url=http://x")) {
            String url = mistake.startsWith("&url") ? "" : "&url=ws://127.0.0.1:1/x";
            String uri = "fd1:firehose:x?overlap=1s" + url + mistake + options(option);
            try (Bridge bridge = Bridge.prepare(data)) {
                StringWriter trace = new StringWriter();
                bridge.context().start();
                catchThrowable(() -> bridge.add("bridge", uri)).printStackTrace(new PrintWriter(trace));
                catchThrowable(() -> bridge.context().getEndpoint(uri)).printStackTrace(new PrintWriter(trace));
                assertThat(trace.toString()).contains("fd1").doesNotContain(SECRET);
            }
        }
    }

    @Test
    void aServerThatEchoesTheKeyIsNotQuoted() throws Exception {
        try (LogLines log = new LogLines(Level.DEBUG);
                FakeServer server = new FakeServer((client, rq, packet) ->
                        client.send("{\"rp\":\"" + rq + "\",\"error\":\"not for " + SECRET + "\"}"));
                Bridge bridge = Bridge.start(
                        data, "fd1:poll:x?initialDelay=0&delay=20&apiKey=" + SECRET + "&url=" + server.url())) {
            eventually().until(() -> bridge.status().condition().reason().contains("refused"));
            assertThat(bridge.status().condition().state()).isEqualTo(State.STARTING);
            assertThat(bridge.status().condition().reason()).doesNotContain(SECRET);
            assertThat(log.lines()).noneMatch(text -> text.contains(SECRET));
        }
    }
}
