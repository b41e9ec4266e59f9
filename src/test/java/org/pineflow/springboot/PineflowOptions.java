package org.pineflow.springboot;

import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.support.PropertyBindingSupport;
import org.pineflow.fd1.Fd1Component;
import org.pineflow.flowcore.FlowcoreComponent;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What docs/spring-boot.md tells the user to write. */
@Configuration
public class PineflowOptions {

    /** Sets camel.component.fd1.* and camel.component.flowcore.*; Camel does that for components with a starter only. */
    @Bean
    ComponentCustomizer pineflowOptions(Environment environment) {
        return (name, component) -> {
            if (component instanceof Fd1Component || component instanceof FlowcoreComponent) {
                Binder.get(environment)
                        .bind("camel.component." + name, Bindable.mapOf(String.class, Object.class))
                        .ifBound(options -> PropertyBindingSupport.build()
                                .withIgnoreCase(true)
                                .withMandatory(true)
                                .bind(component.getCamelContext(), component, options));
            }
        };
    }
}
