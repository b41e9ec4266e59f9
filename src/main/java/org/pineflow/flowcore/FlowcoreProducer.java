package org.pineflow.flowcore;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultProducer;
import org.pineflow.event.EventBatch;
import org.pineflow.flowcore.client.Delivery;
import org.pineflow.flowcore.client.DeliveryLedger;
import org.pineflow.flowcore.client.DeliveryResult;
import org.pineflow.flowcore.client.RefusedEvent;

/**
 * Delivers the events of a message, and waits for the answers. Returns when every event is delivered; else throws the
 * {@link FlowcoreException} that says why not.
 */
final class FlowcoreProducer extends DefaultProducer {

    private final boolean batch;
    private final Ledgers ledgers;

    FlowcoreProducer(FlowcoreEndpoint endpoint) {
        super(endpoint);
        this.batch = endpoint.getOperation() == FlowcoreOperation.events;
        this.ledgers = new Ledgers(endpoint.getEndpointUri(), batch);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Delivery delivery = getEndpoint().delivery();
        String target = delivery.target().toString();
        Optional<DeliveryLedger> ledger;
        try {
            ledger = ledgers.of(exchange);
        } catch (UnreadableBodyException e) {
            RefusedEvent whole = new RefusedEvent(0, e.body(), "", 0, 0, "", e.getMessage(), 0, target, Map.of());
            if (exchange.getMessage().getBody() instanceof InputStream) {
                exchange.getMessage().setBody(e.body());
            }
            throw new FlowcoreRejectedException(target, "", List.of(whole));
        }
        if (ledger.isEmpty()) {
            exchange.getMessage().setHeader(FlowcoreConstants.EVENT_IDS, List.of());
            return;
        }
        DeliveryResult result = delivery.deliver(ledger.get());
        Undelivered.check(result, delivery);
        if (result instanceof DeliveryResult.Refused refused) {
            exchange.getMessage().setHeader(FlowcoreConstants.EVENT_IDS, refused.ids());
            leaveOnly(refused.events(), ledger.get().consignment().events(), exchange.getMessage());
            throw new FlowcoreRejectedException(target, stream(ledger.get()), refused.events());
        }
        ledgers.done(exchange);
        exchange.getMessage().setHeader(FlowcoreConstants.EVENT_IDS, ((DeliveryResult.Delivered) result).ids());
    }

    @Override
    public FlowcoreEndpoint getEndpoint() {
        return (FlowcoreEndpoint) super.getEndpoint();
    }

    private static String stream(DeliveryLedger ledger) {
        var origin = ledger.consignment().events().origin();
        return origin == null ? "" : origin.stream();
    }

    /** Makes the body the refused events alone, in the form that it came in. */
    private void leaveOnly(List<RefusedEvent> refused, EventBatch events, Message message) {
        int[] indices = refused.stream().mapToInt(RefusedEvent::index).toArray();
        Object body = message.getBody();
        if (body instanceof List<?> list) {
            List<Object> rest = new ArrayList<>();
            for (int index : indices) {
                rest.add(list.get(index));
            }
            message.setBody(rest);
        } else if (body instanceof EventBatch) {
            message.setBody(events.select(indices));
        } else if (batch && indices.length < events.size()) {
            EventBatch rest = events.select(indices);
            message.setBody(body instanceof String ? rest.toString() : rest.toBytes());
        } else if (body instanceof InputStream) {
            // It has been read; whoever looks at the refused events must not find it empty.
            message.setBody(batch ? events.toBytes() : events.get(0).toBytes());
        }
    }
}
