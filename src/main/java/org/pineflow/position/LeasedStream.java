package org.pineflow.position;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A stream whose row is leased. The lease is renewed by the scheduler's thread, everything else is the owner's. */
final class LeasedStream implements OwnedStream {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcPositionStore.class);

    private final JdbcPositionStore store;
    private final PositionTable table;
    private final PositionTable.Lease lease;
    private final long leaseMillis;
    private final LongSupplier nanos;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();

    /**
     * Until then the lease surely lasts, by this machine's monotonic clock: the database began to count later. Written
     * by the scheduler's thread.
     */
    private volatile long certainUntil;

    /** Set once, before the stream is handed to its owner; not for the scheduler's thread, which may be earlier. */
    private ScheduledFuture<?> renewal;

    /** Closed by the owner or the store, or lost: nothing is left to renew. */
    private volatile boolean over;

    /** Touched by the scheduler's thread alone. */
    private boolean failing;

    /**
     * @param nanos a clock that never goes back
     * @param asked when the lease was asked for, by that clock
     */
    LeasedStream(
            JdbcPositionStore store,
            PositionTable table,
            PositionTable.Lease lease,
            long leaseMillis,
            LongSupplier nanos,
            long asked) {
        this.store = store;
        this.table = table;
        this.lease = lease;
        this.leaseMillis = leaseMillis;
        this.nanos = nanos;
        this.certainUntil = endOfLeaseFrom(asked);
    }

    private long endOfLeaseFrom(long asked) {
        return asked + TimeUnit.MILLISECONDS.toNanos(leaseMillis);
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

    /** {@inheritDoc} The position needs no such question: every write is checked by the database. */
    @Override
    public void confirm() {
        if (over) {
            throw OwnershipLostException.of(stream());
        }
        if (nanos.getAsLong() - certainUntil > 0) {
            throw new PositionStoreException(
                    "The lease of stream \"" + stream() + "\" has run out before it could be"
                            + " renewed, so another owner may have the stream; it goes on when the database says that none has");
        }
    }

    @Override
    public void whenLost(Runnable listener) {
        lost.thenRun(listener);
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
        long asked = nanos.getAsLong();
        try {
            if (table.renew(lease, leaseMillis)) {
                certainUntil = endOfLeaseFrom(asked);
            } else if (!over) {
                over = true;
                lost.complete(null);
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
