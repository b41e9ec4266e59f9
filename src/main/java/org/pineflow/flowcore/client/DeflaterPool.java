package org.pineflow.flowcore.client;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import java.util.zip.Deflater;

/**
 * Makes raw DEFLATE data (RFC 1951), keeping a few compressors for the next call because each owns native memory. Safe
 * for use by several threads: a worker belongs to one call at a time.
 */
public final class DeflaterPool implements AutoCloseable {

    private static final int KEPT = 4;

    private final String name;
    private final Supplier<Deflater> maker;
    private final BlockingQueue<Worker> idle = new ArrayBlockingQueue<>(KEPT);

    /**
     * A pool of what {@code maker} makes: compressors without header and trailer.
     *
     * @param name of the implementation, for the log
     */
    public DeflaterPool(String name, Supplier<Deflater> maker) {
        this.name = name;
        this.maker = maker;
    }

    /** Appends the compressed form of {@code content}, which is not empty. */
    public void deflate(byte[] content, ByteArrayOutputStream out) {
        Worker kept = idle.poll();
        Worker worker = kept == null ? new Worker(maker.get()) : kept;
        worker.deflate(content, out);
        if (!idle.offer(worker)) {
            worker.deflater.end();
        }
    }

    /** Frees the native memory. */
    @Override
    public void close() {
        for (Worker worker = idle.poll(); worker != null; worker = idle.poll()) {
            worker.deflater.end();
        }
    }

    /** The name of the implementation. */
    @Override
    public String toString() {
        return name;
    }

    private static final class Worker {

        private final Deflater deflater;
        private byte[] room = {};

        private Worker(Deflater deflater) {
            this.deflater = deflater;
        }

        private void deflate(byte[] content, ByteArrayOutputStream out) {
            // ISA-L fails when the output does not fit at once; five bytes in 16 KiB is more than stored blocks need.
            int most = content.length + (content.length / 16_384 + 1) * 5 + 64;
            if (room.length < most) {
                room = new byte[most];
            }
            deflater.reset();
            deflater.setInput(content, 0, content.length);
            deflater.finish();
            while (!deflater.finished()) {
                out.write(room, 0, deflater.deflate(room, 0, room.length));
            }
        }
    }
}
