package org.pineflow.delivery;

import java.time.Clock;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.util.ObjectHelper;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.DeadLetterStore;
import org.pineflow.deadletter.DeadLetterStoreException;
import org.pineflow.deadletter.FileDeadLetterStore;
import org.pineflow.flowcore.FlowcoreRejectedException;
import org.pineflow.flowcore.client.RefusedEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps each refused event in the {@link DeadLetterStore} of the registry. Bound as {@code pineflowDeadLetters}, for use
 * in {@code onException} of {@link FlowcoreRejectedException}. An event that cannot be kept fails the exchange, so that a
 * source that can hold its events holds them.
 */
public final class DeadLetterProcessor implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterProcessor.class);

    private final Clock clock;

    /** Dates the letters by this machine's clock. */
    public DeadLetterProcessor() {
        this(Clock.systemUTC());
    }

    /** Dates the letters by {@code clock}. */
    public DeadLetterProcessor(Clock clock) {
        this.clock = clock;
    }

    /**
     * Keeps the events that the caught exception names.
     *
     * @throws IllegalStateException when there is no such exception, or more than one store in the registry
     * @throws DeadLetterStoreException when an event cannot be kept
     */
    @Override
    public void process(Exchange exchange) {
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        FlowcoreRejectedException rejected =
                caught == null ? null : ObjectHelper.getException(FlowcoreRejectedException.class, caught);
        if (rejected == null) {
            throw new IllegalStateException(
                    "pineflowDeadLetters keeps the events of a FlowcoreRejectedException: use it in its onException");
        }
        DeadLetterStore store = store(exchange);
        String stream = rejected.getStream().orElse(exchange.getFromRouteId());
        for (RefusedEvent event : rejected.getRefused()) {
            DeadLetter letter = letter(stream, event);
            boolean added = store.add(letter);
            LOG.warn(
                    "{}: an event is kept as dead letter {}{}: {}",
                    stream,
                    letter.id(),
                    added ? "" : ", as it was before",
                    event);
        }
    }

    private static DeadLetterStore store(Exchange exchange) {
        Set<DeadLetterStore> stores = exchange.getContext().getRegistry().findByType(DeadLetterStore.class);
        if (stores.size() > 1) {
            throw new IllegalStateException("Refused events cannot be kept: the registry has " + stores.size()
                    + " beans of type " + DeadLetterStore.class.getName() + ", and one at most is needed");
        }
        return stores.stream()
                .findFirst()
                .orElseGet(() -> new FileDeadLetterStore(
                        exchange.getContext().resolvePropertyPlaceholders("{{pineflow.data:data}}") + "/dead-letters"));
    }

    private DeadLetter letter(String stream, RefusedEvent event) {
        return new DeadLetter(
                DeadLetter.Kind.EVENT,
                stream,
                event.key(),
                event.rve(),
                event.body(),
                event.target(),
                event.headers(),
                event.status(),
                event.answer(),
                event.reason(),
                clock.instant(),
                event.tries());
    }
}
