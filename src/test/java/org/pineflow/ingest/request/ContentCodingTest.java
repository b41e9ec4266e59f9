package org.pineflow.ingest.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ContentCodingTest {

    private static final int LIMIT = 10_000;

    @Property(tries = 300)
    void whatWasCompressedComesBack(@ForAll @Size(max = 5000) byte[] content, @ForAll boolean bare) throws IOException {
        assertThat(ContentCoding.GZIP.decode(gzip(content), LIMIT, size -> {})).isEqualTo(content);
        assertThat(ContentCoding.DEFLATE.decode(deflate(content, bare), LIMIT, size -> {}))
                .isEqualTo(content);
    }

    @Property(tries = 300)
    void noDamagedByteGoesUnnoticed(
            @ForAll @Size(min = 1, max = 200) byte[] content,
            @ForAll @IntRange(max = 1000) int at,
            @ForAll @IntRange(min = 1, max = 255) int change)
            throws IOException {
        byte[] body = gzip(content);
        int position = at % body.length;
        // Time stamp, extra flags and operating system of the header say nothing about the content.
        int damaged = position >= 4 && position < 10 ? 10 : position;
        body[damaged] ^= (byte) change;

        try {
            assertThat(ContentCoding.GZIP.decode(body, LIMIT, size -> {})).isEqualTo(content);
        } catch (RequestRefusedException e) {
            assertThat(e.status().code()).isIn(400, 413);
        }
    }

    @Test
    void theLimitIsTheLastByteThatIsTaken() throws IOException {
        assertThat(ContentCoding.GZIP.decode(gzip(new byte[LIMIT]), LIMIT, size -> {}))
                .hasSize(LIMIT);
        assertThatThrownBy(() -> ContentCoding.GZIP.decode(gzip(new byte[LIMIT + 1]), LIMIT, size -> {}))
                .isInstanceOfSatisfying(
                        RequestRefusedException.class,
                        e -> assertThat(e.status().code()).isEqualTo(413));
        assertThat(ContentCoding.IDENTITY.decode(new byte[LIMIT], LIMIT, size -> {}))
                .hasSize(LIMIT);
        assertThatThrownBy(() -> ContentCoding.IDENTITY.decode(new byte[LIMIT + 1], LIMIT, size -> {}))
                .isInstanceOf(RequestRefusedException.class);
    }

    @Test
    void optionalHeaderFieldsOfGzipAreSkipped() throws IOException {
        byte[] plain = gzip(new byte[] {'{', '}'});
        ByteArrayOutputStream full = new ByteArrayOutputStream();
        full.write(new byte[] {0x1f, (byte) 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 0});
        full.write(new byte[] {3, 0, 'x', 'y', 'z'});
        full.write(new byte[] {'n', 'a', 'm', 'e', 0, 'c', 0});
        CRC32 crc = new CRC32();
        crc.update(full.toByteArray());
        full.write((int) crc.getValue());
        full.write((int) (crc.getValue() >> 8));
        full.write(plain, 10, plain.length - 10);

        assertThat(ContentCoding.GZIP.decode(full.toByteArray(), LIMIT, size -> {}))
                .asString()
                .isEqualTo("{}");
        assertThatThrownBy(() -> ContentCoding.GZIP.decode(Arrays.copyOf(full.toByteArray(), 16), LIMIT, size -> {}))
                .hasMessageContaining("it ends too early");
    }

    @Test
    void theMessageSaysWhatIsWrong() throws IOException {
        byte[] good = gzip(new byte[100]);

        assertThatThrownBy(() -> ContentCoding.GZIP.decode(new byte[] {'[', '{', '}', ']'}, LIMIT, size -> {}))
                .hasMessageContaining("it is not gzip");
        assertThatThrownBy(() -> ContentCoding.GZIP.decode(Arrays.copyOf(good, good.length + 4), LIMIT, size -> {}))
                .hasMessageContaining("there are bytes after its end");
        assertThatThrownBy(() -> ContentCoding.GZIP.decode(Arrays.copyOf(good, good.length - 1), LIMIT, size -> {}))
                .hasMessageContaining("it ends too early");
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(byte[] content, boolean bare) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, bare);
        try (OutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            out.write(content);
        }
        deflater.end();
        return bytes.toByteArray();
    }
}
