package org.pineflow.fd1.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pineflow.fd1.client.ScriptedServer.Peer;
import org.pineflow.fd1.client.TestClient.Disconnected;
import org.pineflow.fd1.client.TestClient.Got;
import org.pineflow.fd1.client.TestClient.RequestLost;

class NettyFd1LinkTest {

    private ScriptedServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ScriptedServer();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aFirehoseIsOpenedAndItsEventsArriveAsTheyWereSent() throws Exception {
        try (TestClient client = new TestClient(TestSettings.of(server.url()).apiKey("K-0001"))) {
            Peer peer = server.acceptWebSocket();
            assertThat(peer.readText()).contains("fd1.session.login", "\"apikey\":\"K-0001\"");
            peer.text("{\"rp\":\"login-1\",\"data\":{}}");
            Fd1Connection connection = client.connected();

            String rq = client.openFirehose(connection, "customers");
            assertThat(peer.readText()).contains("\"rq\":\"" + rq + "\"");
            peer.text("{\"rp\":\"" + rq + "\",\"data\":{\"rows\":[{\"cid\":1.0},{\"cid\":1e400}]}}");

            assertThat(client.next(Got.class).rows()).containsExactly("{\"cid\":1.0}", "{\"cid\":1e400}");
        }
    }

    @Test
    void aLostConnectionIsToldToRequestsFirstAndMadeAgain() throws Exception {
        try (TestClient client = new TestClient(TestSettings.of(server.url()))) {
            Peer peer = server.acceptWebSocket();
            Fd1Connection connection = client.connected();
            client.openFirehose(connection, "customers");
            peer.close();
            client.next(RequestLost.class);
            assertThat(client.next(Disconnected.class).connection()).isSameAs(connection);
            server.acceptWebSocket();
            assertThat(client.connected()).isNotSameAs(connection);
        }
    }
}
