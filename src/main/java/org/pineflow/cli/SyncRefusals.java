package org.pineflow.cli;

import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailureHandledEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.util.ObjectHelper;
import org.pineflow.flowcore.FlowcoreDeniedException;
import org.pineflow.flowcore.FlowcoreRejectedException;

/**
 * Hears of what a sink refuses: a set-up that is wrong ends the poll at once, as waiting does not mend it, and refused
 * rows are counted.
 */
final class SyncRefusals extends EventNotifierSupport {

    private final List<SyncPoll> polls;

    SyncRefusals(List<SyncPoll> polls) {
        this.polls = List.copyOf(polls);
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof ExchangeFailedEvent failed) {
            Exchange exchange = failed.getExchange();
            cause(FlowcoreDeniedException.class, exchange.getException())
                    .ifPresent(denied -> poll(exchange).ifPresent(poll -> poll.giveUp(denied.getMessage())));
        } else if (event instanceof ExchangeFailureHandledEvent handled) {
            Exchange exchange = handled.getExchange();
            cause(FlowcoreRejectedException.class, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class))
                    .ifPresent(rejected -> poll(exchange)
                            .ifPresent(
                                    poll -> poll.refused(rejected.getRefused().size())));
        }
    }

    private static <T extends Throwable> Optional<T> cause(Class<T> type, Throwable failure) {
        return failure == null ? Optional.empty() : Optional.ofNullable(ObjectHelper.getException(type, failure));
    }

    private Optional<SyncPoll> poll(Exchange exchange) {
        return polls.stream()
                .filter(poll -> poll.route().equals(exchange.getFromRouteId()))
                .findFirst();
    }
}
