package org.pineflow.cli;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.component.file.cluster.FileLockClusterService;

/**
 * What {@code master:} routes agree by who runs them, when the configuration brings nothing else: a locked file in the
 * folder {@code pineflow.cluster.folder}, between processes of one machine. It does nothing until a route asks for it.
 */
final class DefaultCluster {

    /** How often those who wait try the lock: far below the 10 s in which one of them is to take over. */
    private static final long SECONDS_BETWEEN_TRIES = 1;

    /** A leader that has not written for so many tries is dead. */
    private static final int MISSED_TRIES = 3;

    private DefaultCluster() {}

    /** Adds the service unless the context has one. To be called once the classes of the configuration are done. */
    static void add(CamelContext context) {
        if (context.hasService(CamelClusterService.class) != null) {
            return;
        }
        FileLockClusterService files = new FileLockClusterService();
        files.setRoot(Path.of(context.resolvePropertyPlaceholders("{{" + SettingsLoader.HOME_KEY + "}}"))
                .resolve(context.resolvePropertyPlaceholders("{{pineflow.cluster.folder}}"))
                .toString());
        files.setAcquireLockDelay(SECONDS_BETWEEN_TRIES, TimeUnit.SECONDS);
        files.setAcquireLockInterval(SECONDS_BETWEEN_TRIES, TimeUnit.SECONDS);
        files.setHeartbeatTimeoutMultiplier(MISSED_TRIES);
        try {
            context.addService(files);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }
}
