package org.pineflow.fd1.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.pineflow.fd1.client.ScriptedServer.frame;
import static org.pineflow.fd1.client.ScriptedServer.textFrame;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The decoder together with the assembler, fed from a channel as a socket would. */
class StreamingFrameDecoderTest {

    private static final int MAX = 100_000;

    @Property(tries = 200)
    void messagesSurviveAnyFragmentationAndAnyCutOfTheBytes(
            @ForAll @Size(max = 6) List<@IntRange(max = 70_000) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 9_000) int fragment,
            @ForAll @IntRange(min = 1, max = 65_536) int read) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        List<String> sent = new ArrayList<>();
        for (int length : lengths) {
            String message = message(length);
            sent.add("message " + message.hashCode() + " of " + length);
            wire.writeBytes(fragmented(message.getBytes(UTF_8), fragment));
        }
        assertThat(heard(wire.toByteArray(), read)).containsExactlyElementsOf(sent);
    }

    @Test
    void everyKindOfFrameSurvivesBeingCutAtEveryByte() {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        wire.writeBytes(textFrame("a"));
        wire.writeBytes(frame(false, 1, "b".getBytes(UTF_8)));
        wire.writeBytes(frame(true, 9, "ping".getBytes(UTF_8)));
        wire.writeBytes(frame(true, 10, new byte[0]));
        wire.writeBytes(frame(false, 0, new byte[0]));
        wire.writeBytes(frame(true, 0, message(300).getBytes(UTF_8)));
        wire.writeBytes(frame(true, 2, message(70_000).getBytes(UTF_8)));
        wire.writeBytes(textFrame(""));
        wire.writeBytes(frame(true, 8, new byte[] {0x03, (byte) 0xf0, 'b', 'y', 'e'}));
        wire.writeBytes(textFrame("after the end"));
        List<String> whole = heard(wire.toByteArray(), wire.size());
        assertThat(whole)
                .containsExactly(
                        "message " + "a".hashCode() + " of 1",
                        "ping ping",
                        "pong",
                        "message " + ("b" + message(300)).hashCode() + " of 301",
                        "message " + message(70_000).hashCode() + " of 70000",
                        "message 0 of 0",
                        "close 1008 bye");
        assertThat(heard(wire.toByteArray(), 1)).isEqualTo(whole);
    }

    @ParameterizedTest(name = "frame {0} {1}: {2}")
    @CsvSource({
        "c1, 00, reserved bit",
        "a1, 00, reserved bit",
        "91, 00, reserved bit",
        "83, 00, unknown frame type 3",
        "8b, 00, unknown frame type 11",
        "81, 80, masked",
        "81, 7e0001, shortest form",
        "81, 7f0000000000000100, shortest form",
        "81, 7fffffffffffffffff, too large",
        "80, 00, continues nothing",
        "09, 00, control frame",
        "89, 7e0080, control frame",
        "88, 0100, half a status code",
    })
    void whatRfc6455ForbidsIsAViolation(String first, String rest, String fault) {
        byte[] wire = java.util.HexFormat.of().parseHex(first + rest);
        assertThat(heard(wire, 1))
                .singleElement()
                .asString()
                .startsWith("violation")
                .contains(fault);
    }

    @Test
    void aMessageWithinAMessageIsAViolation() {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        wire.writeBytes(frame(false, 1, new byte[0]));
        wire.writeBytes(textFrame("{}"));
        assertThat(heard(wire.toByteArray(), 100)).containsExactly("violation a new message begins within another");
    }

    @ParameterizedTest(name = "in fragments of {0} bytes")
    @CsvSource({"1000", "60000", "70000", "30000000"})
    void aTooLargeMessageIsCountedAndOnlyItsHeadKept(int fragment) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        wire.writeBytes(fragmented(message(20_000_000).getBytes(UTF_8), fragment));
        wire.writeBytes(textFrame("next"));
        assertThat(heard(wire.toByteArray(), 65_536))
                .containsExactly(
                        "oversized " + message(20_000_000).substring(0, 65_536).hashCode() + " of 20000000",
                        "message " + "next".hashCode() + " of 4");
    }

    @Test
    void aMessageOfExactlyTheLimitPassesAndOneByteMoreDoesNot() {
        assertThat(heard(textFrame(message(MAX)), 777))
                .singleElement()
                .asString()
                .startsWith("message");
        assertThat(heard(textFrame(message(MAX + 1)), 777))
                .singleElement()
                .asString()
                .startsWith("oversized");
    }

    @Test
    void memoryIsTakenForWhatArrivesAndNotForWhatIsAnnounced() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        MessageAssembler assembler = new MessageAssembler(Integer.MAX_VALUE, null);
        ByteBuf piece = Unpooled.wrappedBuffer(new byte[1]);
        long before = threads.getCurrentThreadAllocatedBytes();
        assembler.piece(piece, 1, 100_000_000, true);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
    }

    private static String message(int length) {
        return "0123456789abcdef".repeat(length / 16 + 1).substring(0, length);
    }

    private static byte[] fragmented(byte[] message, int fragment) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        int from = 0;
        do {
            int to = Math.min(message.length, from + fragment);
            wire.writeBytes(
                    frame(to == message.length, from == 0 ? 1 : 0, java.util.Arrays.copyOfRange(message, from, to)));
            from = to;
        } while (from < message.length);
        return wire.toByteArray();
    }

    @Test
    void whatWasReadBeforeAFaultIsActedOnBeforeItsBytesGo() {
        AtomicInteger completed = new AtomicInteger();
        FrameListener faulty = new Ear() {
            @Override
            public void message(byte[] bytes, int from, int to) {
                throw new IllegalStateException("a fault of the test");
            }

            @Override
            public void readComplete() {
                completed.incrementAndGet();
            }
        };
        EmbeddedChannel channel = new EmbeddedChannel(new StreamingFrameDecoder(faulty));
        ByteBuf in = Unpooled.copiedBuffer(textFrame("a"));
        assertThatThrownBy(() -> channel.writeInbound(in)).hasMessage("a fault of the test");
        assertThat(completed).hasValue(1);
        assertThat(in.refCnt()).isZero();
    }

    /** What is heard when the bytes arrive in reads of this length. */
    private static List<String> heard(byte[] wire, int read) {
        Ear ear = new Ear();
        EmbeddedChannel channel = new EmbeddedChannel(new StreamingFrameDecoder(ear));
        for (int from = 0; from < wire.length; from += read) {
            ByteBuf in = Unpooled.copiedBuffer(wire, from, Math.min(read, wire.length - from));
            channel.writeInbound(in);
            assertThat(in.refCnt()).isZero();
        }
        channel.checkException();
        return ear.heard;
    }

    private static class Ear implements FrameListener, MessageListener {

        private final List<String> heard = new ArrayList<>();
        private final MessageAssembler assembler = new MessageAssembler(MAX, this);

        @Override
        public void piece(ByteBuf in, int length, long frameRemaining, boolean lastFrame) {
            assembler.piece(in, length, frameRemaining, lastFrame);
        }

        @Override
        public void message(byte[] bytes, int from, int to) {
            heard.add("message " + new String(bytes, from, to - from, UTF_8).hashCode() + " of " + (to - from));
        }

        @Override
        public void readComplete() {
            // What is heard is acted on at once.
        }

        @Override
        public void oversized(byte[] head, long length) {
            heard.add("oversized " + new String(head, UTF_8).hashCode() + " of " + length);
        }

        @Override
        public void socketEmpty(int bytes) {
            // Nothing is left alone here.
        }

        @Override
        public void ping(byte[] payload) {
            heard.add("ping " + new String(payload, UTF_8));
        }

        @Override
        public void pong() {
            heard.add("pong");
        }

        @Override
        public void close(int code, String reason) {
            heard.add("close " + code + " " + reason);
        }

        @Override
        public void violation(String what) {
            heard.add("violation " + what);
        }
    }
}
