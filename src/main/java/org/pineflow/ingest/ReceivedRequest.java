package org.pineflow.ingest;

import org.pineflow.ingest.store.Submission;

/**
 * A request whose body is read and found good.
 *
 * @param batch whether the sender waits for a list of ids, or for one id
 */
record ReceivedRequest(boolean batch, Submission submission) {}
