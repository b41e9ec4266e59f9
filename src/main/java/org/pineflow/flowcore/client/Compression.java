package org.pineflow.flowcore.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/** The content coding of a request body. */
public enum Compression {
    /** RFC 1952. */
    GZIP {
        @Override
        byte[] frame(byte[] content, DeflaterPool deflaters) {
            CRC32 crc = new CRC32();
            crc.update(content, 0, content.length);
            ByteArrayOutputStream framed = new ByteArrayOutputStream(content.length / 3 + 64);
            framed.writeBytes(GZIP_HEADER);
            deflaters.deflate(content, framed);
            framed.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) crc.getValue())
                    .putInt(content.length)
                    .array());
            return framed.toByteArray();
        }
    },
    /** The zlib format of RFC 1950, which is what HTTP means by deflate. */
    DEFLATE {
        @Override
        byte[] frame(byte[] content, DeflaterPool deflaters) {
            Adler32 adler = new Adler32();
            adler.update(content, 0, content.length);
            ByteArrayOutputStream framed = new ByteArrayOutputStream(content.length / 3 + 64);
            framed.writeBytes(ZLIB_HEADER);
            deflaters.deflate(content, framed);
            framed.writeBytes(
                    ByteBuffer.allocate(4).putInt((int) adler.getValue()).array());
            return framed.toByteArray();
        }
    },
    /** As it is. */
    NONE {
        @Override
        byte[] frame(byte[] content, DeflaterPool deflaters) {
            return content;
        }
    };

    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final byte[] ZLIB_HEADER = {0x78, 0x01};

    abstract byte[] frame(byte[] content, DeflaterPool deflaters);

    /** The value of {@code Content-Encoding}; empty when there is none. */
    public Optional<String> contentEncoding() {
        return this == NONE ? Optional.empty() : Optional.of(name().toLowerCase(Locale.ROOT));
    }
}
