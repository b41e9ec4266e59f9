package org.pineflow.cli;

import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.pineflow.deadletter.DeadLetterStore;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.position.FilePositionStore;
import org.pineflow.position.PositionStore;

/** Where positions and dead letters are kept when the configuration names no other place: files under {@code pineflow.data}. */
final class DefaultStores {

    private DefaultStores() {}

    /** Binds a store of each kind of which the registry has none. To be called once {@code camel.beans.…} are bound. */
    static void bind(CamelContext context) {
        Path data = Path.of(context.resolvePropertyPlaceholders("{{pineflow.data}}"));
        Registry registry = context.getRegistry();
        if (registry.findByType(PositionStore.class).isEmpty()) {
            registry.bind("pineflowPositions", new FilePositionStore(data.resolve("positions")));
        }
        if (registry.findByType(DeadLetterStore.class).isEmpty()) {
            registry.bind("pineflowDeadLetterStore", new FileDeadLetterStore(data.resolve("dead-letters")));
        }
    }
}
