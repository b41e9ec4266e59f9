package org.pineflow.fd1;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.SSLContextParametersAware;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.HealthCheckComponent;
import org.apache.camel.util.URISupport;
import org.pineflow.deadletter.DeadLetterStore;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.fd1.client.Fd1Links;
import org.pineflow.fd1.stream.StreamThreads;
import org.pineflow.position.FilePositionStore;
import org.pineflow.position.PositionStore;

/** Owns what all FD1 endpoints of a context share: sockets, threads, and the stores that are there by default. */
@Component("fd1")
public class Fd1Component extends HealthCheckComponent implements SSLContextParametersAware {

    @Metadata(description = "The configuration that every endpoint begins with.")
    private Fd1Configuration configuration = new Fd1Configuration();

    @Metadata(label = "security", description = "Whether the context's global TLS parameters are used.")
    private boolean useGlobalSslContextParameters;

    /** Headers of the upgrade, and FD1's connection ticket in the url; Camel knows apiKey and token itself. */
    private static final String SECRETS_IN_URIS = "upgradeHeaders,ticket";

    private static final int EVENT_LOOPS = Math.min(2, Runtime.getRuntime().availableProcessors());

    private final Map<String, Consumer> streams = new ConcurrentHashMap<>();
    private Optional<Fd1Links> links = Optional.empty();
    private Optional<ExecutorService> pool = Optional.empty();
    private Optional<ScheduledExecutorService> timer = Optional.empty();
    private Optional<PositionStore> ownPositions = Optional.empty();

    public Fd1Component() {}

    public Fd1Component(CamelContext context) {
        super(context);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        hideInUris(SECRETS_IN_URIS);
    }

    /** Camel blots out secrets in logged and managed URIs by a list of words; ours are added to the user's own. */
    private void hideInUris(String words) {
        ExtendedCamelContext context = getCamelContext().getCamelContextExtension();
        String others = context.getAdditionalSensitiveKeywords();
        String all =
                others == null || others.isBlank() ? words : others.contains(words) ? others : others + "," + words;
        context.setAdditionalSensitiveKeywords(all);
        URISupport.addSanitizeKeywords(all);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        Operation operation = Operation.of(remaining);
        String name = URLDecoder.decode(
                remaining.substring(remaining.indexOf(':') + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
        OptionCheck.check(operation, uri, parameters);
        Fd1Endpoint endpoint = new Fd1Endpoint(uri, this, operation, name, configuration.copy());
        if (useGlobalSslContextParameters && endpoint.getConfiguration().getSslContextParameters() == null) {
            endpoint.getConfiguration().setSslContextParameters(retrieveGlobalSslContextParameters());
        }
        setProperties(endpoint, parameters);
        endpoint.checkOptions();
        return endpoint;
    }

    /**
     * The stream's name belongs to one consumer of the context from now on.
     *
     * @throws IllegalArgumentException when it belongs to one already
     */
    void claim(String stream, Consumer owner, String uri) {
        Consumer before = streams.putIfAbsent(stream, owner);
        if (before != null && before != owner) {
            throw new IllegalArgumentException("two routes have the stream name " + stream
                    + "; each needs a position of its own. Give one of them another name: stream=… in " + uri);
        }
    }

    /** Gives the name back; does nothing when it belongs to another consumer. */
    void unclaim(String stream, Consumer owner) {
        streams.remove(stream, owner);
    }

    /** The sockets. */
    synchronized Fd1Links links() {
        if (links.isEmpty()) {
            links = Optional.of(new Fd1Links(EVENT_LOOPS));
        }
        return links.get();
    }

    /** The threads that streams run on. */
    synchronized StreamThreads threads() {
        if (pool.isEmpty()) {
            pool = Optional.of(getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "Fd1Stream"));
            timer = Optional.of(
                    getCamelContext().getExecutorServiceManager().newScheduledThreadPool(this, "Fd1Timer", 1));
        }
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        return new StreamThreads(pool.get(), timer.get(), random);
    }

    /** The registry's only position store, else files under {@code pineflow.data}. */
    synchronized PositionStore defaultPositionStore() {
        PositionStore only = getCamelContext().getRegistry().findSingleByType(PositionStore.class);
        if (only != null) {
            return only;
        }
        if (ownPositions.isEmpty()) {
            ownPositions = Optional.of(new FilePositionStore(dataFolder().resolve("positions")));
        }
        return ownPositions.get();
    }

    /** The registry's only dead letter store, else files under {@code pineflow.data}. */
    DeadLetterStore deadLetterStore() {
        DeadLetterStore only = getCamelContext().getRegistry().findSingleByType(DeadLetterStore.class);
        return only != null ? only : new FileDeadLetterStore(dataFolder().resolve("dead-letters"));
    }

    /** The time of day for streams: the registry's only clock, else this machine's. */
    Clock clock() {
        Clock only = getCamelContext().getRegistry().findSingleByType(Clock.class);
        return only != null ? only : Clock.systemUTC();
    }

    private Path dataFolder() {
        return Path.of(getCamelContext().resolvePropertyPlaceholders("{{pineflow.data:data}}"));
    }

    @Override
    protected void doShutdown() throws Exception {
        synchronized (this) {
            links.ifPresent(Fd1Links::close);
            links = Optional.empty();
            pool.ifPresent(getCamelContext().getExecutorServiceManager()::shutdownNow);
            pool = Optional.empty();
            timer.ifPresent(getCamelContext().getExecutorServiceManager()::shutdownNow);
            timer = Optional.empty();
            ownPositions.ifPresent(PositionStore::close);
            ownPositions = Optional.empty();
        }
        super.doShutdown();
    }

    public Fd1Configuration getConfiguration() {
        return configuration;
    }

    /** The configuration that every endpoint begins with. */
    public void setConfiguration(Fd1Configuration configuration) {
        this.configuration = configuration;
    }

    @Override
    public boolean isUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    /** Whether the context's global TLS parameters are used. */
    @Override
    public void setUseGlobalSslContextParameters(boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }
}
