package org.pineflow.fd1.client;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of packets that no handler takes: they are counted, and logged so that the log cannot be flooded. Owned
 * by the link's event loop, but for the counters, which any thread may read.
 */
final class StrayPackets {

    private static final Logger LOG = LoggerFactory.getLogger(StrayPackets.class);
    private static final int MAX_PROTOCOLS = 100;

    private final Scrubber scrubber;
    private final Set<String> protocols = new HashSet<>();
    private final LongAdder foreign = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private boolean unknownRows;

    StrayPackets(Scrubber scrubber) {
        this.scrubber = scrubber;
    }

    /** A packet of another protocol ({@code pt}); FD1 asks to keep those away from FD1 handlers. */
    void foreign(String url, String protocol) {
        foreign.increment();
        if (protocols.size() < MAX_PROTOCOLS && protocols.add(protocol)) {
            LOG.warn("{}: packets of protocol pt=\"{}\" are left aside", url, scrubber.clean(protocol));
        }
    }

    /**
     * Whether rows that belong to no request are records that some request here has to miss: they answer somebody, or
     * have an rve. Greetings, and events that a server tells unasked, do neither.
     */
    static boolean bringsRecords(Packet packet) {
        if (packet.rowCount() == 0) {
            return false;
        }
        if (!packet.rp().isEmpty() || packet.rve() != 0) {
            return true;
        }
        RowScanner scanner = new RowScanner(Rve.NAMES);
        return IntStream.range(0, packet.rowCount()).filter(packet::rowIsObject).anyMatch(row -> {
            scanner.scan(packet, row);
            return IntStream.range(0, Rve.NAMES.size())
                    .anyMatch(slot ->
                            scanner.found(slot) && Rve.parse(scanner.text(slot)).isPresent());
        });
    }

    /** A packet with an {@code rp} that was never asked on this connection, or without one: a greeting, perhaps. */
    void unknown(String url, Packet packet) {
        unknown.increment();
        String rp = scrubber.clean(packet.rp());
        if (packet.error().isPresent()) {
            LOG.warn(
                    "{}: an error that belongs to no open request (rp=\"{}\"): {}",
                    url,
                    rp,
                    packet.error().get());
        } else if (packet.rowCount() > 0 && !packet.schema().isEmpty() && !unknownRows) {
            unknownRows = true;
            LOG.warn("{}: events came without being asked for; more are counted, not logged", url);
        } else {
            LOG.debug("{}: a packet that belongs to no open request (rp=\"{}\")", url, rp);
        }
    }

    /** Input that can be read no further than its {@code rp}, which no open request has. */
    void unreadable(String url, Unreadable input) {
        unknown.increment();
        LOG.warn("{}: {} unreadable bytes that belong to no open request: {}", url, input.length(), input.reason());
    }

    long foreignCount() {
        return foreign.sum();
    }

    long unknownCount() {
        return unknown.sum();
    }
}
