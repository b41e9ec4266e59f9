package org.pineflow.fd1.stream;

import org.pineflow.fd1.client.Fd1Link;

/** Gives a firehose its links. All of them have the same event loop. */
public interface FirehoseLinks {

    /** The link that the firehose begins with, and may share with others. */
    Fd1Link shared();

    /** A new link with a socket of its own, which is closed when its last listener leaves. */
    Fd1Link own();
}
