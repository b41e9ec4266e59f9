package org.pineflow.faults;

import java.util.List;
import java.util.Optional;

/** Hears of what passes on the wire, before it passes. */
interface WireListener {

    /** It is this moment, of this stream where that can be told. */
    void moment(Stage stage, Optional<Carried> stream);

    /**
     * These versions are about to reach the bridge.
     *
     * @param run the life of the bridge that the connection belongs to
     * @param polled whether a poll brings them, else a firehose
     */
    void served(int run, List<VersionId> versions, boolean polled);

    /** The bridge has read these versions of a firehose: it has answered a ping that was sent behind them. */
    void read(int run, List<VersionId> versions);
}
