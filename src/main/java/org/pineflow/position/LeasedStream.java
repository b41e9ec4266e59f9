package org.pineflow.position;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream whose row is leased. The lease is renewed by the scheduler's thread, everything else is the owner's. */
final class LeasedStream implements OwnedStream {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcPositionStore.class);

    private final JdbcPositionStore store;
    private final PositionTable table;
    private final PositionTable.Lease lease;
    private final long leaseMillis;

    /** Set once, before the stream is handed to its owner; not for the scheduler's thread, which may be earlier. */
    private ScheduledFuture<?> renewal;

    /** Closed by the owner or the store, or lost: nothing is left to renew. */
    private volatile boolean over;

    /** Touched by the scheduler's thread alone. */
    private boolean failing;

    LeasedStream(JdbcPositionStore store, PositionTable table, PositionTable.Lease lease, long leaseMillis) {
        this.store = store;
        this.table = table;
        this.lease = lease;
        this.leaseMillis = leaseMillis;
    }

    void renewEvery(long millis, ScheduledExecutorService scheduler) {
        renewal = scheduler.scheduleWithFixedDelay(this::renew, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public String stream() {
        return lease.stream();
    }

    @Override
    public Optional<Position> read() {
        return store.read(stream());
    }

    @Override
    public void write(Position position) {
        boolean written;
        try {
            written = !over && table.write(lease, PositionCodec.encode(stream(), position));
        } catch (SQLException e) {
            throw JdbcPositionStore.failure("The position of stream \"" + stream() + "\" cannot be written", e);
        }
        if (!written) {
            throw OwnershipLostException.of(stream());
        }
    }

    /** {@inheritDoc} When the database cannot be reached, the lease ends by itself. */
    @Override
    public void close() {
        if (!store.forget(this)) {
            return;
        }
        over = true;
        renewal.cancel(false);
        try {
            table.release(lease);
        } catch (SQLException e) {
            LOG.warn(
                    "The lease of stream \"{}\" could not be given up; it ends by itself within {} ms: {}",
                    stream(),
                    leaseMillis,
                    e.getMessage());
        }
    }

    private void renew() {
        if (over) {
            return;
        }
        try {
            boolean renewed = table.renew(lease, leaseMillis);
            if (!renewed && !over) {
                LOG.warn("Stream \"{}\" has another owner now; nothing more is written for it here", stream());
                over = true;
            }
            failing = false;
        } catch (SQLException | RuntimeException e) {
            // A task that throws is not run again, and the database may be back at the next try.
            if (!failing) {
                LOG.warn(
                        "The lease of stream \"{}\" could not be renewed; another owner may take it after {} ms: {}",
                        stream(),
                        leaseMillis,
                        e.getMessage());
            }
            failing = true;
        }
    }
}
