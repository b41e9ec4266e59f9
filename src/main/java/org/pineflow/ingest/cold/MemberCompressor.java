package org.pineflow.ingest.cold;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.pineflow.ingest.request.JsonBuilder;

/**
 * Compresses the members of an object on a thread or two of its own, while the next ones are read from the hot store. Belongs
 * to one thread, which gets the members in the order it gave them, and compresses some itself rather than wait.
 */
final class MemberCompressor implements Closeable {

    private static final int THREADS =
            Math.max(1, Math.min(2, Runtime.getRuntime().availableProcessors() - 1));

    /** How many members may be on their way, so that memory stays bounded. */
    private static final int ON_THEIR_WAY = 2 * THREADS + 1;

    /**
     * A member that is done.
     *
     * @param first the id of its first event
     */
    record Member(byte[] gzip, UUID first) {}

    private final int level;
    private final ExecutorService threads;
    private final Deque<Future<Member>> members = new ArrayDeque<>();

    /** @param level of the compression, 1 to 9 */
    MemberCompressor(int level) {
        this.level = level;
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(THREADS),
                MemberCompressor::thread,
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "pineflow-archive-compressor");
        thread.setDaemon(true);
        return thread;
    }

    /** @param json belongs to the compressor from now on */
    void add(JsonBuilder json, UUID first) {
        members.add(threads.submit(() -> new Member(gzip(json), first)));
    }

    /** The next member, waiting for it where too many are on their way; else empty. */
    Optional<Member> nextIfMany() throws IOException {
        return members.size() < ON_THEIR_WAY ? Optional.empty() : next();
    }

    /** The next member, waiting for it; empty when there are no more. */
    Optional<Member> next() throws IOException {
        if (members.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(members.remove().get());
        } catch (ExecutionException e) {
            throw new IOException("cannot compress: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it was compressed");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private byte[] gzip(JsonBuilder json) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(json.size() / 4 + 64);
        try (GZIPOutputStream gzip = new LeveledGzip(compressed, level)) {
            json.writeTo(gzip);
        }
        return compressed.toByteArray();
    }

    /** The JDK's gzip, which takes a level only from a subclass. */
    private static final class LeveledGzip extends GZIPOutputStream {

        LeveledGzip(OutputStream out, int level) throws IOException {
            super(out, 8192);
            def.setLevel(level);
        }
    }
}
