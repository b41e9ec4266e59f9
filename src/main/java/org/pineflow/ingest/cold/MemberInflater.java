package org.pineflow.ingest.cold;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.pineflow.ingest.request.GrowingBytes;

/**
 * Inflates the members of an object on a thread of its own, while those before are gone through. Belongs to one thread,
 * which gets the members in order; the stream belongs to the other one until the last member is there, or this is closed.
 */
final class MemberInflater implements Closeable {

    /** How many members may be on their way, so that memory stays bounded. */
    private static final int ON_THEIR_WAY = 2;

    private final InputStream object;
    private final Iterator<ColdManifest.Extent> coming;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(MemberInflater::thread);
    private final Deque<Future<GrowingBytes>> members = new ArrayDeque<>();

    /**
     * @param object begins with the first of the members
     * @param members neighbours
     */
    MemberInflater(InputStream object, List<ColdManifest.Extent> members) {
        this.object = object;
        this.coming = members.iterator();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "pineflow-archive-inflater");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * The JSON of the next member, waiting for it; there has to be one.
     *
     * @throws IOException when the stream is cut off or is not what the members consist of
     */
    GrowingBytes next() throws IOException {
        while (members.size() < ON_THEIR_WAY && coming.hasNext()) {
            ColdManifest.Extent member = coming.next();
            members.add(thread.submit(
                    () -> ColdObjectReader.inflate(object, member, new GrowingBytes(ColdObjectWriter.MEMBER_BYTES))));
        }
        try {
            return members.remove().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException damage) {
                throw damage;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it was read back");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
