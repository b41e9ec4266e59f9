package org.pineflow.flowcore.client;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import java.util.zip.Deflater;

/**
 * Makes raw DEFLATE data (RFC 1951), keeping a few compressors for the next call because each owns native memory. Safe
 * for use by several threads.
 */
public final class DeflaterPool implements AutoCloseable {

    private static final int KEPT = 4;
    private static final int CHUNK_BYTES = 64 * 1024;

    private final String name;
    private final Supplier<Deflater> maker;
    private final BlockingQueue<Deflater> idle = new ArrayBlockingQueue<>(KEPT);

    /**
     * A pool of what {@code maker} makes: compressors without header and trailer.
     *
     * @param name of the implementation, for the log
     */
    public DeflaterPool(String name, Supplier<Deflater> maker) {
        this.name = name;
        this.maker = maker;
    }

    /** Appends the compressed form of {@code content}. */
    public void deflate(byte[] content, ByteArrayOutputStream out) {
        Deflater kept = idle.poll();
        Deflater deflater = kept == null ? maker.get() : kept;
        byte[] chunk = new byte[Math.min(CHUNK_BYTES, content.length + 64)];
        deflater.reset();
        deflater.setInput(content, 0, content.length);
        deflater.finish();
        while (!deflater.finished()) {
            out.write(chunk, 0, deflater.deflate(chunk, 0, chunk.length));
        }
        if (!idle.offer(deflater)) {
            deflater.end();
        }
    }

    /** Frees the native memory. */
    @Override
    public void close() {
        for (Deflater deflater = idle.poll(); deflater != null; deflater = idle.poll()) {
            deflater.end();
        }
    }

    /** The name of the implementation. */
    @Override
    public String toString() {
        return name;
    }
}
