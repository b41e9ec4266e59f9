package org.pineflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A client made of nothing but a socket: it shares no code with what it tests. The JDK's WebSocket would be shorter, but
 * now and then, on a busy machine, it does not see that a connection has ended.
 */
final class TestClient implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    /** More than any test reads. */
    private static final int ALL = 1 << 29;

    private final RawWebSocket socket;
    private final Semaphore wanted = new Semaphore(0);
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private TestClient(RawWebSocket socket) {
        this.socket = socket;
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

    /** @throws UncheckedIOException when it is refused */
    static TestClient connect(URI url, Map<String, String> headers, boolean reading) {
        try {
            TestClient client = new TestClient(RawWebSocket.connect(url, headers));
            client.read(reading ? ALL : 0);
            Thread reader = new Thread(client::readToTheEnd, "test client");
            reader.setDaemon(true);
            reader.start();
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a packet, written with single quotes. */
    TestClient send(String packet) {
        sendRaw(packet.replace('\'', '"'));
        return this;
    }

    void sendRaw(String text) {
        try {
            socket.sendText(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So many messages more are read as they come. */
    void read(int messagesToRead) {
        wanted.release(messagesToRead);
    }

    void readAll() {
        read(ALL);
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

    private void readToTheEnd() {
        try {
            while (true) {
                wanted.acquire();
                messages.add(nextMessage());
            }
        } catch (IOException | InterruptedException end) {
            ended.countDown();
        }
    }

    private String nextMessage() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        while (true) {
            RawWebSocket.Frame frame = socket.nextFrame();
            switch (frame.opcode()) {
                case RawWebSocket.Frame.CLOSE -> {
                    ended.countDown();
                    socket.answer(frame);
                }
                case RawWebSocket.Frame.PING -> socket.answer(frame);
                default -> {
                    message.writeBytes(frame.payload());
                    if (frame.last()) {
                        return message.toString(StandardCharsets.UTF_8);
                    }
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
