package org.pineflow.ingest.catalog;

import java.util.UUID;

/**
 * A flow type of the catalog.
 *
 * @param id unique in the catalog; from its name and its data core's id where the catalog gives none
 * @param name unique in its data core
 */
public record FlowType(UUID id, String name, DataCore dataCore) {}
