package org.pineflow.fd1;

import org.pineflow.fd1.stream.StreamStatus;

/** A consumer of {@code fd1:}, as those see it who watch over a context. */
public interface Fd1Stream {

    /** State and counters. */
    StreamStatus status();
}
