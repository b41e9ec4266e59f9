package org.pineflow.flowcore.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What became of each event of one message at one endpoint: a receipt, a refusal, or neither yet. It outlives every
 * retry, so that nothing is sent again that has either, and a request whose outcome is unknown is repeated as it was.
 *
 * <p>Used by one thread at a time: whoever works with it holds its monitor.
 */
public final class DeliveryLedger {

    private final Consignment consignment;
    /** The receipts so far, by the number of their first event. */
    private final NavigableMap<Integer, List<String>> receipts = new TreeMap<>();

    private final int size;
    private final RefusedEvent[] refused;
    private final int[] tries;
    private final Deque<Part> open = new ArrayDeque<>();
    private int cut;
    private int lastReceipt = -1;

    /** A ledger without an entry. */
    public DeliveryLedger(Consignment consignment) {
        this.consignment = consignment;
        this.size = consignment.events().size();
        this.refused = new RefusedEvent[size];
        this.tries = new int[size];
    }

    /** The events. */
    public Consignment consignment() {
        return consignment;
    }

    /** The ids of the delivered events, in order. */
    List<String> ids() {
        if (receipts.size() == 1) {
            return receipts.firstEntry().getValue();
        }
        List<String> delivered = new ArrayList<>();
        receipts.values().forEach(delivered::addAll);
        return delivered;
    }

    /** The refused events, in order. */
    List<RefusedEvent> refused() {
        List<RefusedEvent> all = new ArrayList<>();
        for (RefusedEvent event : refused) {
            if (event != null) {
                all.add(event);
            }
        }
        return all;
    }

    /** The request to send next: one whose outcome is not known, else the next run that keeps the limits. */
    Optional<Part> next(DeliverySettings settings, int maxBytes, RequestFactory requests) {
        if (open.isEmpty()) {
            refuseOversized(settings.maxEventBytes(), requests);
            if (cut < size) {
                int end = end(settings, maxBytes);
                open.addFirst(new Part(cut, end));
                cut = end;
            }
        }
        return Optional.ofNullable(open.peekFirst());
    }

    /** {@code part} goes over the wire, perhaps not for the first time. */
    void sent(Part part) {
        for (int i = part.from; i < part.to; i++) {
            tries[i]++;
        }
    }

    /** The sink has the first open part. */
    void delivered(List<String> ids) {
        Part part = open.removeFirst();
        receipts.put(part.from, ids);
        lastReceipt = part.to - 1;
    }

    /** The first open part is refused as a whole: its halves are tried in its place. */
    void bisect() {
        Part part = open.removeFirst();
        int middle = part.from + part.size() / 2;
        open.addFirst(new Part(middle, part.to));
        open.addFirst(new Part(part.from, middle));
    }

    /** The one event of the first open part is refused. */
    void refuse(int status, String answer, String target, Map<String, String> headers) {
        int index = open.removeFirst().from;
        refused[index] = refusal(index, status, answer, "the sink refuses it (HTTP " + status + ")", target, headers);
    }

    /**
     * Takes back the refusals since the last receipt, because they turned out to be the endpoint's fault: these events
     * are tried again, one by one.
     */
    void takeBackRefusals() {
        for (int i = cut - 1; i > lastReceipt; i--) {
            if (refused[i] != null && refused[i].status() != 0) {
                refused[i] = null;
                open.addFirst(new Part(i, i + 1));
            }
        }
    }

    private void refuseOversized(int maxEventBytes, RequestFactory requests) {
        while (cut < size && consignment.events().eventLength(cut) > maxEventBytes) {
            int bytes = consignment.events().eventLength(cut);
            String reason =
                    "Event size exceeds maximum limit of " + maxEventBytes + " bytes (maxEventBytes): it has " + bytes;
            refused[cut] = refusal(cut, 0, "", reason, requests.target(), requests.headersOf(consignment, cut));
            cut++;
        }
    }

    private RefusedEvent refusal(
            int index, int status, String answer, String reason, String target, Map<String, String> headers) {
        var event = consignment.events().get(index);
        return new RefusedEvent(
                index,
                event.toBytes(),
                event.key(),
                event.rve(),
                status,
                answer,
                reason,
                tries[index],
                target,
                headers);
    }

    private int end(DeliverySettings settings, int maxBytes) {
        int most = settings.batch() ? Math.min(size, cut + settings.maxBatchEvents()) : cut + 1;
        int end = cut + 1;
        while (end < most
                && consignment.events().jsonLength(cut, end + 1) <= maxBytes
                && consignment.events().eventLength(end) <= settings.maxEventBytes()) {
            end++;
        }
        return end;
    }
}
