package org.pineflow.flowcore.client;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import org.pineflow.event.Utf8;

/** The content coding of a request body. */
public enum Compression {
    /** RFC 1952. */
    GZIP {
        @Override
        byte[] frame(Utf8 content, DeflaterPool deflaters) {
            CRC32 crc = new CRC32();
            crc.update(content.bytes(), content.from(), content.length());
            ByteBuffer trailer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            trailer.putInt((int) crc.getValue()).putInt(content.length());
            return deflaters.deflate(GZIP_HEADER, content, trailer.array());
        }
    },
    /** The zlib format of RFC 1950, which is what HTTP means by deflate. */
    DEFLATE {
        @Override
        byte[] frame(Utf8 content, DeflaterPool deflaters) {
            Adler32 adler = new Adler32();
            adler.update(content.bytes(), content.from(), content.length());
            ByteBuffer trailer = ByteBuffer.allocate(4).putInt((int) adler.getValue());
            return deflaters.deflate(ZLIB_HEADER, content, trailer.array());
        }
    },
    /** As it is. */
    NONE {
        @Override
        byte[] frame(Utf8 content, DeflaterPool deflaters) {
            return content.exact();
        }
    };

    private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final byte[] ZLIB_HEADER = {0x78, 0x01};

    /** The body of a request with this content: an array that is just as long. */
    abstract byte[] frame(Utf8 content, DeflaterPool deflaters);

    /** The value of {@code Content-Encoding}; empty when there is none. */
    public Optional<String> contentEncoding() {
        return this == NONE ? Optional.empty() : Optional.of(name().toLowerCase(Locale.ROOT));
    }
}
