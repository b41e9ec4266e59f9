package org.pineflow.ingest.connection;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the connections of one server, and says when there are too many. Safe for use by several threads. */
final class OpenConnections {

    private static final Logger LOG = LoggerFactory.getLogger(OpenConnections.class);
    private static final int NO_LIMIT = 0;

    private final int most;
    private final int mostPerAddress;

    /** How many there are from each address; this and the two below are guarded by this object. */
    private final Map<String, Integer> byAddress = new HashMap<>();

    private int open;
    private boolean full;

    OpenConnections(int most, int mostPerAddress) {
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /** Whether this connection may stay; one that may is counted until it is closed. */
    boolean admit(Channel channel) {
        String address = channel.remoteAddress() instanceof InetSocketAddress inet
                ? inet.getAddress().getHostAddress()
                : "";
        if (!count(address)) {
            return false;
        }
        channel.closeFuture().addListener(closed -> forget(address));
        return true;
    }

    private synchronized boolean count(String address) {
        int sameAddress = byAddress.getOrDefault(address, 0);
        boolean tooManyFromThere = mostPerAddress != NO_LIMIT && sameAddress >= mostPerAddress;
        if (open >= most || tooManyFromThere) {
            warnOnce(tooManyFromThere ? "all " + mostPerAddress + " of one address" : "all " + most);
            return false;
        }
        open++;
        byAddress.put(address, sameAddress + 1);
        return true;
    }

    private synchronized void forget(String address) {
        open--;
        byAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
        full &= open > most / 2;
    }

    /** Once for each flood, which is over when half of the connections are free again. */
    private void warnOnce(String which) {
        if (!full) {
            LOG.warn("{} connections are taken; further ones are closed unread until some are free", which);
        }
        full = true;
    }
}
