package org.pineflow.faults;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.awaitility.core.ConditionTimeoutException;
import org.pineflow.simulator.Version;

/**
 * One cell in a lab that works: waits for the moment, makes the fault, lets it last, ends it, and then waits for all that
 * is owed. Runs on the thread of the test; the fault begins on the thread that brings the moment.
 */
final class Experiment {

    /** Long, because a busy machine is no fault; what arrives does so much sooner. */
    private static final Duration PATIENCE = Duration.ofSeconds(300);

    private static final Duration WRITE_IN_PROGRESS = Duration.ofMillis(100);
    private static final int MANY = 60;

    private final Lab lab;
    private final Cell cell;
    private final long seed;
    private final Chance chance;
    private final List<String> problems = new ArrayList<>();
    private Optional<Span> diskWasFull = Optional.empty();

    private record Span(Instant from, Instant to) {}

    Experiment(Lab lab, Cell cell, long seed) {
        this.lab = lab;
        this.cell = cell;
        this.seed = seed;
        this.chance = Chance.of(cell, seed);
    }

    /** Runs it. The bridge lives before and after. */
    Outcome run() {
        Oracle oracle = lab.oracle();
        long versions = oracle.versions();
        long duplicates = oracle.duplicates();
        long recovery = 0;
        try {
            fault();
            long ended = System.nanoTime();
            pass(chance.trade());
            lab.simulator().stopTrading();
            awaitEmpty("owed and not there", lab::unmet);
            recovery = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ended);
            awaitFreshEvents();
            awaitEmpty("positions that do not follow", lab::heldPositions);
            lab.check();
            diskWasFull
                    .filter(span -> oracle.positionsWritten(span.from(), span.to()) > 0)
                    .ifPresent(span -> problems.add("the disk was not full: a position was written"));
        } catch (AssertionError | ConditionTimeoutException e) {
            problems.add(String.valueOf(e.getMessage()));
        } finally {
            lab.simulator().stopTrading();
        }
        problems.addAll(oracle.takeViolations());
        return new Outcome(
                cell,
                seed,
                List.copyOf(problems),
                oracle.versions() - versions,
                oracle.duplicates() - duplicates,
                recovery);
    }

    private void awaitEmpty(String what, Supplier<List<String>> troubles) {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !lab.bridge().isAlive() || troubles.get().isEmpty());
            if (!lab.bridge().isAlive()) {
                problems.add("the bridge ended by itself");
            }
        } catch (ConditionTimeoutException e) {
            List<String> left = troubles.get();
            problems.add(what + ": " + left.size());
            problems.addAll(left.subList(0, Math.min(20, left.size())));
        }
    }

    private void awaitFreshEvents() {
        List<Version> fresh = new ArrayList<>();
        for (Carried each : Carried.values()) {
            fresh.add(lab.simulator().chain().change(each.table()));
        }
        awaitEmpty("fresh and not passed", () -> fresh.stream()
                .filter(version -> !lab.isMet(version))
                .map(Version::toString)
                .toList());
    }

    /** Lets time go by: a part of the experiment, not a wait for anything. */
    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
    }

    // The fault.

    private void fault() {
        long refusals = lab.oracle().refusals();
        boolean drain = cell.stage() == Stage.DRAIN;
        CompletableFuture<Void> fired = lab.fuse()
                .arm(
                        drain ? Stage.POST : cell.stage(),
                        cell.stage() == Stage.LOGIN ? Optional.empty() : Optional.of(chance.stream()),
                        drain ? this::drain : this::begin);
        if (cell.stage() == Stage.DEAD_LETTER) {
            lab.sink().poisonNext(chance.stream());
        }
        lab.simulator().startTrading();
        provoke();
        Fuse.await(fired, cell + " of " + chance.stream().stream());
        pass(WRITE_IN_PROGRESS);
        Instant fully = Instant.now();
        pass(chance.length());
        Instant over = Instant.now();
        end();
        if (cell.fault() == Fault.DISK_FULL) {
            diskWasFull = Optional.of(new Span(fully, over));
        }
        boolean refuses = cell.fault() == Fault.POISON && cell.stage() != Stage.LOST;
        if (refuses || cell.stage() == Stage.DEAD_LETTER) {
            await("a refusal").atMost(PATIENCE).until(() -> lab.oracle().refusals() > refusals);
        }
    }

    /** Makes the moment come. */
    private void provoke() {
        switch (cell.stage()) {
            case LOGIN, OPEN -> lab.wire().cut(chance.reset());
            case REPLAY -> {
                lab.simulator().chain().bulkEdit(chance.stream().table(), MANY);
                lab.wire().cut(chance.reset());
            }
            case POLL -> {
                lab.simulator().chain().bulkEdit(chance.stream().table(), MANY);
                if (chance.stream() != Carried.PRODUCTS) {
                    lab.wire().cut(chance.reset());
                }
            }
            default -> {
                // Trade is enough.
            }
        }
    }

    private void drain() {
        lab.terminate();
        LockSupport.parkNanos(chance.drain().toNanos());
        begin();
    }

    private void begin() {
        if (cell.stage() == Stage.DEAD_LETTER || cell.stage() == Stage.POSITION) {
            LockSupport.parkNanos(chance.pause().toNanos());
        }
        switch (cell.fault()) {
            case KILL -> lab.kill();
            case TERM -> lab.terminate();
            case STOP -> lab.bridge().stop();
            case SILENCE -> far(() -> lab.wire().silence(), Conduct.of(Conduct.Kind.SILENT));
            case CUT ->
                far(
                        () -> lab.wire().cut(chance.reset()),
                        Conduct.of(chance.reset() ? Conduct.Kind.RESET : Conduct.Kind.CUT));
            case SLOW -> far(() -> lab.wire().slow(), Conduct.of(Conduct.Kind.SLOW));
            case UNAVAILABLE -> status(Conduct.status(chance.unavailable(), Optional.empty()));
            case BUSY -> status(Conduct.status(429, Optional.of(retryAfter())));
            case DENIED -> status(Conduct.status(401, Optional.empty()));
            case POISON -> poison();
            case DISK_FULL -> lab.bridge().fillDisk(true);
            case CLOCK -> jump();
        }
    }

    private void far(Runnable onTheWire, Conduct ofTheSink) {
        if (chance.atTheSink()) {
            atTheSink(ofTheSink);
        } else {
            onTheWire.run();
        }
    }

    private void status(Conduct conduct) {
        if (cell.stage() == Stage.LOGIN) {
            lab.wire().refuse(conduct.status());
            lab.wire().cut(false);
        } else {
            atTheSink(conduct);
        }
    }

    private void atTheSink(Conduct conduct) {
        if (cell.stage() == Stage.LOST) {
            lab.sink().behave(Conduct.SOUND, conduct);
        } else {
            lab.sink().behave(conduct, Conduct.SOUND);
        }
    }

    private String retryAfter() {
        return chance.retryAfterIsDate()
                ? DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2))
                : "1";
    }

    private void poison() {
        if (cell.stage() == Stage.LOST) {
            lab.oracle().misleads();
            atTheSink(Conduct.status(400, Optional.empty()));
        } else {
            lab.sink().poisonNext(chance.stream());
        }
    }

    private void jump() {
        if (chance.clockOfBridge()) {
            lab.jumpBridge(chance.bridgeJump());
        } else {
            lab.jumpServer(chance.serverJump());
        }
    }

    /** Ends the fault, and starts the process again where it has ended or was told to. */
    private void end() {
        lab.wire().heal();
        lab.sink().behave(Conduct.SOUND, Conduct.SOUND);
        if (lab.bridge().isAlive() && cell.fault() == Fault.STOP) {
            lab.bridge().go();
        }
        if (lab.bridge().isAlive() && cell.fault() == Fault.DISK_FULL) {
            lab.bridge().fillDisk(false);
        }
        if (cell.fault() == Fault.CLOCK) {
            lab.jumpBridge(Duration.ZERO);
        }
        if (cell.fault() == Fault.KILL || cell.fault() == Fault.TERM || cell.stage() == Stage.DRAIN) {
            lab.bridge().awaitEnd();
            lab.start();
        }
    }
}
