package org.pineflow.flowcore.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.pineflow.event.Utf8;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses who compresses: ISA-L where it is there and proves itself, else the JDK. */
public final class Deflaters {

    private static final Logger LOG = LoggerFactory.getLogger(Deflaters.class);

    /** ISA-L has two levels; above them its library falls back to a zlib no better than the JDK's. */
    private static final int HIGHEST_ISAL_LEVEL = 2;

    /** Stands before the sample, as that of gzip does. */
    private static final byte[] HEADER = new byte[10];

    private Deflaters() {}

    /**
     * Chooses once, at start, and reports the choice in the log. A native library that is missing or fails its proof is
     * never fatal.
     *
     * @param choice {@code auto}, {@code jdk} or {@code isal}
     * @param level 1 (fastest) to 9 (smallest)
     * @param nativeDirectory where the native library is unpacked; empty = a new folder in the temporary folder
     * @throws IllegalArgumentException when the choice or the level is none of these
     */
    public static DeflaterPool choose(String choice, int level, Optional<Path> nativeDirectory) {
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("compressionLevel must be 1 to 9, not " + level);
        }
        DeflaterPool jdk = new DeflaterPool("JDK zlib level " + level, () -> new Deflater(level, true));
        switch (choice) {
            case "jdk":
                return jdk;
            case "auto":
                if (level > HIGHEST_ISAL_LEVEL) {
                    return jdk;
                }
                break;
            case "isal":
                if (level > HIGHEST_ISAL_LEVEL) {
                    throw new IllegalArgumentException(
                            "compressor=isal has compressionLevel 1 and 2, not " + level + "; use compressor=jdk");
                }
                break;
            default:
                throw new IllegalArgumentException("compressor must be auto, jdk or isal, not '" + choice + "'");
        }
        try {
            DeflaterPool isal = IsalDeflaters.load(level, nativeDirectory);
            prove(isal);
            LOG.info("Requests are compressed by {}", isal);
            return isal;
        } catch (IOException | RuntimeException | LinkageError e) {
            String message = "Requests are compressed by {}; ISA-L is not used: {}";
            if (choice.equals("isal")) {
                LOG.warn(message, jdk, e.toString());
            } else {
                LOG.info(message, jdk, e.toString());
            }
            return jdk;
        }
    }

    /** Compresses what is easy and what is hard, one after the other, and asks the JDK for the way back. */
    static void prove(DeflaterPool pool) throws IOException {
        byte[] easy = "{\"key\":42,\"name\":\"Kōrero\"},".repeat(5000).getBytes(StandardCharsets.UTF_8);
        byte[] hard = new byte[200_000];
        new Random(1).nextBytes(hard);
        prove(pool, easy);
        prove(pool, hard);
        prove(pool, easy);
    }

    private static void prove(DeflaterPool pool, byte[] sample) throws IOException {
        byte[] compressed = pool.deflate(HEADER, Utf8.of(sample), new byte[0]);
        byte[] back = new byte[sample.length + 1];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(compressed, HEADER.length, compressed.length - HEADER.length);
            int length = inflater.inflate(back);
            if (!inflater.finished() || !Arrays.equals(sample, Arrays.copyOf(back, length))) {
                throw new IOException("it does not compress faithfully");
            }
        } catch (DataFormatException e) {
            throw new IOException("it does not compress faithfully: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }
}
