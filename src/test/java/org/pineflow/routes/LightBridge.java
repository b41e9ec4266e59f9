package org.pineflow.routes;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A program that runs one route until its standard input ends. Knows nothing but Camel's engine. */
public final class LightBridge {

    private LightBridge() {}

    /** @param arguments where from, where to, and the folder that is written to */
    public static void main(String[] arguments) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getPropertiesComponent().addInitialProperty("pineflow.data", arguments[2]);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(arguments[0]).to(arguments[1]);
                }
            });
            context.start();
            while (System.in.read() >= 0) {
                // Whoever started this closes it.
            }
        }
    }
}
