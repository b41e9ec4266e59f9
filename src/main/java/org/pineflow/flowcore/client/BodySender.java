package org.pineflow.flowcore.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Optional;

/**
 * Sends the body of a request piece by piece, and hears a sink that answers before it has everything: one that finds it too
 * large may take no more of it. Used by one thread.
 */
final class BodySender {

    private static final int PIECE = 1 << 16;

    /** How long is waited for the answer of a sink that takes no more bytes. */
    private static final int LAST_WORD_MS = 1000;

    private final Socket socket;
    private final SinkAnswers answers;

    /**
     * @param socket connected
     * @param answers that come over it
     */
    BodySender(Socket socket, SinkAnswers answers) {
        this.socket = socket;
        this.answers = answers;
    }

    /**
     * Sends the body; an answer that comes before its end ends it, and the connection is good for nothing more.
     *
     * @return that answer; empty when the whole body was sent
     * @throws IOException when the sink takes no more bytes and says nothing
     */
    Optional<WebhookAnswer> send(InputStream body) throws IOException {
        OutputStream out = socket.getOutputStream();
        byte[] buffer = new byte[PIECE];
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            try {
                out.write(buffer, 0, count);
            } catch (IOException cut) {
                return Optional.of(lastWord(cut));
            }
            if (answers.hasCome()) {
                WebhookAnswer answer = answers.next();
                if (!answer.isInterim()) {
                    return Optional.of(answer);
                }
            }
        }
        return Optional.empty();
    }

    /** A sink that has closed the connection may have said why before. */
    private WebhookAnswer lastWord(IOException cut) throws IOException {
        try {
            socket.setSoTimeout(LAST_WORD_MS);
            return answers.last();
        } catch (IOException nothing) {
            cut.addSuppressed(nothing);
            throw cut;
        }
    }
}
