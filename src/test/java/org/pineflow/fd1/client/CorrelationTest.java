package org.pineflow.fd1.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.pineflow.fd1.client.ScriptedServer.frame;
import static org.pineflow.fd1.client.ScriptedServer.textFrame;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.fd1.client.ScriptedServer.Peer;
import org.pineflow.fd1.client.TestClient.Disconnected;
import org.pineflow.fd1.client.TestClient.Got;
import org.pineflow.fd1.client.TestClient.GotUnreadable;
import org.pineflow.fd1.client.TestClient.RequestLost;

class CorrelationTest extends LinkTestBase {

    @ParameterizedTest(name = "rows 3, 4 and 30: answered by {0}")
    @ValueSource(
            strings = {
                "{'r':'fd1.firehose.open_firehose','rp':'%s','data':{'a':1}}",
                "{'r':'firehose.open_firehose','rp':'%s','data':{'a':1}}",
                "{'rp':'%s','data':{'a':1}}",
                "{'ro':1,'pk':2,'rt':'t','rp':'%s','data':{'a':1}}",
                "{'a':'fd1.firehose.open_firehose','rp':'%s','pt':'','data':{'a':1}}",
            })
    void anAnswerIsKnownByItsRpAlone(String answer) throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            String rq = open(client, client.connected(), peer, "x");
            peer.text(json(answer, rq));
            assertThat(client.next(Got.class).rows()).containsExactly("{\"a\":1}");
        }
    }

    @Test
    void interleavedAnswersGoToTheirOwnRequestsInOrder() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            Fd1Connection connection = client.connected();
            String one = open(client, connection, peer, "one");
            String two = open(client, connection, peer, "two");
            assertThat(one).isNotEqualTo(two).hasSizeLessThan(200);
            for (int i = 0; i < 100; i++) {
                peer.text(json("{'rp':'%s','data':{'n':%d}}", i % 3 == 0 ? one : two, i));
            }
            for (int i = 0; i < 100; i++) {
                Got got = client.next(Got.class);
                assertThat(got.name()).isEqualTo(i % 3 == 0 ? "one" : "two");
                assertThat(got.rows()).containsExactly("{\"n\":" + i + "}");
            }
        }
    }

    @Test
    void row25TextAndBinaryFragmentsWithPingsBetweenMakeOneMessage() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            String rq = open(client, client.connected(), peer, "x");
            byte[] message = json("{'rp':'%s','data':{'a':'é'}}", rq).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < message.length; i++) {
                byte[] one = Arrays.copyOfRange(message, i, i + 1);
                peer.raw(frame(i == message.length - 1, i == 0 ? 2 : 0, one));
                peer.raw(frame(true, 9, one));
            }
            assertThat(client.next(Got.class).rows()).containsExactly("{\"a\":\"é\"}");
            for (byte b : message) {
                assertThat(peer.readFrame()).satisfies(pong -> {
                    assertThat(pong.opcode()).isEqualTo(10);
                    assertThat(pong.payload()).containsExactly(b);
                });
            }
        }
    }

    @Test
    void recordsThatCameTogetherAreGivenTogetherAndInTheirOrder() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            Fd1Connection connection = client.connected();
            String one = open(client, connection, peer, "one");
            String two = open(client, connection, peer, "two");
            ByteArrayOutputStream together = new ByteArrayOutputStream();
            for (String message : List.of(
                    json("{'rp':'%s','data':{'n':1}}", one),
                    json("{'rp':'%s','data':{'n':2}}", one),
                    json("{'rp':'%s','data':{'n':3}}", two),
                    json("{'rp':'%s','data':{'rows':[{'n':4},{'n':5}]}}", two),
                    json("{'rp':'%s','data':{'n':6}}", one),
                    json("{'rp':'%s','data':{'n':7}}", one))) {
                together.writeBytes(textFrame(message));
            }
            together.writeBytes(frame(true, 9, new byte[0]));
            peer.raw(together.toByteArray());

            List<String> got = new ArrayList<>();
            while (got.size() < 7) {
                got.addAll(client.next(Got.class).rows());
            }
            assertThat(got)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 7)
                            .mapToObj(n -> "{\"n\":" + n + "}")
                            .toList());
            assertThat(client.rowCounts()).containsExactly(2, 1, 2, 2);
        }
    }

    @Test
    void aForgottenRequestHearsNothingAndItsLateFramesAreCounted() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            Fd1Connection connection = client.connected();
            String gone = open(client, connection, peer, "gone");
            String kept = open(client, connection, peer, "kept");
            client.onLoop(() -> {
                connection.cancel(gone);
                return null;
            });
            assertThat(peer.readText()).isEqualTo(json("{'a':'fd1.session.cancel_request','k':'%s'}", gone));
            peer.text(json("{'rp':'%s','data':{'a':1}}", gone));
            peer.text(json("{'rp':'%s','data':oops", gone));
            peer.text(json("{'rp':'%s','data':{'b':2}}", kept));
            assertThat(client.next(Got.class).rows()).containsExactly("{\"b\":2}");
            assertThat(client.onLoop(() -> connection.lateFrames(gone))).isEqualTo(2);
            assertThat(client.onLoop(() -> connection.lateFrames(kept))).isZero();

            peer.close();
            assertThat(client.next(RequestLost.class).name()).isEqualTo("kept");
            client.next(Disconnected.class);
        }
    }

    @Test
    void unreadableInputGoesToTheRequestItBearsOrElseToAll() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            Fd1Connection connection = client.connected();
            String one = open(client, connection, peer, "one");
            open(client, connection, peer, "two");

            peer.text(json("{'rp':'%s','data':{'a':oops}}", one));
            GotUnreadable seen = client.next(GotUnreadable.class);
            assertThat(seen.name()).isEqualTo("one");
            assertThat(seen.input().bytes()).asString().isEqualTo(json("{'rp':'fh-1','data':{'a':oops}}"));
            assertThat(seen.input().reason()).contains("not JSON near byte 30");

            peer.text("<html>");
            assertThat(client.next(GotUnreadable.class).name()).isEqualTo("one");
            assertThat(client.next(GotUnreadable.class).name()).isEqualTo("two");

            peer.text(json("{'rp':'other','data':oops"));
            assertThat(client.next(GotUnreadable.class).name()).isEqualTo("one");
            assertThat(client.next(GotUnreadable.class).name()).isEqualTo("two");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'rp':'other','data':{'rows':[{'a':1}]}}",
                "{'rp':'other','sc':'device.event','v':{'a':1}}",
                "{'data':{'rows':[{'a':1},{'a':1,'rve':2026010208000000000}]}}",
                "{'sc':'pos.edit','v':{'_rve':'20260102.080000'}}",
                "{'rve':2026010208000000000,'data':{'a':1}}",
            })
    void recordsThatBelongToNoRequestAreMissedByEveryOpenOne(String packet) throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            Fd1Connection connection = client.connected();
            open(client, connection, peer, "one");
            open(client, connection, peer, "two");
            peer.text(json(packet));
            GotUnreadable seen = client.next(GotUnreadable.class);
            assertThat(seen.name()).isEqualTo("one");
            assertThat(seen.input().bytes()).asString().isEqualTo(json(packet));
            assertThat(seen.input().reason()).contains("rows came");
            assertThat(client.next(GotUnreadable.class).name()).isEqualTo("two");
        }
    }

    @Test
    void greetingsAndEventsThatNobodyAskedForAreMissedByNobody() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            String one = open(client, client.connected(), peer, "one");
            peer.text(json("{'data':{'server':'x'}}"));
            peer.text(json("{'sc':'custdisp.sale.lines.add','v':{'total':12.5}}"));
            peer.text(json("{'r':'fd1.session.cancel_request'}"));
            peer.text(json("{'rp':'%s'}", one));
            client.next(Got.class);
            assertThat(client.link().unknownPackets()).isEqualTo(3);
        }
    }

    @Test
    void aMessageOf20MiBIsUnreadableAndTheConnectionStaysOpen() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            String rq = open(client, client.connected(), peer, "x");
            String huge = json("{'rp':'%s','data':{'a':'%s'}}", rq, "x".repeat(20 << 20));
            peer.text(huge);
            peer.text(json("{'rp':'%s','data':{'b':2}}", rq));

            Unreadable input = client.next(GotUnreadable.class).input();
            assertThat(input.length()).isEqualTo(huge.length());
            assertThat(new String(input.bytes(), StandardCharsets.UTF_8)).isEqualTo(huge.substring(0, 65_536));
            assertThat(input.reason()).contains("maxMessageBytes", "16777216");
            assertThat(client.next(Got.class).rows()).containsExactly("{\"b\":2}");
        }
    }

    @Test
    void packetsOfOtherProtocolsAreLeftAsideAndCounted() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            String rq = open(client, client.connected(), peer, "x");
            peer.text(json("{'pt':'gnap','rp':'%s','data':{'a':1}}", rq));
            peer.text(json("{'pt':7,'rp':'%s','data':{'a':1}}", rq));
            peer.text(json("{'rp':'%s','data':{'b':2}}", rq));
            assertThat(client.next(Got.class).rows()).containsExactly("{\"b\":2}");
            assertThat(client.link().foreignPackets()).isEqualTo(2);
        }
    }

    @Test
    void aHandlerThatThrowsGetsItsPacketBackAsUnreadableAndHarmsNobody() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            Fd1Connection connection = client.connected();
            PacketHandler recording = client.handler("bad");
            String bad = client.onLoop(() -> connection.send(
                    new RequestPacket(Json.MAPPER.createObjectNode().put("a", "fd1.data")), new PacketHandler() {
                        @Override
                        public void packet(Packet packet) {
                            throw new IllegalStateException("a fault of the test");
                        }

                        @Override
                        public void unreadable(Unreadable input) {
                            recording.unreadable(input);
                            throw new IllegalStateException("another fault of the test");
                        }

                        @Override
                        public void disconnected(Fd1Exception cause) {
                            throw new IllegalStateException("a third fault of the test");
                        }
                    }));
            peer.readText();
            String good = open(client, connection, peer, "good");
            peer.text(json("{'rp':'%s','data':{'a':1}}", bad));
            peer.text(json("{'rp':'%s','data':{'b':2}}", good));

            Unreadable input = client.next(GotUnreadable.class).input();
            assertThat(input.reason()).contains("a fault of the test");
            assertThat(new String(input.bytes(), StandardCharsets.UTF_8)).contains("\"a\":1");
            assertThat(client.next(Got.class).name()).isEqualTo("good");
            peer.close();
            client.next(RequestLost.class);
            client.next(Disconnected.class);
        }
    }

    @Test
    void aRequestSentOnAConnectionThatIsGoneHearsSo() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            Fd1Connection connection = client.connected();
            peer.close();
            client.next(Disconnected.class);
            client.onLoop(() -> connection.send(
                    new RequestPacket(Json.MAPPER.createObjectNode().put("a", "fd1.data")), client.handler("late")));
            assertThat(client.next(RequestLost.class).name()).isEqualTo("late");
        }
    }

    @Test
    void whileTheSocketIsNotReadTcpHoldsTheServerBackAndNothingIsLost() throws Exception {
        try (TestClient client = client()) {
            Peer peer = server.acceptWebSocket();
            Fd1Connection connection = client.connected();
            String rq = open(client, connection, peer, "x");
            client.onLoop(() -> {
                connection.setReading(false);
                return null;
            });
            long readSoFar = client.onLoop(connection::readingNanos);
            int messages = 400;
            String padding = "x".repeat(100_000);
            AtomicInteger written = new AtomicInteger();
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < messages; i++) {
                        peer.text(json("{'rp':'%s','data':{'n':%d,'p':'%s'}}", rq, i, padding));
                        written.incrementAndGet();
                    }
                } catch (IOException gone) {
                    written.set(-1);
                }
            });
            writer.start();
            // Blocked in write: the kernel's buffers are full, because nobody reads.
            await().until(() -> written.get() > 0 && stalled(writer, written));
            assertThat(written.get()).isLessThan(messages);
            assertThat(client.quiet()).isTrue();
            assertThat(client.onLoop(connection::readingNanos)).isEqualTo(readSoFar);

            client.onLoop(() -> {
                connection.setReading(true);
                return null;
            });
            for (int i = 0; i < messages; i++) {
                assertThat(client.next(Got.class).rows().get(0)).startsWith("{\"n\":" + i + ",");
            }
            writer.join(10_000);
            assertThat(client.onLoop(connection::readingNanos)).isGreaterThan(readSoFar);
        }
    }

    /** Whether the writer makes no progress from one look to the next, a fifth of a second later. */
    private static boolean stalled(Thread writer, AtomicInteger written) throws InterruptedException {
        int before = written.get();
        writer.join(200);
        return writer.isAlive() && written.get() == before;
    }
}
