package org.pineflow.ingest.health;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.pineflow.ingest.catalog.CatalogFile;

/**
 * Tells what is wrong with the catalog's file. Never down for it: the service does its work with the catalog that the file
 * held before, and a mistake in a file must not take every instance out of service at once.
 */
public final class CatalogHealthCheck extends AbstractHealthCheck {

    private final CatalogFile file;

    public CatalogHealthCheck(CatalogFile file) {
        super("camel", "ingest-catalog");
        this.file = file;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("keys", file.get().keyCount());
        file.problem().ifPresent(problem -> builder.detail("problem", problem).message(problem));
        builder.up();
    }
}
