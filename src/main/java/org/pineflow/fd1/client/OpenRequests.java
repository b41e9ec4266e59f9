package org.pineflow.fd1.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which handler waits for which {@code rq}, and which {@code rq} is not wanted any more. Owned by the connection's event
 * loop. A handler that throws is at fault itself, and neither its connection nor its neighbours suffer: the fault is
 * logged and the packet given back to it as unreadable.
 */
final class OpenRequests {

    private static final Logger LOG = LoggerFactory.getLogger(OpenRequests.class);
    /** Counting late frames of ever so many forgotten requests would be a leak. */
    private static final int MAX_FORGOTTEN = 1_000;

    private record Request(String rq, String address, PacketHandler handler) {}

    private final String url;
    private final Map<String, Request> open = new LinkedHashMap<>();
    private final Map<String, Long> forgotten = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_FORGOTTEN;
        }
    };

    /** @param url for messages */
    OpenRequests(String url) {
        this.url = url;
    }

    void add(String rq, String address, PacketHandler handler) {
        open.put(rq, new Request(rq, address, handler));
    }

    void forget(String rq) {
        if (open.remove(rq) != null) {
            forgotten.put(rq, 0L);
        }
    }

    long lateFrames(String rq) {
        return forgotten.getOrDefault(rq, 0L);
    }

    /** Whether somebody waits for packets with this {@code rp}. */
    boolean isOpen(String rp) {
        return open.containsKey(rp);
    }

    /** Gives the packet to its handler. Returns false when its {@code rp} is none that was ever asked here. */
    boolean packet(Packet packet) {
        Request request = open.get(packet.rp());
        if (request == null) {
            return late(packet.rp());
        }
        try {
            request.handler().packet(packet);
        } catch (RuntimeException fault) {
            log(request, fault);
            unreadable(request, packet.unreadable("the packet could not be handled: " + fault));
        }
        return true;
    }

    /**
     * Gives unreadable input to the request it belongs to, or to every open one if that cannot be seen. Returns false
     * when it belongs to none that was ever asked here, or when none is open.
     */
    boolean unreadable(Optional<String> rp, Unreadable input) {
        if (rp.isEmpty()) {
            List<Request> all = List.copyOf(open.values());
            all.stream()
                    .filter(request -> open.containsKey(request.rq()))
                    .forEach(request -> unreadable(request, input));
            return !all.isEmpty();
        }
        Request request = open.get(rp.get());
        if (request == null) {
            return late(rp.get());
        }
        unreadable(request, input);
        return true;
    }

    /** Ends every open request. */
    void disconnected(Fd1Exception cause) {
        List<Request> pending = List.copyOf(open.values());
        open.clear();
        for (Request request : pending) {
            try {
                request.handler().disconnected(cause);
            } catch (RuntimeException fault) {
                log(request, fault);
            }
        }
    }

    private boolean late(String rq) {
        return forgotten.computeIfPresent(rq, (key, frames) -> frames + 1) != null;
    }

    private void unreadable(Request request, Unreadable input) {
        try {
            request.handler().unreadable(input);
        } catch (RuntimeException fault) {
            log(request, fault);
        }
    }

    private void log(Request request, RuntimeException fault) {
        LOG.error("{}: a fault of ours while handling {} ({})", url, request.address(), request.rq(), fault);
    }
}
