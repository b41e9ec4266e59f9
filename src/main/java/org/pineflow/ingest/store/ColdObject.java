package org.pineflow.ingest.store;

import java.util.UUID;
import org.pineflow.ingest.catalog.EventTypeName;

/**
 * One object of the cold store: events of one type and bucket, in the order of their ids. Never changed.
 *
 * @param id names it
 * @param events how many it has
 * @param bytes its length
 * @param sha256 of its bytes, 64 hexadecimal digits in lower case
 * @param first the id of the first event
 * @param last the id of the last one
 */
public record ColdObject(
        UUID id,
        EventTypeName type,
        TimeBucket bucket,
        long events,
        long bytes,
        String sha256,
        UUID first,
        UUID last) {}
