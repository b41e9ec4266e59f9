package org.pineflow.ingest;

import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;

/**
 * Binds the {@link IngestionService} where camel-main starts from properties alone: {@code
 * camel.main.configurationClasses = org.pineflow.ingest.IngestionConfiguration}. Does nothing where a program has bound
 * one already.
 */
public final class IngestionConfiguration implements CamelConfiguration {

    @Override
    public void configure(CamelContext context) {
        if (context.getRegistry().lookupByName(IngestionService.NAME) == null) {
            IngestionService.bind(context);
        }
    }
}
