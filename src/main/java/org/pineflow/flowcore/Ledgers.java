package org.pineflow.flowcore;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.pineflow.event.Event;
import org.pineflow.event.EventBatch;
import org.pineflow.event.Hash128;
import org.pineflow.flowcore.client.Consignment;
import org.pineflow.flowcore.client.DeliveryLedger;

/**
 * Finds the ledger of a message at one endpoint: inside an {@link EventBatch}, where it outlives the exchange; for other
 * bodies in a property of the exchange, where it outlives Camel's redelivery. A property is only good for the body it was
 * made for, because a loop or a split takes properties along to the next body.
 */
final class Ledgers {

    /** What is kept in the property: the ledger, and the body that it is about. */
    private static final class Noted {

        private final Object body;
        private final Hash128 content;
        private final DeliveryLedger ledger;

        private Noted(Object body, Hash128 content, DeliveryLedger ledger) {
            this.body = body;
            this.content = content;
            this.ledger = ledger;
        }
    }

    private final String name;
    private final BodyReader reader;

    /** The ledgers of the endpoint with this uri. */
    Ledgers(String endpointUri, boolean batch) {
        // The uri may hold a secret, and the names of properties are logged.
        this.name = "CamelFlowcoreLedger-" + Hash128.of(endpointUri.getBytes(StandardCharsets.UTF_8));
        this.reader = new BodyReader(batch);
    }

    /**
     * The ledger of the message; empty when it holds no event.
     *
     * @throws UnreadableBodyException when the body is not the JSON that is wanted
     * @throws InvalidPayloadException when the body is nothing that can be read
     * @throws IllegalArgumentException when a header is unfit; the message names it
     */
    Optional<DeliveryLedger> of(Exchange exchange) throws UnreadableBodyException, InvalidPayloadException {
        Message message = exchange.getMessage();
        if (message.getBody() instanceof EventBatch batch) {
            return Optional.of(batch.attachment(
                    name,
                    DeliveryLedger.class,
                    () -> new DeliveryLedger(consignment(batch, origin(batch, exchange), message))));
        }
        Noted noted = exchange.getProperty(name, Noted.class);
        // A plain stream can be read only once.
        if (noted != null && noted.body == message.getBody() && noted.body instanceof InputStream) {
            return Optional.of(noted.ledger);
        }
        Optional<EventBatch> events = reader.read(message);
        if (events.isEmpty()) {
            return Optional.empty();
        }
        Hash128 content = Hash128.of(events.get().toBytes());
        if (noted != null && noted.content.equals(content)) {
            return Optional.of(noted.ledger);
        }
        DeliveryLedger ledger = new DeliveryLedger(
                consignment(events.get(), origin(message.getBody(), events.get(), exchange), message));
        exchange.setProperty(name, new Noted(message.getBody(), content, ledger));
        return Optional.of(ledger);
    }

    /** Everything is delivered: an equal body that comes later in the same exchange is sent on purpose. */
    void done(Exchange exchange) {
        exchange.removeProperty(name);
    }

    private static Consignment consignment(EventBatch events, String origin, Message message) {
        return new Consignment(
                events,
                origin,
                Optional.ofNullable(message.getHeader(FlowcoreConstants.IDEMPOTENCY_KEY, String.class))
                        .filter(key -> !key.isEmpty()),
                MessageTimes.of(message, FlowcoreConstants.EVENT_TIME),
                MessageTimes.of(message, FlowcoreConstants.VALID_TIME));
    }

    private static String origin(EventBatch batch, Exchange exchange) {
        return batch.origin() == null ? exchangeOrigin(exchange) : Consignment.originOf(batch);
    }

    /** A single event of a stream is found again after a crash by its rve; without one, equal events are told apart. */
    private static String origin(Object body, EventBatch events, Exchange exchange) {
        return body instanceof Event event && event.rve() > 0 ? Consignment.originOf(events) : exchangeOrigin(exchange);
    }

    private static String exchangeOrigin(Exchange exchange) {
        return "exchange\n" + exchange.getExchangeId();
    }
}
