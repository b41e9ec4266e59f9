package org.pineflow.flowcore.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** A connection to a sink over which one request after the other goes. Used by one thread at a time. */
final class SinkSocket implements AutoCloseable {

    /** A head and a body as large as this are one write; larger ones are not copied for it. */
    private static final int ONE_WRITE = 256 * 1024;

    private final SocketChannel channel;
    private final AnswerWatch watch;
    private Optional<InetSocketAddress> through = Optional.empty();
    private Socket socket;
    private SinkAnswers answers;
    private boolean used;
    private boolean cutShort;
    private long idleSince;

    /**
     * A connection that is not open yet; {@link #close} on another thread ends whatever is under way.
     *
     * @param requestTimeout after which its watch closes it
     */
    SinkSocket(Duration requestTimeout) throws IOException {
        // A channel and no plain socket: an interrupt ends what waits on it.
        channel = SocketChannel.open();
        watch = new AnswerWatch(requestTimeout, this::close);
    }

    /** Closes it when an exchange takes too long. */
    AnswerWatch watch() {
        return watch;
    }

    /** Connects, with TLS where the address wants it. */
    void connect(SinkRoute route, URI address) throws IOException {
        through = route.proxyFor(address);
        socket = route.connect(channel.socket(), address, through);
        answers = new SinkAnswers(socket.getInputStream());
    }

    /** Whether a request has been answered over it before. */
    boolean isUsed() {
        return used;
    }

    /** Sends a request and waits for its answer. */
    WebhookAnswer exchange(URI address, RequestHead requestHead, byte[] body) throws IOException {
        byte[] head = requestHead.bytes(SinkRoute.requestTarget(address, through));
        OutputStream out = socket.getOutputStream();
        if (head.length + body.length <= ONE_WRITE) {
            byte[] whole = Arrays.copyOf(head, head.length + body.length);
            System.arraycopy(body, 0, whole, head.length, body.length);
            out.write(whole);
        } else {
            out.write(head);
            Optional<WebhookAnswer> early = new BodySender(socket, answers).send(new ByteArrayInputStream(body));
            if (early.isPresent()) {
                cutShort = true;
                return early.get();
            }
        }
        out.flush();
        WebhookAnswer answer = answers.last();
        used = true;
        return answer;
    }

    /** Whether anything of an answer has come since the last one. */
    boolean hasAnswerBegun() {
        return answers != null && answers.hasBegun();
    }

    /** Whether the sink keeps the connection open after the last answer. */
    boolean isKept() {
        return !cutShort && answers.keepsConnection();
    }

    /** Nobody uses it from now on. */
    void rest(long nanos) {
        idleSince = nanos;
    }

    /** For how long nobody has used it. */
    long restNanos(long nanos) {
        return nanos - idleSince;
    }

    /** Whether the sink has neither closed it nor said anything since the last answer. */
    boolean isSilent() {
        try {
            channel.configureBlocking(false);
            boolean silent = channel.read(ByteBuffer.allocate(1)) == 0;
            channel.configureBlocking(true);
            return silent;
        } catch (IOException gone) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException gone) {
            // It is of no use any more, and neither is what went wrong with it.
        }
    }

    /** Closes it and gives back what reads the answers; by whoever has it then. */
    void discard() {
        watch.letGo();
        close();
        if (answers != null) {
            answers.close();
        }
    }
}
