package org.pineflow.fd1.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.fd1.client.ScriptedServer.ClientFrame;
import org.pineflow.fd1.client.ScriptedServer.Peer;
import org.pineflow.fd1.client.TestClient.Disconnected;
import org.pineflow.fd1.client.TestClient.Got;
import org.pineflow.fd1.client.TestClient.RequestLost;
import org.pineflow.fd1.client.TestClient.Unreachable;
import org.pineflow.network.NobodyThere;

class ReconnectTest extends LinkTestBase {

    private static final Duration ALMOST_NEVER = Duration.ofDays(100);

    @Test
    void row23ALostConnectionIsToldToEachRequestOnceThenToTheListenerAndThenReplaced() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            Fd1Connection connection = client.connected();
            open(client, connection, peer, "one");
            open(client, connection, peer, "two");
            peer.closeFrame(1011, "out of\nmemory");
            assertThat(client.next(RequestLost.class).name()).isEqualTo("one");
            assertThat(client.next(RequestLost.class).name()).isEqualTo("two");
            Disconnected disconnected = client.next(Disconnected.class);
            assertThat(disconnected.connection()).isSameAs(connection);
            assertThat(disconnected.cause())
                    .hasMessageContaining(connection.url())
                    .hasMessageContaining("1011")
                    .hasMessageContaining("out of memory");
            ClientFrame answer = peer.readFrame();
            assertThat(answer.opcode()).isEqualTo(8);
            assertThat(answer.payload()).containsExactly(1011 >> 8, (byte) 1011);
            peer.awaitEnd();
            server.acceptWebSocket();
            assertThat(client.connected()).isNotSameAs(connection);
        }
    }

    @Test
    void row23AddressesAreTriedInTurn() throws Exception {
        try (ScriptedServer second = new ScriptedServer();
                TestClient client = new TestClient(TestSettings.of(server.url(), second.url()))) {
            for (int round = 0; round < 2; round++) {
                server.accept().close();
                assertThat(client.next(Unreachable.class).cause())
                        .hasMessageContaining("trying " + Addresses.shown(second.url()));
                second.accept().close();
                client.next(Unreachable.class);
            }
            server.acceptWebSocket();
            assertThat(client.connected().url()).isEqualTo(Addresses.shown(server.url()));
        }
    }

    @Test
    void row23AServerOfferedByTheLinkIsUsedNextIfItIsKnownAndOnlyThen() throws Exception {
        try (ScriptedServer second = new ScriptedServer();
                ScriptedServer third = new ScriptedServer();
                TestClient client = new TestClient(TestSettings.of(server.url(), second.url(), third.url()))) {
            Peer peer = server.acceptWebSocket();
            client.connected();
            peer.text(json(
                    "{'a':'fn1.link.link_status','v':{'message':'closing shortly','servers':[{'url':'%s'},"
                            + "{'url':'wss://evil.example/'},{'url':'no url at all'},{}]}}",
                    third.url()));
            peer.closeFrame(1001, "");
            client.next(Disconnected.class);
            third.acceptWebSocket();
            assertThat(client.connected().url()).isEqualTo(Addresses.shown(third.url()));
        }
    }

    @Test
    void aPortWhereNobodyListensIsSaidToBeOne() throws Exception {
        try (NobodyThere nobody = new NobodyThere();
                TestClient client = new TestClient(TestSettings.of(URI.create(nobody.fd1())))) {
            assertThat(client.next(Unreachable.class).cause()).hasMessageContaining("cannot connect");
            assertThat(client.next(Unreachable.class).cause()).hasMessageContaining("cannot connect");
        }
    }

    @Test
    void anUnknownHostIsSaidToBeUnknown() throws Exception {
        try (TestClient client = new TestClient(TestSettings.of(URI.create("ws://no-such-host.invalid/fd1")))) {
            assertThat(client.next(Unreachable.class).cause()).hasMessageContaining("host name is not known");
        }
    }

    @Test
    void row22ASilentPeerIsPingedAndThenLeftForANewConnection() throws Exception {
        TestSettings settings = TestSettings.of(server.url()).idle(Duration.ofMillis(300));
        try (TestClient client = new TestClient(settings)) {
            Peer peer = server.acceptWebSocket();
            client.connected();
            assertThat(peer.readFrame().opcode()).as("a ping").isEqualTo(9);
            assertThat(client.next(Disconnected.class).cause()).hasMessageContaining("the connection is dead");
            peer.awaitEnd();
            server.acceptWebSocket();
            client.connected();
        }
    }

    @Test
    void row22APeerThatAnswersPingsIsKept() throws Exception {
        TestSettings settings = TestSettings.of(server.url()).idle(Duration.ofSeconds(2));
        try (TestClient client = new TestClient(settings)) {
            Peer peer = server.acceptWebSocket();
            Fd1Connection connection = client.connected();
            // The second ping would be the end, had the first answer not counted.
            for (int i = 0; i < 2; i++) {
                ClientFrame ping = peer.readFrame();
                assertThat(ping.opcode()).isEqualTo(9);
                peer.raw(ScriptedServer.frame(true, 10, ping.payload()));
            }
            String rq = open(client, connection, peer, "x");
            peer.text(json("{'rp':'%s','data':{'a':1}}", rq));
            client.next(Got.class);
            assertThat(client.onLoop(connection::lastFrameNanos)).isPositive();
        }
    }

    @Test
    void aFrameAgainstTheProtocolEndsTheConnectionWithCode1002() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            client.connected();
            peer.raw(new byte[] {(byte) 0xc1, 0});
            assertThat(client.next(Disconnected.class).cause()).hasMessageContaining("reserved bit");
            assertThat(peer.readFrame().payload()).containsExactly(1002 >> 8, (byte) 1002);
            peer.awaitEnd();
        }
    }

    @Test
    void closingWithAReasonTellsThatReasonAndConnectsAgain() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            Fd1Connection connection = client.connected();
            open(client, connection, peer, "x");
            Fd1Exception reason = new Fd1Exception("the test wants it");
            client.onLoop(() -> {
                connection.close(reason);
                return null;
            });
            assertThat(client.next(RequestLost.class).cause()).isSameAs(reason);
            assertThat(client.next(Disconnected.class).cause()).isSameAs(reason);
            assertThat(peer.readFrame().payload()).containsExactly(1000 >> 8, (byte) 1000);
            server.acceptWebSocket();
            client.connected();
        }
    }

    @ParameterizedTest(name = "refused by {0}")
    @ValueSource(strings = {"answer", "close"})
    void aRefusedLoginWaitsForTheLongestDelayAtOnce(String how) throws Exception {
        TestSettings settings =
                TestSettings.of(server.url()).apiKey("K-0001").reconnect(Duration.ofMillis(1), ALMOST_NEVER);
        try (TestClient client = new TestClient(settings)) {
            Peer peer = server.acceptWebSocket();
            peer.readText();
            if (how.equals("answer")) {
                peer.text(json("{'rp':'login-1','error':'no'}"));
            } else {
                peer.closeFrame(4001, "no");
            }
            String told = client.next(Unreachable.class).cause().getMessage();
            // Drawn from a hundred days, and not from the millisecond of a first wait.
            assertThat(waitOf(told)).isGreaterThan(1);
        }
    }

    @Test
    void aConnectionThatWasOfUseStartsTheBackOffAnew() throws Exception {
        TestSettings settings = TestSettings.of(server.url()).reconnect(Duration.ofMillis(1), ALMOST_NEVER);
        try (TestClient client = new TestClient(settings)) {
            // Were the bound doubled each time, the last waits would take hours.
            for (int i = 0; i < 30; i++) {
                Peer peer = server.acceptWebSocket();
                Fd1Connection connection = client.connected();
                String rq = open(client, connection, peer, "x");
                peer.text(json("{'rp':'%s'}", rq));
                client.next(Got.class);
                peer.close();
                client.next(RequestLost.class);
                client.next(Disconnected.class);
            }
        }
    }

    @Test
    void aStreamThatLeavesAndComesBackDoesNotCutThePauseShort() throws Exception {
        TestSettings settings = TestSettings.of(server.url()).reconnect(ALMOST_NEVER, ALMOST_NEVER);
        try (TestClient client = new TestClient(settings)) {
            server.accept().close();
            client.next(Unreachable.class);
            client.link().remove(client);
            client.link().add(client);
            assertThat(client.quiet()).isTrue();
            server.patience(Duration.ofMillis(200));
            assertThatThrownBy(server::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    private static long waitOf(String message) {
        return Long.parseLong(message.replaceAll("(?s).* in (\\d+) ms\\).*", "$1"));
    }
}
