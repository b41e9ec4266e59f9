package org.pineflow.simulator.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A fault of a running server, with what it did so far. Safe for threads: its counts are guarded by its own lock. */
public final class ArmedFault {

    private final long id;
    private final Fault fault;
    private final FaultBoard board;
    private final SplittableRandom random;
    private final long armedAt;
    private final List<Runnable> undoings = new ArrayList<>();
    private int seen;
    private int strikes;
    private int triggered;
    private long firstStrike;
    private boolean removed;

    ArmedFault(long id, Fault fault, FaultBoard board, SplittableRandom random) {
        this.id = id;
        this.fault = fault;
        this.board = board;
        this.random = random;
        this.armedAt = board.nanoTime();
    }

    /** Its number, from 1 in the order of adding. */
    public long id() {
        return id;
    }

    /** What was added. */
    public Fault fault() {
        return fault;
    }

    /** How often it struck so far. */
    public synchronized int strikes() {
        return strikes;
    }

    /** Whether it can strike without being triggered. */
    public synchronized boolean isActive() {
        return !removed && !isUsedUp() && !isOver();
    }

    /**
     * Strikes now, whatever its rule: all connections with a request that matches, or the data. When there is no such
     * connection, and for faults of requests and packets, it strikes at the next moment that matches.
     */
    public void trigger() {
        if (!board.strikeByItself(this)) {
            synchronized (this) {
                triggered++;
            }
        }
    }

    /** Takes it from the server and undoes what it did to connections. */
    public void remove() {
        board.remove(this);
        List<Runnable> toUndo;
        synchronized (this) {
            removed = true;
            toUndo = List.copyOf(undoings);
            undoings.clear();
        }
        toUndo.forEach(Runnable::run);
    }

    /** Counts the moment when it matches, and says whether it is struck. */
    synchronized boolean strikesAt(Moment moment) {
        if (removed || !fault.rule().concerns(moment) || !fault.effect().concerns(moment)) {
            return false;
        }
        if (triggered > 0) {
            triggered--;
            countStrike();
            return true;
        }
        if (!hasBegun() || isUsedUp() || isOver() || ++seen < fault.rule().nth()) {
            return false;
        }
        if (fault.rule().probability() < 1
                && random.nextDouble() >= fault.rule().probability()) {
            return false;
        }
        countStrike();
        return true;
    }

    /** Counts a strike without a moment; false when it must not strike any more. */
    synchronized boolean strikesByItself() {
        if (removed || isUsedUp()) {
            return false;
        }
        countStrike();
        return true;
    }

    /** Counts a strike that was asked for. */
    synchronized void countStrike() {
        if (strikes++ == 0) {
            firstStrike = board.nanoTime();
        }
    }

    /** Strikes a connection, for as long as the rule says. */
    void strike(Line line) {
        undoLater(fault.effect().onLine(line));
    }

    /** Strikes the data. */
    void strike(Tables tables) {
        undoLater(fault.effect().onTables(tables));
    }

    private void undoLater(Runnable undoing) {
        if (undoing == Effect.NOTHING) {
            return;
        }
        boolean late;
        synchronized (this) {
            late = removed;
            if (!late) {
                undoings.add(undoing);
            }
        }
        if (late) {
            undoing.run();
            return;
        }
        Duration lasting = fault.rule().lasting();
        if (!lasting.isZero()) {
            board.after(lasting, () -> undo(undoing));
        }
    }

    private void undo(Runnable undoing) {
        boolean due;
        synchronized (this) {
            due = undoings.remove(undoing);
        }
        if (due) {
            undoing.run();
        }
    }

    private boolean hasBegun() {
        return board.nanoTime() - armedAt >= fault.rule().after().toNanos();
    }

    private boolean isUsedUp() {
        return fault.rule().times() > 0 && strikes >= fault.rule().times();
    }

    private boolean isOver() {
        Duration lasting = fault.rule().lasting();
        return strikes > 0 && !lasting.isZero() && board.nanoTime() - firstStrike >= lasting.toNanos();
    }

    @Override
    public String toString() {
        return id + " " + fault;
    }
}
