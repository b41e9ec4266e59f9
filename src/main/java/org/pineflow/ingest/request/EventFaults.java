package org.pineflow.ingest.request;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with the events of a batch, so that a sender learns all of it at once. */
final class EventFaults {

    /** More than these are counted, and not named. */
    private static final int MOST_NAMED = 100;

    private final List<EventFault> named = new ArrayList<>();
    private int count;

    void add(int index, String message) {
        if (count < MOST_NAMED) {
            named.add(new EventFault(index, message));
        }
        count++;
    }

    /** @throws RequestRefusedException 400 when there is any fault */
    void refuseIfAny() {
        if (count > 0) {
            throw RequestRefusedException.badEvents(named, count);
        }
    }
}
