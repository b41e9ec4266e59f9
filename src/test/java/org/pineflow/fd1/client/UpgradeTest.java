package org.pineflow.fd1.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pineflow.fd1.client.ScriptedServer.ascii;
import static org.pineflow.fd1.client.ScriptedServer.textFrame;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.fd1.client.ScriptedServer.Peer;
import org.pineflow.fd1.client.TestClient.Got;
import org.pineflow.fd1.client.TestClient.Unreachable;

class UpgradeTest extends LinkTestBase {

    @Test
    void theAddressIsTakenWholeAndHeadersAreAdded() throws Exception {
        URI url = server.url("/ws/open_websocket?ticket=T%201&x=y");
        TestSettings settings = TestSettings.of(url).headers(Map.of("Authorization", "Bearer B-1", "x-apikey", "K-1"));
        try (TestClient client = new TestClient(settings)) {
            Peer peer = server.acceptWebSocket();
            assertThat(peer.request()).startsWith("GET /ws/open_websocket?ticket=T%201&x=y HTTP/1.1\r\n");
            assertThat(peer.requestHeader("host")).contains("localhost:" + server.port());
            assertThat(peer.requestHeader("authorization")).contains("Bearer B-1");
            assertThat(peer.requestHeader("x-apikey")).contains("K-1");
            assertThat(client.connected().url()).isEqualTo("ws://localhost:" + server.port() + "/ws/open_websocket");
        }
    }

    @Test
    void aUserInTheAddressIsSentAsBasicAuthorization() throws Exception {
        URI url = URI.create("ws://ann:pw-secret@localhost:" + server.port() + "/");
        try (TestClient client = new TestClient(TestSettings.of(url))) {
            Peer peer = server.acceptWebSocket();
            assertThat(peer.requestHeader("authorization")).contains("Basic YW5uOnB3LXNlY3JldA==");
            assertThat(client.connected().url()).doesNotContain("pw-secret");
        }
    }

    @Test
    void row29NoSubProtocolOrExtensionIsOfferedAndAnUnaskedOneIsIgnored() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.accept();
            peer.readRequest();
            assertThat(peer.requestHeader("sec-websocket-extensions")).isEmpty();
            assertThat(peer.requestHeader("sec-websocket-protocol")).isEmpty();
            String answer = new String(peer.switchingProtocols(), java.nio.charset.StandardCharsets.US_ASCII);
            peer.raw(ascii(answer.replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: fd1\r\n\r\n")));
            client.connected();
        }
    }

    @Test
    void aHeaderThatCannotBeSentIsRefusedWithoutShowingItsValue() {
        TestSettings settings = TestSettings.of(server.url()).headers(Map.of("X-Key", "secret\r\nX-Evil: 1"));
        assertThatThrownBy(() -> new TestClient(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("X-Key")
                .satisfies(thrown -> assertThat(thrown.toString()).doesNotContain("secret"));
    }

    @Test
    void framesThatComeInTheSameReadAsTheAnswerAreNotLost() throws Exception {
        TestSettings settings = TestSettings.of(server.url()).apiKey("K-0001");
        try (TestClient client = new TestClient(settings)) {
            Peer peer = server.accept();
            peer.readRequest();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            answer.writeBytes(peer.switchingProtocols());
            answer.writeBytes(textFrame("{}"));
            answer.writeBytes(textFrame(LOGIN_OK));
            peer.raw(answer.toByteArray());
            client.connected();
        }
    }

    @Test
    void row25AnAnswerAndFramesSplitAtEveryByteAreRead() throws Exception {
        try (TestClient client = new TestClient(TestSettings.of(server.url()).apiKey("K-0001"))) {
            Peer peer = server.accept();
            peer.readRequest();
            byBytes(peer, peer.switchingProtocols());
            byBytes(peer, textFrame(LOGIN_OK));
            Fd1Connection connection = client.connected();
            peer.readText();
            String rq = open(client, connection, peer, "x");
            byBytes(peer, textFrame(json("{'rp':'%s','data':{'rows':[{'a':'é'}]}}", rq)));
            assertThat(client.next(Got.class).rows()).containsExactly("{\"a\":\"é\"}");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 401 Unauthorized        | status 401: it wants other credentials",
                "HTTP/1.1 403 Forbidden           | upgradeHeaders",
                "HTTP/1.1 404 Not Found           | no WebSocket at this path",
                "HTTP/1.1 302 Found               | redirects are not followed",
                "HTTP/1.1 500 Oops                | status 500: the server is in trouble",
                "HTTP/1.1 503 Service Unavailable | overloaded",
                "HTTP/1.1 200 OK                  | a web page",
                "SSH-2.0-OpenSSH_9.2              | no HTTP",
                "HTTP/1.1 101 Switching Protocols | breaks RFC 6455",
            })
    void aRefusedUpgradeSaysWhatToDoAndIsTriedAgain(String statusLine, String told) throws Exception {
        try (TestClient client = new TestClient(TestSettings.of(server.url("/fd1?ticket=T-SECRET")))) {
            Peer peer = server.accept();
            peer.readRequest();
            peer.raw(ascii(statusLine + "\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"));
            Fd1Exception cause = client.next(Unreachable.class).cause();
            assertThat(cause)
                    .hasMessageContaining(told)
                    .hasMessageContaining("localhost:" + server.port() + "/fd1")
                    .hasMessageContaining("trying");
            assertThat(cause.toString()).doesNotContain("T-SECRET");
            server.acceptWebSocket();
            client.connected();
        }
    }

    @Test
    void aServerThatHangsUpInsteadOfAnsweringIsTriedAgain() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.accept();
            peer.readRequest();
            peer.close();
            assertThat(client.next(Unreachable.class).cause()).hasMessageContaining("hung up");
            server.acceptWebSocket();
            client.connected();
        }
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() throws Exception {
        TestSettings settings = TestSettings.of(server.url()).idle(Duration.ofMillis(200));
        try (TestClient client = new TestClient(settings)) {
            Peer peer = server.accept();
            assertThat(client.next(Unreachable.class).cause()).hasMessageContaining("within 200 ms");
            peer.awaitEnd();
        }
    }

    @Test
    void anEarlyHintBeforeTheAnswerIsPassedOver() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.accept();
            peer.readRequest();
            peer.raw(ascii("HTTP/1.1 103 Early Hints\r\n\r\n"));
            peer.raw(peer.switchingProtocols());
            client.connected();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://h/", "h/fd1", "ws:///fd1", "wss://under_score/fd1", "ftp://u:pw-secret@h/?k=pw-secret"})
    void anAddressThatIsNoWebSocketIsRefusedAtOnce(String url) {
        assertThatThrownBy(() -> TestSettings.of(URI.create(url)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the url")
                .satisfies(thrown -> assertThat(thrown.toString()).doesNotContain("pw-secret"));
    }

    @Test
    void settingsShowNoSecret() {
        Fd1Settings settings = TestSettings.of(URI.create("ws://u:pw-secret@h:1/p?t=pw-secret"))
                .apiKey("pw-secret")
                .headers(Map.of("A", "pw-secret"))
                .build();
        assertThat(settings.toString()).isEqualTo("[ws://h:1/p]");
    }

    private static void byBytes(Peer peer, byte[] bytes) throws Exception {
        for (byte b : bytes) {
            peer.raw(new byte[] {b});
        }
    }
}
