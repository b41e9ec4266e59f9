package org.pineflow.faults;

import java.util.Optional;

/** Hears of what a sink does, before it goes on. */
interface SinkListener {

    /** It is this moment. */
    void moment(Stage stage, Optional<Carried> stream);

    /** These events are stored; what came with this idempotency key before is not told again. */
    void stored(SinkRequest request);

    /** The sink is about to answer 2xx to this request. */
    void acknowledged(SinkRequest request);

    /** The sink is about to refuse a request of several events: they come again in parts of their own. */
    void refusedTogether(SinkRequest request);

    /** The sink is about to refuse this event, alone, for good. */
    void refused(VersionId event);

    /** Something that no bridge should do. */
    void fault(String what);
}
