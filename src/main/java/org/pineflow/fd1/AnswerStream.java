package org.pineflow.fd1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.pineflow.fd1.stream.Answer;
import org.pineflow.fd1.stream.AnswerBrokenException;

/** The rows of an answer as a JSON array, read on as it is read. For one thread. */
final class AnswerStream extends InputStream {

    private static final byte[] OPEN = {'['};
    private static final byte[] COMMA = {','};
    private static final byte[] CLOSE = {']'};

    private final Answer answer;
    private InputStream piece = new ByteArrayInputStream(OPEN);
    private boolean first = true;
    private boolean separated;
    private boolean closed;

    AnswerStream(Answer answer) {
        this.answer = answer;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, target.length);
        if (length == 0) {
            return 0;
        }
        int count = piece.read(target, from, length);
        while (count < 0 && !closed) {
            nextPiece();
            count = piece.read(target, from, length);
        }
        return count;
    }

    private void nextPiece() throws IOException {
        try {
            if (!answer.hasNext()) {
                piece = new ByteArrayInputStream(CLOSE);
                closed = true;
            } else if (!first && !separated) {
                piece = new ByteArrayInputStream(COMMA);
                separated = true;
            } else {
                piece = answer.next().toInputStream();
                first = false;
                separated = false;
            }
        } catch (AnswerBrokenException broken) {
            throw new IOException(broken.getMessage(), broken);
        }
    }

    @Override
    public void close() {
        answer.close();
    }
}
