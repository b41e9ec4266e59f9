import com.intel.gkl.compression.IntelDeflater;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Gzip into a buffer that is reused, by the JDK's zlib or by ISA-L. */
final class Gzip {

    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final Deflater deflater;
    private final CRC32 crc = new CRC32();
    private byte[] raw = {};

    private Gzip(Deflater deflater) {
        this.deflater = deflater;
    }

    /** By the variables GZIP ({@code isal} or {@code jdk}) and LEVEL. */
    static Gzip fromEnvironment() throws IOException {
        int level = Integer.parseInt(System.getenv("LEVEL"));
        if (!"isal".equals(System.getenv("GZIP"))) {
            return new Gzip(new Deflater(level, true));
        }
        IntelDeflater isal = new IntelDeflater(level, true);
        if (!isal.load(null)) {
            throw new IOException("ISA-L cannot be loaded");
        }
        return new Gzip(isal);
    }

    /** Puts the gzip form of the first {@code length} bytes into {@code out} from its position on. */
    void compress(byte[] content, int length, ByteBuffer out) {
        // ISA-L writes at offset 0 alone, and fails when it has not room for all: hence an array of its own.
        if (raw.length < length + length / 1000 + 1024) {
            raw = new byte[2 * length + 1024];
        }
        deflater.reset();
        deflater.setInput(content, 0, length);
        deflater.finish();
        int compressed = deflater.deflate(raw, 0, raw.length);
        crc.reset();
        crc.update(content, 0, length);
        out.order(ByteOrder.LITTLE_ENDIAN).put(HEADER).put(raw, 0, compressed).putInt((int) crc.getValue()).putInt(length);
    }

    /** The most that {@link #compress} puts for so many bytes. */
    static int mostFor(int length) {
        return length + length / 1000 + 1024;
    }
}
