package org.pineflow.simulator.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The faults of one server, and where the server asks for them. Each fault draws from a source of its own, made from the
 * seed and its number, so that equal seeds, faults and traffic strike equally. Safe for threads.
 */
public final class FaultBoard implements Faults {

    private final long seed;
    private final Tables tables;
    private final ScheduledExecutorService scheduler;
    private final LongSupplier nanoTime;
    private final AtomicLong lastId = new AtomicLong();
    private final List<ArmedFault> armed = new CopyOnWriteArrayList<>();
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();

    /** Strikes by the scheduler where no client is at hand; {@code nanoTime} is the time in nanoseconds from anywhere. */
    public FaultBoard(long seed, Tables tables, ScheduledExecutorService scheduler, LongSupplier nanoTime) {
        this.seed = seed;
        this.tables = tables;
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
    }

    @Override
    public ArmedFault add(Fault fault) {
        fault.effect().check(tables);
        long id = lastId.incrementAndGet();
        ArmedFault added = new ArmedFault(id, fault, this, new SplittableRandom(seed * 0x9E3779B97F4A7C15L + id));
        armed.add(added);
        if (fault.rule().byItself()) {
            Duration wait = fault.rule().after();
            if (wait.isZero()) {
                strikeUnlessUsedUp(added);
            } else {
                after(wait, () -> strikeUnlessUsedUp(added));
            }
        }
        return added;
    }

    @Override
    public List<ArmedFault> list() {
        return List.copyOf(armed);
    }

    @Override
    public Optional<ArmedFault> find(long id) {
        return armed.stream().filter(fault -> fault.id() == id).findFirst();
    }

    @Override
    public void clear() {
        list().forEach(ArmedFault::remove);
    }

    /** A client is there from now on. */
    public void join(Line line) {
        lines.add(line);
    }

    /** A client is there no more. */
    public void leave(Line line) {
        lines.remove(line);
    }

    /** What faults make of a request that arrived on a line; call it before the request is carried out. */
    public Treatment treat(Moment request, Line line) {
        Treatment treatment = Treatment.RIGHT;
        for (ArmedFault fault : armed) {
            if (fault.strikesAt(request)) {
                fault.strike(line);
                fault.strike(tables);
                treatment = fault.fault().effect().onRequest(treatment);
            }
        }
        return treatment;
    }

    /** What faults make of a packet that is next on a line. */
    public List<Packet> pass(Packet packet, Line line) {
        List<Packet> passed = List.of(packet);
        for (ArmedFault fault : armed) {
            if (fault.strikesAt(packet.moment())) {
                fault.strike(line);
                fault.strike(tables);
                List<Packet> spoiled = new ArrayList<>();
                passed.forEach(one -> spoiled.addAll(fault.fault().effect().onPacket(one)));
                passed = spoiled;
            }
        }
        return passed;
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    void after(Duration wait, Runnable task) {
        try {
            scheduler.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            // The server is closing, and with it every connection there is.
        }
    }

    void remove(ArmedFault fault) {
        armed.remove(fault);
    }

    /** Strikes without a moment, and says whether there was something to strike. */
    boolean strikeByItself(ArmedFault fault) {
        List<Line> struck = struckBy(fault);
        boolean possible = isPossible(fault, struck);
        if (possible) {
            fault.countStrike();
            strike(fault, struck);
        }
        return possible;
    }

    private void strikeUnlessUsedUp(ArmedFault fault) {
        List<Line> struck = struckBy(fault);
        if (isPossible(fault, struck) && fault.strikesByItself()) {
            strike(fault, struck);
        }
    }

    private void strike(ArmedFault fault, List<Line> struck) {
        struck.forEach(fault::strike);
        fault.strike(tables);
    }

    private static boolean isPossible(ArmedFault fault, List<Line> struck) {
        return switch (fault.fault().kind().target()) {
            case DATA -> true;
            case LINE -> !struck.isEmpty();
            case REQUEST, PACKET -> false;
        };
    }

    private List<Line> struckBy(ArmedFault fault) {
        return fault.fault().kind().target() == FaultKind.Target.LINE
                ? lines.stream()
                        .filter(line -> line.serves(fault.fault().rule().names()))
                        .toList()
                : List.of();
    }
}
