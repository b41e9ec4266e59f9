package org.pineflow.simulator.fault;

import java.util.List;
import java.util.Optional;

/** The faults of a running server. Safe for threads. */
public interface Faults {

    /** Adds a fault, which strikes when its time has come; one that strikes by itself at once has struck. */
    ArmedFault add(Fault fault);

    /** Adds a fault, as {@link Fault#parse} reads it. */
    default ArmedFault add(String fault) {
        return add(Fault.parse(fault));
    }

    /** All faults, in the order of adding; those that will not strike any more too. */
    List<ArmedFault> list();

    /** The fault with this number. */
    Optional<ArmedFault> find(long id);

    /** Removes all faults and undoes what they did to connections. */
    void clear();
}
