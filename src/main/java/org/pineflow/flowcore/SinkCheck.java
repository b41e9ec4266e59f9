package org.pineflow.flowcore;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.pineflow.finding.Finding;
import org.pineflow.flowcore.client.Canary;
import org.pineflow.flowcore.client.Canary.ReadBack;
import org.pineflow.flowcore.client.SinkReach;

/** Looks at one sink: by default without sending it anything, and with a canary by one event. */
public final class SinkCheck {

    private static final Duration READ_AGAIN = Duration.ofMillis(500);

    private final String address;
    private final String readUrl;
    private final SinkReach reach;
    private final CanaryMaker canaries;
    private final Duration timeout;

    /** Makes the canary of an event type. */
    interface CanaryMaker {

        Canary of(String flowType, String eventType);
    }

    /**
     * @param address of the sink, for people
     * @param readUrl where events can be read when nothing else is said
     * @param timeout longest wait for one answer
     */
    SinkCheck(String address, String readUrl, SinkReach reach, CanaryMaker canaries, Duration timeout) {
        this.address = address;
        this.readUrl = readUrl;
        this.reach = reach;
        this.canaries = canaries;
        this.timeout = timeout;
    }

    /** What findings about it begin with. */
    public String about() {
        return "sink " + address;
    }

    /** Whether it can be connected to. */
    public Finding reach() throws InterruptedException {
        try {
            return Finding.ok(
                    about(), reach.connect(timeout) + "; nothing was sent, so whether it takes the key is not known");
        } catch (IOException unreachable) {
            return Finding.fail(about(), unreachable.getMessage(), "");
        }
    }

    /**
     * Posts one event and reads it back.
     *
     * @param where the event-source API, for example {@code https://host/api/v1}; empty = at the sink itself
     * @throws IllegalArgumentException when a name is unfit
     */
    public List<Finding> canary(String flowType, String eventType, Optional<String> where) throws InterruptedException {
        Canary canary = canaries.of(flowType, eventType);
        String name = "canary to " + flowType + "/" + eventType;
        Canary.Posted posted = canary.post();
        List<Finding> findings = new ArrayList<>();
        if (posted.eventId().isEmpty()) {
            findings.add(Finding.fail(
                    about(),
                    name + " was not taken: " + posted.trouble(),
                    "check baseUrl, tenant, dataCore, apiKey and the names of flow type and event type"));
            return findings;
        }
        findings.add(Finding.ok(
                about(), name + " was taken: eventId " + posted.eventId().get()));
        findings.add(
                survived(name, canary, where.orElse(readUrl), posted.eventId().get()));
        return findings;
    }

    private Finding survived(String name, Canary canary, String from, String eventId) throws InterruptedException {
        ReadBack back = awaited(canary, from, eventId);
        return switch (back.survival()) {
            case INTACT ->
                Finding.ok(about(), name + " was read back: the number of 19 digits survived, " + back.detail());
            case NUMBER_CHANGED ->
                Finding.fail(
                        about(),
                        name + ": a number of 19 digits does not survive, " + back.detail(),
                        "readers must not rely on long numbers: use the field of rveStamp, which is a text");
            case EVENT_CHANGED ->
                Finding.fail(about(), name + " came back changed: " + back.detail(), "see what is between");
            case NOT_THERE ->
                Finding.warn(
                        about(),
                        name + " was not found within " + timeout.toSeconds() + " s at " + from + ": " + back.detail(),
                        "look for eventId " + eventId + " yourself, or name the event-source API by --read-url");
            case UNREADABLE ->
                Finding.warn(
                        about(),
                        name + " could not be read back at " + from + ": " + back.detail()
                                + "; whether long numbers survive is not known",
                        "name the event-source API by --read-url; a key that may write may not be one that may read");
        };
    }

    /** A sink may take a while until an event can be read. */
    private ReadBack awaited(Canary canary, String from, String eventId) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        ReadBack back = canary.read(from, eventId);
        while (back.survival() == Canary.Survival.NOT_THERE && System.nanoTime() < end) {
            pause();
            back = canary.read(from, eventId);
        }
        return back;
    }

    private static void pause() throws InterruptedException {
        Executor later = CompletableFuture.delayedExecutor(READ_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        try {
            CompletableFuture.runAsync(() -> {}, later).get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
