package org.pineflow.ingest;

import java.util.concurrent.Semaphore;
import org.pineflow.ingest.request.RequestRefusedException;
import org.pineflow.ingest.request.RequestRefusedException.Status;

/** How many may do something at once; nobody waits. Safe for use by several threads. */
final class Turns {

    private final Semaphore free;
    private final String what;

    /** @param what is done, for people */
    Turns(int most, String what) {
        this.free = new Semaphore(most);
        this.what = what;
    }

    /**
     * Takes a turn, which must be given back.
     *
     * @throws RequestRefusedException 503 when there is none
     */
    void take() {
        if (!free.tryAcquire()) {
            throw new RequestRefusedException(
                    Status.SERVICE_UNAVAILABLE, "too many files " + what + " at once; try later");
        }
    }

    void giveBack() {
        free.release();
    }
}
