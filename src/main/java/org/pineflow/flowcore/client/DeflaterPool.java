package org.pineflow.flowcore.client;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import org.pineflow.event.Utf8;

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

    /** The compressed form of {@code content}, which is not empty, between a header and a trailer. */
    byte[] deflate(byte[] header, Utf8 content, byte[] trailer) {
        Worker kept = idle.poll();
        Worker worker = kept == null ? new Worker(maker.get()) : kept;
        byte[] framed = worker.deflate(header, content, trailer);
        if (!idle.offer(worker)) {
            worker.deflater.end();
        }
        return framed;
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

        private byte[] deflate(byte[] header, Utf8 content, byte[] trailer) {
            // ISA-L fails when the output does not fit at once; five bytes in 16 KiB is more than stored blocks need.
            int most = content.length() + (content.length() / 16_384 + 1) * 5 + 64;
            if (room.length < most) {
                room = new byte[most + most / 8];
            }
            deflater.reset();
            deflater.setInput(content.bytes(), content.from(), content.length());
            deflater.finish();
            // Always from the beginning of the room: ISA-L writes nowhere else.
            int length = deflater.deflate(room, 0, room.length);
            if (!deflater.finished()) {
                throw new IllegalStateException(
                        "the compressor makes more than " + room.length + " bytes of " + content.length());
            }
            byte[] framed = new byte[header.length + length + trailer.length];
            System.arraycopy(header, 0, framed, 0, header.length);
            System.arraycopy(room, 0, framed, header.length, length);
            System.arraycopy(trailer, 0, framed, header.length + length, trailer.length);
            return framed;
        }
    }
}
