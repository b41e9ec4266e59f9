package org.pineflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A client made of nothing but the JDK's WebSocket: it shares no code with what it tests. */
final class TestClient implements WebSocket.Listener, AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final boolean reading;
    private WebSocket socket;

    private TestClient(boolean reading) {
        this.reading = reading;
    }

    /** Connects and says nothing. */
    static TestClient connect(URI url) {
        return connect(url, Map.of(), true);
    }

    /** Connects and logs in. */
    static TestClient loggedIn(Simulator simulator) {
        TestClient client = connect(simulator.url());
        client.send("{'a':'fd1.session.login','rq':'login','v':{'apikey':'sim-key'}}");
        assertThat(client.next().path("rp").asText()).isEqualTo("login");
        return client;
    }

    /** Connects, logs in, and reads nothing before {@link #read(long)}. */
    static TestClient notReading(Simulator simulator) {
        TestClient client = connect(simulator.url(), Map.of(), false);
        client.send("{'a':'fd1.session.login','rq':'login','v':{'apikey':'sim-key'}}");
        client.read(1);
        assertThat(client.next().path("rp").asText()).isEqualTo("login");
        return client;
    }

    static TestClient connect(URI url, Map<String, String> headers, boolean reading) {
        TestClient client = new TestClient(reading);
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        headers.forEach(builder::header);
        client.socket = builder.buildAsync(url, client).join();
        return client;
    }

    /** Sends a packet, written with single quotes. */
    TestClient send(String packet) {
        socket.sendText(packet.replace('\'', '"'), true).join();
        return this;
    }

    void sendRaw(String text) {
        socket.sendText(text, true).join();
    }

    void read(long messagesToRead) {
        socket.request(messagesToRead);
    }

    /** The next message. */
    String nextText() {
        try {
            String message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(message).as("a message within %d s", PATIENCE_SECONDS).isNotNull();
            return message;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    JsonNode next() {
        return Json.read(nextText().getBytes(StandardCharsets.UTF_8));
    }

    /** The next so many messages. */
    List<JsonNode> next(int count) {
        List<JsonNode> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            found.add(next());
        }
        return found;
    }

    /** The row of the next event, character for character. */
    String nextRow() {
        return row(nextText());
    }

    /** The rows of the next so many events. */
    List<String> nextRows(int count) {
        return Stream.generate(this::nextRow).limit(count).toList();
    }

    /** The rows of the events that are here already. */
    List<String> available() {
        List<String> here = new ArrayList<>();
        messages.drainTo(here);
        return here.stream().map(TestClient::row).toList();
    }

    private static String row(String event) {
        String opening = "\"data\":{\"rows\":[";
        assertThat(event).contains(opening).endsWith("]}}");
        return event.substring(event.indexOf(opening) + opening.length(), event.length() - 3);
    }

    /** Asks and gives the answer. */
    JsonNode ask(String packet) {
        return send(packet).next();
    }

    /** Asks for chunks and gives all of them, the one with ch:0 last. */
    List<JsonNode> askChunks(String packet) {
        send(packet);
        List<JsonNode> chunks = new ArrayList<>();
        do {
            chunks.add(next());
        } while (chunks.get(chunks.size() - 1).path("ch").asInt(-1) != 0);
        return chunks;
    }

    /**
     * Proves that nothing else was sent before this. The first answer may overtake what the server has yet to look at;
     * by the second it has looked.
     */
    void hasNothingMore() {
        for (int i = 0; i < 2; i++) {
            assertThat(ask("{'a':'fd1.debug.ping','rq':'nothing-more'}")
                            .path("rp")
                            .asText())
                    .isEqualTo("nothing-more");
        }
    }

    /** Waits for the end of the connection, clean or not. */
    boolean awaitEnd() throws InterruptedException {
        return ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reading) {
            opened.request(Long.MAX_VALUE);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.add(partial.toString());
            partial.setLength(0);
        } else if (!reading) {
            from.request(1);
        }
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        ended.countDown();
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        ended.countDown();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
