package org.pineflow.flowcore.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BodySenderTest {

    private static final String TOO_LARGE = "HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n";

    private ServerSocket server;
    private Socket socket;
    private Socket sink;
    private BodySender sender;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        socket = new Socket(server.getInetAddress(), server.getLocalPort());
        sink = server.accept();
        sender = new BodySender(socket, new SinkAnswers(socket.getInputStream()));
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        sink.close();
        server.close();
    }

    private void says(String answer) throws IOException {
        sink.getOutputStream().write(answer.getBytes(US_ASCII));
    }

    /** A body without an end, of which the sink takes nothing: after its first bytes it waits until the sink has spoken. */
    private InputStream endless() {
        return new InputStream() {
            private int read;

            @Override
            public int read() throws IOException {
                if (read++ == 1) {
                    await().until(() -> socket.getInputStream().available() > 0);
                }
                return 'x';
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                bytes[from] = (byte) read();
                return 1;
            }
        };
    }

    @Test
    void aSinkThatAnswersBeforeItHasTheBodyAndTakesNoMoreIsHeard() throws Exception {
        says(TOO_LARGE);
        assertThat(sender.send(endless()))
                .hasValueSatisfying(answer -> assertThat(answer.status()).isEqualTo(413));
    }

    @Test
    void anInterimAnswerIsNoReasonToStop() throws Exception {
        says("HTTP/1.1 102 Processing\r\n\r\n");
        assertThat(sender.send(new ByteArrayInputStream(new byte[20_000]))).isEmpty();
        assertThat(sink.getInputStream().readNBytes(20_000)).hasSize(20_000);
    }

    @Test
    void aSinkThatIsGoneWithoutAWordIsAFailure() throws Exception {
        sink.setSoLinger(true, 0);
        sink.close();
        assertThatThrownBy(() -> sender.send(new ByteArrayInputStream(new byte[20_000_000])))
                .isInstanceOf(IOException.class);
    }
}
