package org.pineflow.ingest.notify;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.pineflow.ingest.catalog.ApiKey;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.catalog.EventTypeName;
import org.pineflow.ingest.notify.SubscriptionRequest.NoSubscriptionException;
import org.pineflow.ingest.store.AppendObserver;
import org.pineflow.ingest.store.Receipt;
import org.pineflow.ingest.store.Submission;
import org.pineflow.ingest.store.TimeUuids;

/**
 * Tells readers what was stored; what had been stored before is not told again. A reader that cannot follow is dropped and
 * never waited for; it connects again and reads what it missed from the store. One whose key is a key no more is told
 * nothing, and sent away. Safe for use by several threads.
 */
public final class Notifications implements AppendObserver {

    /** Close codes of the WebSocket protocol: what was asked breaks the rules; try again later. */
    private static final int POLICY = 1008;

    private static final int TRY_AGAIN = 1013;
    private static final int MOST_EARLY = 100;
    private static final String NO_KEY = "a valid API key is needed";

    private final Supplier<Catalog> catalog;
    private final int most;
    private final Clock clock;
    private final Map<String, Member> members = new ConcurrentHashMap<>();

    /**
     * Messages that came before their connection, because the two are worked on by two threads. Those of connections that
     * were sent away are never asked for; so only the latest are kept.
     */
    private final Map<String, String> early = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_EARLY;
        }
    });

    /** One that is connected; it wants nothing yet while there is no subscription. */
    private record Member(Reader reader, ApiKey key, Optional<Subscription> subscription) {}

    /** @param most how many readers there may be at once */
    public Notifications(Supplier<Catalog> catalog, int most, Clock clock) {
        this.catalog = catalog;
        this.most = most;
        this.clock = clock;
    }

    /**
     * A reader has connected.
     *
     * @param connection names it
     * @param key what it came with; without one it is sent away
     */
    public synchronized void connected(String connection, Reader reader, Optional<ApiKey> key) {
        if (key.isEmpty()) {
            reader.close(POLICY, NO_KEY);
        } else if (full()) {
            reader.close(TRY_AGAIN, "there are too many readers");
        } else {
            members.put(connection, new Member(reader, key.get(), Optional.empty()));
            Optional.ofNullable(early.remove(connection)).ifPresent(message -> asked(connection, message));
        }
    }

    /** A reader says what it wants; a later message takes the place of an earlier one. */
    public void asked(String connection, String message) {
        if (!subscribe(connection, message)) {
            early.put(connection, message);
            if (subscribe(connection, message)) {
                early.remove(connection);
            }
        }
    }

    private boolean subscribe(String connection, String message) {
        return members.computeIfPresent(connection, (name, member) -> subscribe(member, message)) != null;
    }

    private Member subscribe(Member member, String message) {
        try {
            Subscription wanted = new SubscriptionRequest(catalog.get(), member.key()).read(message);
            return new Member(member.reader(), member.key(), Optional.of(wanted));
        } catch (NoSubscriptionException e) {
            member.reader().offer(NotificationText.refused(e.getMessage()));
            return member;
        }
    }

    /** A reader has gone. */
    public void gone(String connection) {
        members.remove(connection);
        early.remove(connection);
    }

    /** Whether there are as many readers as there may be. */
    public boolean full() {
        return members.size() >= most;
    }

    /** How many readers there are. */
    public int readers() {
        return members.size();
    }

    @Override
    public void appended(Submission submission, Receipt receipt) {
        EventTypeName type = submission.type();
        if (receipt.repeated()) {
            return;
        }
        List<Map.Entry<String, Member>> told = members.entrySet().stream()
                .filter(entry -> wants(entry.getValue(), type))
                .filter(entry -> mayRead(entry.getKey(), entry.getValue(), type))
                .toList();
        if (told.isEmpty()) {
            return;
        }
        Iterator<Optional<Instant>> times = submission.events().times().iterator();
        for (UUID id : receipt.eventIds()) {
            Instant validTime = times.next().orElseGet(() -> TimeUuids.timeOf(id));
            String text = NotificationText.stored(type, id, validTime);
            told.forEach(entry -> tell(entry.getKey(), entry.getValue().reader(), text));
        }
    }

    private static boolean wants(Member member, EventTypeName type) {
        return member.subscription().map(wanted -> wanted.wants(type)).orElse(false);
    }

    /** By what the catalog says now: a connection may be older than the end of its key. */
    private boolean mayRead(String connection, Member member, EventTypeName type) {
        Optional<ApiKey> key = catalog.get().inForce(member.key(), clock.instant());
        if (key.isEmpty()) {
            members.remove(connection);
            member.reader().close(POLICY, NO_KEY);
        }
        return key.map(now -> now.mayRead(type)).orElse(false);
    }

    private void tell(String connection, Reader reader, String text) {
        if (members.containsKey(connection) && !reader.offer(text)) {
            members.remove(connection);
            reader.close(TRY_AGAIN, "the reader is too slow; read on from the store");
        }
    }
}
