package org.pineflow.ingest.catalog;

import java.util.UUID;

/**
 * A tenant of the catalog.
 *
 * @param id of the tenant; from its name where the catalog gives none
 */
public record Tenant(UUID id, String name) {}
