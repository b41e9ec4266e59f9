package org.pineflow.ingest.store;

import java.util.UUID;
import org.pineflow.ingest.catalog.EventTypeName;

/**
 * An object that is to be made. Which events it holds is settled and stored, so that a task that is done again after a
 * crash makes the same object.
 *
 * @param object the id of the object
 * @param events how many events it will have
 */
public record ArchiveTask(UUID object, EventTypeName type, TimeBucket bucket, long events) {}
