package org.pineflow.flowcore.client;

import java.util.Optional;
import org.pineflow.event.RetryLater;

/** Where an endpoint delivers to, and how that fares. */
public interface DeliveryPoint {

    /** The address that this endpoint delivers to. */
    Target target();

    /** Why nothing is sent, or only one try a while; empty when the set-up works as far as is known. */
    Optional<Trouble> barred();

    /** Why the sink is left alone for the moment; empty when it works as far as is known. */
    Optional<Trouble> held();

    /** Runs {@code task} once the sink works again; see {@link Gate#onRecovery}. */
    RetryLater.Watch onRecovery(Runnable task);

    /** Runs {@code task} once the endpoint takes events again; see {@link Gate#onRecovery}. */
    RetryLater.Watch onAdmission(Runnable task);
}
