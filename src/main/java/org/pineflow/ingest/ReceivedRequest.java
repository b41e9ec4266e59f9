package org.pineflow.ingest;

import org.pineflow.ingest.catalog.ApiKey;
import org.pineflow.ingest.store.Submission;

/**
 * A request whose body is read and found good.
 *
 * @param batch whether the sender waits for a list of ids, or for one id
 * @param key it came with
 * @param bytes of its body, uncompressed
 */
record ReceivedRequest(boolean batch, ApiKey key, long bytes, Submission submission) {}
