package org.pineflow.flowcore;

import org.pineflow.flowcore.client.DeliveryPoint;
import org.pineflow.flowcore.client.DeliveryResult;

/** Deliveries that did not come to an end. */
final class Undelivered {

    private Undelivered() {}

    /**
     * Does nothing when something was delivered or refused.
     *
     * @throws FlowcoreUnavailableException when the sink is in trouble
     * @throws FlowcoreDeniedException when the set-up is wrong
     */
    static void check(DeliveryResult result, DeliveryPoint point) {
        if (result instanceof DeliveryResult.Held held) {
            throw new FlowcoreUnavailableException(
                    point.target().toString(), held.trouble(), held.retryAfter(), point::onRecovery);
        }
        if (result instanceof DeliveryResult.Barred barred) {
            throw new FlowcoreDeniedException(
                    point.target().toString(), barred.trouble(), barred.retryAfter(), point::onAdmission);
        }
    }
}
