package org.pineflow.flowcore.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.fd1.stream.ManualTime;
import org.pineflow.network.NobodyThere;

class SocketWebhookTransportTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    /** What the sink does with a request; what it answers is empty when it closes the connection instead. */
    @FunctionalInterface
    private interface Behaviour {
        String answer(int connection, int request) throws Exception;
    }

    private ServerSocket server;
    private final List<Integer> seen = new CopyOnWriteArrayList<>();
    private final List<Socket> peers = new CopyOnWriteArrayList<>();
    private final ManualTime time = new ManualTime();
    private final RestingSockets resting = new RestingSockets(time, time::nanos);

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        resting.close();
        server.close();
        for (Socket peer : peers) {
            peer.close();
        }
    }

    private void serve(Behaviour behaviour) {
        daemon(() -> {
            for (int connection = 1; ; connection++) {
                Socket peer = server.accept();
                peers.add(peer);
                int number = connection;
                daemon(() -> {
                    try (peer) {
                        for (int request = 1; reads(peer.getInputStream()); request++) {
                            seen.add(number);
                            String answer = behaviour.answer(number, request);
                            if (answer.isEmpty()) {
                                return;
                            }
                            peer.getOutputStream().write(answer.getBytes(US_ASCII));
                        }
                    }
                });
            }
        });
    }

    private interface Task {
        void run() throws Exception;
    }

    private static Thread daemon(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception closed) {
                // The test is over, or cut the connection.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Reads one request; false at the end. */
    private static boolean reads(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            head.append((char) next);
        }
        String length = head.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1");
        in.readNBytes(Integer.parseInt(length));
        return true;
    }

    private SocketWebhookTransport transport(Duration requestTimeout) {
        SinkRoute route = new SinkRoute(Optional.empty(), Optional.empty(), Duration.ofSeconds(5));
        return new SocketWebhookTransport(route, new Login("secret", "header"), requestTimeout, resting);
    }

    private WebhookRequest request(int bytes) {
        return request("http://127.0.0.1:" + server.getLocalPort(), bytes);
    }

    private static WebhookRequest request(String sink, int bytes) {
        URI address = URI.create(sink + "/events/x");
        return new WebhookRequest(address, Map.of("Content-Type", "application/json"), new byte[bytes]);
    }

    @Test
    void requestsGoOverOneKeptConnection() throws Exception {
        serve((connection, request) -> OK);
        SocketWebhookTransport transport = transport(Duration.ofSeconds(20));
        for (int i = 0; i < 5; i++) {
            WebhookAnswer answer = transport.send(request(100_000));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).asString().isEqualTo("{}");
        }
        assertThat(seen).containsExactly(1, 1, 1, 1, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
            })
    void aConnectionThatTheSinkDoesNotKeepIsNotUsedAgain(String answer) throws Exception {
        serve((connection, request) -> answer);
        SocketWebhookTransport transport = transport(Duration.ofSeconds(20));
        transport.send(request(10));
        transport.send(request(10));
        assertThat(seen).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\"x\":1}", "HTTP/1.1 200 OK\r\nConte", "H"})
    void whatASinkSaysBeyondItsAnswerIsNeverTakenForTheNextOne(String beyond) throws Exception {
        serve((connection, request) -> connection == 1 ? OK + beyond : "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        SocketWebhookTransport transport = transport(Duration.ofSeconds(20));
        assertThat(transport.send(request(1)).body()).asString().isEqualTo("{}");
        assertThat(transport.send(request(1)).status()).isEqualTo(500);
        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void anInterimAnswerAndChunksMakeOneAnswer() throws Exception {
        serve((connection, request) -> "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nRetry-After: 7\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        SocketWebhookTransport transport = transport(Duration.ofSeconds(20));
        for (int i = 0; i < 2; i++) {
            WebhookAnswer answer = transport.send(request(10));
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.retryAfter()).contains("7");
            assertThat(answer.body()).asString().isEqualTo("abcde");
        }
        assertThat(seen).containsExactly(1, 1);
    }

    @Test
    void aKeptConnectionThatTheSinkHasClosedIsNoFailure() throws Exception {
        serve((connection, request) -> OK);
        SocketWebhookTransport transport = transport(Duration.ofSeconds(20));
        transport.send(request(10));
        peers.get(0).close();

        assertThat(transport.send(request(10)).status()).isEqualTo(200);
        assertThat(seen).containsExactly(1, 2);
    }

    @Test
    void aKeptConnectionIsClosedWhenItHasRestedLongEnoughAlsoIfNobodyAsksForIt() throws Exception {
        serve((connection, request) -> OK);
        SocketWebhookTransport transport = transport(Duration.ofSeconds(20));
        transport.send(request(10));
        time.pass(20_000);
        transport.send(request(10));
        time.pass(29_999);
        transport.send(request(10));
        assertThat(seen).as("used before its rest was over").containsExactly(1, 1, 1);
        time.pass(30_000);
        await().until(() -> peers.get(0).isClosed());
    }

    @Test
    void onlyTheConnectionThatHasRestedTooLongIsClosed() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        serve((connection, request) -> {
            if (request == 1) {
                together.await();
            }
            return OK;
        });
        SocketWebhookTransport transport = transport(Duration.ofSeconds(20));
        CompletableFuture<WebhookAnswer> other = new CompletableFuture<>();
        daemon(() -> other.complete(transport.send(request(10))));
        transport.send(request(10));
        other.get();
        time.pass(20_000);
        transport.send(request(10));
        int used = seen.get(2);
        time.pass(10_000);
        await().until(() -> peers.get(2 - used).isClosed());
        transport.send(request(10));
        assertThat(seen).hasSize(4).endsWith(used, used);
    }

    @Test
    void afterTheCloseNothingRestsAnyMore() throws Exception {
        serve((connection, request) -> OK);
        SocketWebhookTransport transport = transport(Duration.ofSeconds(20));
        transport.send(request(10));
        resting.close();
        await().until(() -> peers.get(0).isClosed());
        transport.send(request(10));
        await().until(() -> peers.get(1).isClosed());
    }

    @Test
    void withoutATimerNothingRests() throws Exception {
        serve((connection, request) -> OK);
        time.refuse();
        transport(Duration.ofSeconds(20)).send(request(10));
        await().until(() -> peers.get(0).isClosed());
    }

    @Test
    void aKeptConnectionThatClosesUnderARequestIsTriedOnceMoreOnANewOne() throws Exception {
        serve((connection, request) -> connection == 1 && request == 2 ? "" : OK);
        SocketWebhookTransport transport = transport(Duration.ofSeconds(20));
        transport.send(request(10));

        assertThat(transport.send(request(10)).status()).isEqualTo(200);
        assertThat(seen).containsExactly(1, 1, 2);
    }

    @Test
    void howeverManyKeptConnectionsCloseARequestIsRepeatedOnlyOnce() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        serve((connection, request) -> {
            if (connection <= 2 && request == 1) {
                together.await();
            }
            return connection <= 2 && request == 2 ? "" : OK;
        });
        SocketWebhookTransport transport = transport(Duration.ofSeconds(20));
        CompletableFuture<WebhookAnswer> other = new CompletableFuture<>();
        daemon(() -> other.complete(transport.send(request(10))));
        transport.send(request(10));
        other.get();

        assertThat(transport.send(request(10)).status()).isEqualTo(200);
        assertThat(seen).hasSize(4).endsWith(3);
    }

    @Test
    void aNewConnectionThatClosesUnderARequestIsAFailureAndNothingIsRepeated() {
        serve((connection, request) -> "");
        assertThatThrownBy(() -> transport(Duration.ofSeconds(20)).send(request(10)))
                .isInstanceOf(IOException.class)
                .hasMessage("the connection was closed without an answer");
        assertThat(seen).containsExactly(1);
    }

    @Test
    void anAnswerThatBreaksOffIsAFailureAndNothingIsRepeated() throws Exception {
        serve((connection, request) -> {
            if (request == 1) {
                return OK;
            }
            peers.get(0).getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Le".getBytes(US_ASCII));
            return "";
        });
        SocketWebhookTransport transport = transport(Duration.ofSeconds(20));
        transport.send(request(10));
        assertThatThrownBy(() -> transport.send(request(10))).isInstanceOf(IOException.class);
        assertThat(seen).containsExactly(1, 1);
    }

    @Test
    void aSinkThatNeverAnswersIsGivenUp() {
        CompletableFuture<String> never = new CompletableFuture<>();
        serve((connection, request) -> never.get());
        assertThatThrownBy(() -> transport(Duration.ofMillis(200)).send(request(10)))
                .hasMessage("no answer within 200 ms (requestTimeout)");
    }

    @Test
    void aSinkThatTakesNoBytesIsGivenUp() {
        daemon(() -> peers.add(server.accept()));
        assertThatThrownBy(() -> transport(Duration.ofMillis(300)).send(request(30_000_000)))
                .hasMessage("no answer within 300 ms (requestTimeout)");
    }

    @Test
    void anUpgradeThatNobodyAskedForIsAFailure() {
        serve((connection, request) -> "HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\nmore");
        assertThatThrownBy(() -> transport(Duration.ofSeconds(20)).send(request(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no HTTP");
    }

    @Test
    void anAnswerThatTricklesInIsGivenUp() {
        CompletableFuture<String> never = new CompletableFuture<>();
        serve((connection, request) -> {
            peers.get(0).getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{".getBytes(US_ASCII));
            return never.get();
        });
        assertThatThrownBy(() -> transport(Duration.ofMillis(300)).send(request(10)))
                .hasMessage("no answer within 300 ms (requestTimeout)");
    }

    @Test
    void anInterruptEndsTheWaitForAnAnswer() {
        CompletableFuture<String> never = new CompletableFuture<>();
        serve((connection, request) -> never.get());
        AtomicReference<Exception> outcome = new AtomicReference<>();
        Thread sender = new Thread(() -> {
            try {
                transport(Duration.ofSeconds(60)).send(request(10));
            } catch (IOException | InterruptedException e) {
                outcome.set(e);
            }
        });
        sender.start();
        await().until(() -> !seen.isEmpty());
        sender.interrupt();
        await().until(() -> outcome.get() != null);
        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void whatIsNoHttpIsAFailure() {
        serve((connection, request) -> "SSH-2.0-OpenSSH\r\n\r\n");
        assertThatThrownBy(() -> transport(Duration.ofSeconds(20)).send(request(10)))
                .hasMessageContaining("the answer is no HTTP");
    }

    @Test
    void nobodyThatListensIsCannotConnect() throws IOException {
        try (NobodyThere nobody = new NobodyThere()) {
            assertThatThrownBy(() -> transport(Duration.ofSeconds(20)).send(request(nobody.url(), 10)))
                    .hasMessageStartingWith("cannot connect");
        }
    }

    @Test
    void manyThreadsSendAtOnceAndEachGetsItsOwnAnswer() throws Exception {
        serve((connection, request) -> {
            String body = "{\"c\":" + connection + "}";
            return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        });
        SocketWebhookTransport transport = transport(Duration.ofSeconds(20));
        List<CompletableFuture<Integer>> senders = java.util.stream.IntStream.range(0, 8)
                .mapToObj(sender -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                for (int i = 0; i < 50; i++) {
                                    assertThat(transport.send(request(1000)).status())
                                            .isEqualTo(200);
                                }
                                return 50;
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        task -> daemon(task::run)))
                .toList();
        int answered = 0;
        for (CompletableFuture<Integer> sender : senders) {
            answered += get(sender);
        }
        assertThat(answered).isEqualTo(400);
        assertThat(seen).hasSize(400);
        assertThat(peers.size()).isBetween(1, 8);
    }

    private static int get(CompletableFuture<Integer> sender) throws InterruptedException, ExecutionException {
        return sender.get();
    }
}
