package org.pineflow.fd1.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.pineflow.fd1.client.ScriptedServer.Peer;

class Fd1LinksTest extends LinkTestBase {

    private Fd1Settings settings(String apiKey) {
        return TestSettings.of(server.url()).apiKey(apiKey).build();
    }

    @Test
    void onlyThoseWhoShareAndHaveEqualSettingsGetTheSameLink() {
        try (Fd1Links links = new Fd1Links(2)) {
            Fd1Link shared = links.acquire(settings("K-0001"), true);
            assertThat(links.acquire(settings("K-0001"), true)).isSameAs(shared);
            assertThat(links.acquire(settings("K-0002"), true)).isNotSameAs(shared);
            assertThat(links.acquire(settings("K-0001"), false)).isNotSameAs(shared);
        }
    }

    @Test
    void theSocketOpensWithTheFirstListenerAndClosesWithTheLast() throws Exception {
        try (Fd1Links links = new Fd1Links(1)) {
            Fd1Link link = links.acquire(settings(""), true);
            Recorder first = new Recorder();
            Recorder second = new Recorder();
            link.add(first);
            Peer peer = server.acceptWebSocket();
            Fd1Connection connection = first.connections.poll(30, TimeUnit.SECONDS);
            link.add(second);
            assertThat(second.connections.poll(30, TimeUnit.SECONDS)).isSameAs(connection);
            assertThat(link.listeners()).isEqualTo(2);

            link.remove(first);
            await().until(() -> link.listeners() == 1);
            assertThat(peer.socket().getInputStream().available()).isZero();
            link.remove(second);
            assertThat(peer.readFrame().opcode()).isEqualTo(8);
            peer.awaitEnd();

            link.add(first);
            server.acceptWebSocket();
            assertThat(first.connections.poll(30, TimeUnit.SECONDS)).isNotSameAs(connection);
        }
    }

    @Test
    void aListenerThatIsGoneHearsNothing() throws Exception {
        try (Fd1Links links = new Fd1Links(1)) {
            Fd1Link link = links.acquire(settings(""), true);
            Recorder gone = new Recorder();
            Recorder here = new Recorder();
            link.add(gone);
            link.add(here);
            link.remove(gone);
            await().until(() -> link.listeners() == 1);
            int heard = gone.heard.size();
            server.accept().close();
            server.acceptWebSocket();
            assertThat(here.connections.poll(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(gone.heard).hasSize(heard);
        }
    }

    @Test
    void closingEndsAllSocketsAndThreadsAndRemovingAfterwardsDoesNoHarm() throws Exception {
        Fd1Links links = new Fd1Links(2);
        Fd1Link link = links.acquire(settings(""), true);
        Recorder listener = new Recorder();
        link.add(listener);
        Peer peer = server.acceptWebSocket();
        Thread thread = link.eventLoop().submit(Thread::currentThread).get();
        assertThat(thread.getName()).matches("pineflow-fd1-\\d+");
        assertThat(thread.isDaemon()).isTrue();
        links.close();
        peer.awaitEnd();
        thread.join(30_000);
        assertThat(thread.isAlive()).isFalse();
        assertThatCode(() -> link.remove(listener)).doesNotThrowAnyException();
    }

    private static final class Recorder implements Fd1LinkListener {

        private final LinkedBlockingQueue<Fd1Connection> connections = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public void connected(Fd1Connection connection) {
            heard.add("connected");
            connections.add(connection);
        }

        @Override
        public void disconnected(Fd1Connection connection, Fd1Exception cause) {
            heard.add("disconnected");
        }

        @Override
        public void unreachable(Fd1Exception cause) {
            heard.add("unreachable");
        }
    }
}
