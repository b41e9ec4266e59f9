package org.pineflow.ingest.request;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntConsumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates one body: gzip (RFC 1952, one or more members) or deflate (RFC 1950, and the bare RFC 1951 that some senders
 * mean by it). Stricter than {@link java.util.zip.GZIPInputStream}, which takes rubbish after the end for the end.
 * Holds no more memory than twice the limit beside the body. Used by one thread.
 */
final class Inflating implements AutoCloseable {

    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    /** What JSON compresses to at the least, mostly: so much room there is at once. */
    private static final long LEAST_RATIO = 4;

    private final byte[] body;
    private final int limit;
    private final boolean gzip;
    private final IntConsumer growing;
    private final Inflater inflater;
    private final GrowingBytes out;
    private int position;

    Inflating(byte[] body, int limit, boolean gzip, IntConsumer growing) {
        this.body = body;
        this.limit = limit;
        this.gzip = gzip;
        this.growing = growing;
        this.inflater = new Inflater(gzip || !hasZlibHeader(body));
        this.out = new GrowingBytes(statedLength());
    }

    byte[] inflate() {
        room((int) Math.min(statedLength(), LEAST_RATIO * body.length));
        do {
            if (gzip) {
                skipGzipHeader();
            }
            CRC32 crc = new CRC32();
            long length = inflateOne(crc);
            if (gzip) {
                require(littleEndian(4) == crc.getValue(), "its checksum is wrong");
                require(littleEndian(4) == (length & 0xffffffffL), "its length is wrong");
            }
        } while (gzip && position < body.length);
        require(position == body.length, "there are bytes after its end");
        return out.whole();
    }

    @Override
    public void close() {
        inflater.end();
    }

    private long inflateOne(CRC32 crc) {
        inflater.reset();
        inflater.setInput(body, position, body.length - position);
        try {
            while (!inflater.finished()) {
                if (out.size() == limit && inflater.inflate(new byte[1]) > 0) {
                    throw ContentCoding.tooLarge(limit);
                }
                room(Math.min(limit, out.capacityFor(1)));
                int count = inflater.inflate(out.array(), out.size(), out.capacity() - out.size());
                require(count > 0 || inflater.finished(), "it ends too early");
                crc.update(out.array(), out.size(), count);
                out.added(count);
            }
        } catch (DataFormatException e) {
            throw damaged("it is damaged");
        }
        position += (int) inflater.getBytesRead();
        return inflater.getBytesWritten();
    }

    private void room(int capacity) {
        growing.accept(capacity);
        out.grow(capacity);
    }

    /** What stands at the end of a gzip body: its length, if it has one member, and if it is true. */
    private int statedLength() {
        if (!gzip || body.length < 4) {
            return 0;
        }
        int length = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getInt(body.length - 4);
        return Math.min(limit, Math.max(0, length));
    }

    private void skipGzipHeader() {
        require(
                littleEndian(2) == 0x8b1f && littleEndian(1) == 8,
                position <= 3 ? "it is not gzip" : "there are bytes after its end");
        int flags = (int) littleEndian(1);
        require((flags & RESERVED) == 0, "its header is damaged");
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip((int) littleEndian(2));
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
    }

    private void skipText() {
        while (littleEndian(1) != 0) {
            // The text ends with a zero byte.
        }
    }

    private void skip(int count) {
        require(body.length - position >= count, "it ends too early");
        position += count;
    }

    private long littleEndian(int count) {
        int from = position;
        skip(count);
        long value = 0;
        for (int i = position - 1; i >= from; i--) {
            value = value << 8 | body[i] & 0xff;
        }
        return value;
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw damaged(otherwise);
        }
    }

    private RequestRefusedException damaged(String what) {
        return RequestRefusedException.badRequest(
                "the body cannot be inflated as " + (gzip ? "gzip" : "deflate") + ": " + what);
    }

    private static boolean hasZlibHeader(byte[] body) {
        return body.length >= 2 && (body[0] & 0x0f) == 8 && ((body[0] & 0xff) << 8 | body[1] & 0xff) % 31 == 0;
    }
}
