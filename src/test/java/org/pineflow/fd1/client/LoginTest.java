package org.pineflow.fd1.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.fd1.client.ScriptedServer.Peer;
import org.pineflow.fd1.client.TestClient.Connected;
import org.pineflow.fd1.client.TestClient.Disconnected;
import org.pineflow.fd1.client.TestClient.Got;
import org.pineflow.fd1.client.TestClient.Unreachable;

class LoginTest extends LinkTestBase {

    private static final String KEY = "K-TOP-SECRET";

    private TestClient clientWithKey() {
        return new TestClient(TestSettings.of(server.url()).apiKey(KEY));
    }

    @ParameterizedTest(name = "tz {1} in {0}")
    @CsvSource({"Pacific/Auckland, -780, 2026-01-09 20:05:03.042", "America/St_Johns, 210, 2026-01-09 03:35:03.042"})
    void theLoginTellsKeyZoneAndLocalTime(String zone, int tz, String localTime) {
        Clock clock = Clock.fixed(Instant.parse("2026-01-09T07:05:03.042Z"), ZoneId.of(zone));
        JsonNode packet =
                Login.packet(TestSettings.of(URI.create("ws://h/")).apiKey(KEY).build(), clock);
        assertThat(packet.path("a").asText()).isEqualTo("fd1.session.login");
        assertThat(packet.path("rq").asText()).isEqualTo("login-1");
        assertThat(packet.path("v").path("apikey").asText()).isEqualTo(KEY);
        assertThat(packet.path("v").path("tz").asInt()).isEqualTo(tz);
        assertThat(packet.path("v").path("localtime").asText()).isEqualTo(localTime);
        assertThat(packet.path("v").has("token")).isFalse();
    }

    @Test
    void withoutKeyOrTokenThereIsNoLogin() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            client.openFirehose(client.connected(), "x");
            assertThat(peer.readText()).contains("open_firehose");
        }
    }

    @ParameterizedTest(name = "row 1: hello {0}")
    @ValueSource(strings = {"", "{}", "{'server':'till 1'}", "{'rp':'','data':{'hello':1}}"})
    void row1AHelloOrSilenceBeforeTheLogin(String hello) throws Exception {
        try (TestClient client = clientWithKey()) {
            Peer peer = server.acceptWebSocket();
            if (!hello.isEmpty()) {
                peer.text(json(hello));
            }
            assertThat(peer.readText()).contains(KEY);
            assertThat(client.quiet()).isTrue();
            peer.text(LOGIN_OK);
            client.connected();
        }
    }

    @ParameterizedTest(name = "row 2: accepted by {0}")
    @ValueSource(
            strings = {
                "{'r':'fd1.session.login','rp':'login-1'}",
                "{'rp':'login-1','data':{'rows':[]}}",
                "{'rp':'login-1','error':null,'v':{'user':'x'}}",
                "[{'rp':'login-1'}]",
            })
    void row2AnAnswerWithoutAnErrorIsSuccess(String answer) throws Exception {
        try (TestClient client = clientWithKey()) {
            Peer peer = server.acceptWebSocket();
            peer.readText();
            peer.text(json(answer));
            client.connected();
        }
    }

    @ParameterizedTest(name = "row 2: refused by {0}")
    @ValueSource(
            strings = {
                "{'rp':'login-1','error':{'Code':17,'Message':'key K-TOP-SECRET unknown'}}",
                "{'rp':'login-1','data':{'Error':'key unknown'}}",
                "{'error':'key unknown'}",
            })
    void row2AnErrorIsARefusalThatShowsNoSecret(String answer) throws Exception {
        try (TestClient client = clientWithKey()) {
            Peer peer = server.acceptWebSocket();
            peer.readText();
            peer.text(json(answer));
            Fd1Exception cause = client.next(Unreachable.class).cause();
            assertThat(cause)
                    .isInstanceOf(Fd1LoginException.class)
                    .hasMessageContaining("refused the login")
                    .hasMessageContaining("unknown")
                    .hasMessageContaining("apiKey");
            assertThat(cause.toString()).doesNotContain(KEY);
            peer.awaitEnd();
        }
    }

    @Test
    void row2ACloseDuringTheLoginIsARefusalAndItsReasonIsTold() throws Exception {
        try (TestClient client = clientWithKey()) {
            Peer peer = server.acceptWebSocket();
            peer.readText();
            peer.closeFrame(1008, "wrong country");
            assertThat(client.next(Unreachable.class).cause())
                    .isInstanceOf(Fd1LoginException.class)
                    .hasMessageContaining("1008")
                    .hasMessageContaining("wrong country");
            assertThat(peer.readFrame().opcode()).as("the close is answered").isEqualTo(8);
        }
    }

    @Test
    void row2AHangUpDuringTheLoginIsARefusalToo() throws Exception {
        try (TestClient client = clientWithKey()) {
            Peer peer = server.acceptWebSocket();
            peer.readText();
            peer.close();
            assertThat(client.next(Unreachable.class).cause()).isInstanceOf(Fd1LoginException.class);
        }
    }

    @Test
    void aServerThatGoesAwayDuringTheLoginHasNotRefusedIt() throws Exception {
        try (TestClient client = clientWithKey()) {
            Peer peer = server.acceptWebSocket();
            peer.readText();
            peer.closeFrame(1001, "restarting");
            assertThat(client.next(Unreachable.class).cause())
                    .isNotInstanceOf(Fd1LoginException.class)
                    .hasMessageContaining("restarting");
        }
    }

    @Test
    void row2SilenceIsTakenForSuccessAfterAWhile() throws Exception {
        TestSettings settings = TestSettings.of(server.url()).apiKey(KEY).loginTimeout(Duration.ofMillis(50));
        try (TestClient client = new TestClient(settings)) {
            Peer peer = server.acceptWebSocket();
            assertThat(peer.readText()).contains(KEY);
            Fd1Connection connection = client.connected();
            String rq = open(client, connection, peer, "x");
            peer.text(json("{'rp':'%s','data':{'a':1}}", rq));
            assertThat(client.next(Got.class).rows()).containsExactly("{\"a\":1}");
        }
    }

    @Test
    void row2ARefusalThatComesAfterTheWhileStillEndsTheConnection() throws Exception {
        TestSettings settings = TestSettings.of(server.url()).apiKey(KEY).loginTimeout(Duration.ZERO);
        try (TestClient client = new TestClient(settings)) {
            Peer peer = server.acceptWebSocket();
            client.connected();
            peer.text(json("{'rp':'login-1','error':'no'}"));
            assertThat(client.next(Disconnected.class).cause()).isInstanceOf(Fd1LoginException.class);
        }
    }

    @Test
    void theLoginIsRepeatedOnEveryConnection() throws Exception {
        try (TestClient client = clientWithKey()) {
            for (int i = 0; i < 3; i++) {
                Peer peer = server.acceptWebSocket();
                assertThat(peer.readText()).contains(KEY);
                peer.text(LOGIN_OK);
                client.next(Connected.class);
                peer.close();
                client.next(Disconnected.class);
            }
        }
    }
}
