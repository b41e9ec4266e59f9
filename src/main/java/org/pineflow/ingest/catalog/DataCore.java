package org.pineflow.ingest.catalog;

import java.util.UUID;

/**
 * A data core of the catalog.
 *
 * @param id unique in the catalog; the events belong to it, whatever the name becomes
 * @param name unique in its tenant
 */
public record DataCore(UUID id, String name, Tenant tenant) {}
