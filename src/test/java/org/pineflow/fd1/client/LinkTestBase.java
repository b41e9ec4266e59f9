package org.pineflow.fd1.client;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.pineflow.fd1.client.ScriptedServer.Peer;

/** A server for each test, and the beginning that most of them share. */
abstract class LinkTestBase {

    static final String LOGIN_OK = "{\"r\":\"fd1.session.login\",\"rp\":\"login-1\",\"data\":{}}";

    ScriptedServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = new ScriptedServer();
    }

    @AfterEach
    void stopServer() throws Exception {
        server.close();
    }

    /** A client that wants no login. */
    TestClient client() {
        return new TestClient(TestSettings.of(server.url()));
    }

    /** JSON with single quotes, for readability. */
    static String json(String text, Object... values) {
        return String.format(text, values).replace('\'', '"');
    }

    /** Opens a firehose and reads the request for it. */
    static String open(TestClient client, Fd1Connection connection, Peer peer, String event) throws Exception {
        String rq = client.openFirehose(connection, event);
        peer.readText();
        return rq;
    }
}
