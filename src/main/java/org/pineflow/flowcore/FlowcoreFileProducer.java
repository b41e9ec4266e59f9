package org.pineflow.flowcore;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultProducer;
import org.pineflow.event.Hash128;
import org.pineflow.flowcore.client.DeliveryResult;
import org.pineflow.flowcore.client.FileDelivery;
import org.pineflow.flowcore.client.FileParcel;

/**
 * Delivers the body of a message as a file, and waits for the answer. Returns when the file is delivered; else throws the
 * {@link FlowcoreException} that says why not. What was made of the message is kept in a property, so that a redelivery
 * sends the same bytes under the same names; it is only good for the body it was made for.
 */
final class FlowcoreFileProducer extends DefaultProducer {

    private record Noted(Object body, FileParcel parcel) {}

    private final String property;
    private final FileConsignments consignments;

    FlowcoreFileProducer(FlowcoreEndpoint endpoint) {
        super(endpoint);
        // The uri may hold a secret, and the names of properties are logged.
        this.property =
                "CamelFlowcoreFile-" + Hash128.of(endpoint.getEndpointUri().getBytes(StandardCharsets.UTF_8));
        this.consignments = new FileConsignments(
                endpoint.getConfiguration(), endpoint.target().path());
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        FileDelivery delivery = getEndpoint().fileDelivery();
        FileParcel parcel = parcel(exchange, delivery);
        DeliveryResult result;
        try {
            result = delivery.deliver(parcel);
        } catch (IOException e) {
            // A file that has changed is looked at anew by the next try.
            exchange.removeProperty(property);
            throw e;
        }
        Undelivered.check(result, delivery);
        exchange.removeProperty(property);
        if (result instanceof DeliveryResult.Refused refused) {
            throw new FlowcoreRejectedException(delivery.target().toString(), "", refused.events());
        }
        DeliveryResult.FileDelivered delivered = (DeliveryResult.FileDelivered) result;
        Message message = exchange.getMessage();
        message.setHeader(FlowcoreConstants.EVENT_IDS, delivered.ids());
        message.setHeader(FlowcoreConstants.FILE_ID, parcel.file().id());
        message.setHeader(FlowcoreConstants.FILE_CHECKSUM, delivered.checksum());
    }

    @Override
    public FlowcoreEndpoint getEndpoint() {
        return (FlowcoreEndpoint) super.getEndpoint();
    }

    private FileParcel parcel(Exchange exchange, FileDelivery delivery) throws InvalidPayloadException, IOException {
        Object body = exchange.getMessage().getBody();
        Noted noted = exchange.getProperty(property, Noted.class);
        if (noted != null && noted.body() == body) {
            return noted.parcel();
        }
        FileParcel parcel = delivery.parcel(consignments.of(exchange));
        exchange.setProperty(property, new Noted(body, parcel));
        return parcel;
    }
}
