package org.pineflow.cli;

import java.nio.file.Path;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;
import org.pineflow.deadletter.DeadLetterStore;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.deadletter.JdbcDeadLetterStore;
import org.pineflow.position.FilePositionStore;
import org.pineflow.position.JdbcPositionStore;
import org.pineflow.position.PositionStore;

/**
 * Where positions and dead letters are kept when the configuration names no other place: files under
 * {@code pineflow.data}. Dead letters go where the positions are when those are in a database in which tables are made.
 */
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
            registry.bind("pineflowDeadLetterStore", deadLetters(registry.findByType(PositionStore.class), data));
        }
    }

    /** In no other database of the user's, where nobody asked for tables. */
    private static DeadLetterStore deadLetters(Set<PositionStore> positions, Path data) {
        return positions.size() == 1
                        && positions.iterator().next() instanceof JdbcPositionStore database
                        && database.migrates()
                ? new JdbcDeadLetterStore(database.dataSource())
                : new FileDeadLetterStore(data.resolve("dead-letters"));
    }
}
