package org.pineflow.flowcore.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pineflow.event.Utf8;

class CompressionTest {

    @TempDir
    Path folder;

    @Property(tries = 100)
    void everyBodyComesBackThroughTheJdk(@ForAll @Size(min = 1, max = 5000) byte[] body) throws Exception {
        DeflaterPool pool = Deflaters.choose("jdk", 1, Optional.empty());
        comesBack(pool, body);
        pool.close();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void isalIsChosenWhereItIsAndEveryBodyComesBackThroughIt() throws Exception {
        DeflaterPool pool = Deflaters.choose("auto", 1, Optional.of(folder));
        assertThat(pool).hasToString("ISA-L level 1");
        for (int size : new int[] {1, 2, 100, 65_535, 65_536, 200_000, 1 << 20}) {
            byte[] body = new byte[size];
            new Random(size).nextBytes(body);
            comesBack(pool, body);
            comesBack(pool, "{\"a\":1},".repeat(size / 8 + 1).getBytes());
        }
        pool.close();
    }

    @Test
    void aNativeLibraryThatCannotBeUnpackedIsNotFatal() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(Deflaters.choose("isal", 1, Optional.of(file.resolve("below"))))
                .hasToString("JDK zlib level 1");
    }

    @Test
    void aCompressorThatIsNotFaithfulIsFoundOut() {
        DeflaterPool broken = new DeflaterPool("broken", () -> new Deflater(1, true) {
            @Override
            public void setInput(byte[] input, int off, int len) {
                super.setInput(input, off, len - 1);
            }
        });
        assertThatThrownBy(() -> Deflaters.prove(broken)).hasMessageContaining("faithfully");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, -1})
    void aLevelThatIsNoneIsRefused(int level) {
        assertThatThrownBy(() -> Deflaters.choose("auto", level, Optional.empty()))
                .hasMessage("compressionLevel must be 1 to 9, not " + level);
    }

    private static void comesBack(DeflaterPool pool, byte[] body) throws Exception {
        assertThat(new GZIPInputStream(new ByteArrayInputStream(Compression.GZIP.frame(Utf8.of(body), pool)))
                        .readAllBytes())
                .isEqualTo(body);
        assertThat(new InflaterInputStream(new ByteArrayInputStream(Compression.DEFLATE.frame(Utf8.of(body), pool)))
                        .readAllBytes())
                .isEqualTo(body);
        assertThat(Compression.NONE.frame(Utf8.of(body), pool)).isEqualTo(body);
    }
}
