package org.pineflow.delivery;

import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.DeadLetterClaim;
import org.pineflow.deadletter.DeadLetterFilter;
import org.pineflow.deadletter.DeadLetterStore;
import org.pineflow.deadletter.DeadLetterStoreException;
import org.pineflow.deadletter.Envelope;
import org.pineflow.delivery.RedriveStep.Outcome;
import org.pineflow.flowcore.client.Resender;
import org.pineflow.flowcore.client.Trouble;
import org.pineflow.flowcore.client.Verdict;
import org.pineflow.flowcore.client.WebhookRequest;

/**
 * Sends dead letters again: one pass over the letters it is given, each at most once. A letter is taken out when the sink
 * has it, so that a crash at any moment loses nothing; an event that comes twice by it bears the same
 * {@code Idempotency-Key}. One pass, by one thread.
 *
 * <p>Among the letters of one record that were meant for one address, an older one goes before a newer one; while it
 * stays, the newer ones wait. What is sent again may come after newer versions of its record, and bears the metadata
 * {@link #MARK}.
 */
public final class Redrive {

    /** The metadata of an event that was sent again: the number of the redrive, from 1, equal after a crash. */
    public static final String MARK = "pineflow/redriven";

    /** So many refused redrives, and a letter is sent again only when that is insisted on. */
    public static final int PATIENCE = 5;

    private static final Comparator<Envelope> IN_ORDER = Comparator.comparing(Envelope::stream)
            .thenComparing(Envelope::key)
            .thenComparingLong(Envelope::rve)
            .thenComparing(Envelope::since)
            .thenComparing(Envelope::id);

    private static final int QUOTED = 120;

    /** The letters of one record for one address. Those without a key are of nobody knows which record. */
    private record Lane(String stream, String key, String target) {

        static Lane of(Envelope letter) {
            String key = letter.key().isEmpty() ? "\n" + letter.id() : letter.key();
            return new Lane(letter.stream(), key, letter.target());
        }
    }

    private final DeadLetterStore store;
    private final DeadLetterClaim claim;
    private final Resender sink;
    private final Clock clock;
    private final boolean insist;

    /** The oldest letter that stays, of each lane in which one does. */
    private final Map<Lane, Envelope> staying = new HashMap<>();

    /**
     * A redrive under a claim, which stays the caller's.
     *
     * @param claim on the letters of {@code store}
     * @param clock dates refusals
     * @param insist whether letters that were refused {@link #PATIENCE} times are sent again all the same
     */
    public Redrive(DeadLetterStore store, DeadLetterClaim claim, Resender sink, Clock clock, boolean insist) {
        this.store = store;
        this.claim = claim;
        this.sink = sink;
        this.clock = clock;
        this.insist = insist;
    }

    /**
     * Sends the letters again, until all had their turn, the sink is in trouble, or it is told to stop.
     *
     * @param letters as the store listed them, in any order
     * @param stop asked before each letter
     * @param told of each letter that had its turn
     * @throws DeadLetterStoreException when the store fails; what was sent until then is done, and a letter whose event
     *     was taken may still be there
     */
    public RedriveEnd run(List<Envelope> letters, BooleanSupplier stop, Consumer<RedriveStep> told) {
        waitForLettersThatAreNotMeant(letters);
        for (Envelope letter : letters.stream().sorted(IN_ORDER).toList()) {
            if (stop.getAsBoolean()) {
                return new RedriveEnd(RedriveEnd.Kind.STOPPED, "stopped");
            }
            if (!claim.renew()) {
                return new RedriveEnd(RedriveEnd.Kind.OVERTAKEN, "somebody else works on the dead letters by now");
            }
            Optional<RedriveEnd> end = turn(letter, told);
            if (end.isPresent()) {
                return end.get();
            }
        }
        return new RedriveEnd(RedriveEnd.Kind.COMPLETE, "");
    }

    private void waitForLettersThatAreNotMeant(List<Envelope> letters) {
        Set<String> meant = letters.stream().map(Envelope::id).collect(Collectors.toSet());
        store.list(DeadLetterFilter.ALL).stream()
                .filter(letter -> !meant.contains(letter.id()))
                .forEach(letter -> staying.merge(
                        Lane.of(letter), letter, (one, other) -> IN_ORDER.compare(one, other) < 0 ? one : other));
    }

    /** Present when nothing more can be sent. */
    private Optional<RedriveEnd> turn(Envelope letter, Consumer<RedriveStep> told) {
        Optional<RedriveStep> unsent = staysUnsent(letter);
        if (unsent.isPresent()) {
            tell(unsent.get(), told);
            return Optional.empty();
        }
        Optional<DeadLetter> content = store.read(letter.id());
        if (content.isEmpty()) {
            tell(new RedriveStep(letter, Outcome.GONE, ""), told);
            return Optional.empty();
        }
        try {
            return send(letter, request(letter, content.get()), told);
        } catch (IllegalArgumentException e) {
            tell(new RedriveStep(letter, Outcome.UNFIT, e.getMessage()), told);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new RedriveEnd(RedriveEnd.Kind.STOPPED, "interrupted while sending"));
        }
    }

    private Optional<RedriveStep> staysUnsent(Envelope letter) {
        Envelope older = staying.get(Lane.of(letter));
        if (letter.kind() == DeadLetter.Kind.UNREADABLE) {
            return Optional.of(new RedriveStep(
                    letter, Outcome.UNREADABLE, "it is input that could not be read: there is no event to send"));
        }
        if (older != null && IN_ORDER.compare(older, letter) < 0) {
            return Optional.of(new RedriveStep(
                    letter, Outcome.WAITING, "the older letter " + older.id() + " of its record comes first"));
        }
        if (letter.redrives() >= PATIENCE && !insist) {
            return Optional.of(new RedriveStep(
                    letter,
                    Outcome.WORN_OUT,
                    "it was sent again and refused " + letter.redrives() + " times: mend the cause, and insist"));
        }
        return Optional.empty();
    }

    private WebhookRequest request(Envelope letter, DeadLetter content) {
        return sink.request(
                content.target(),
                content.headers(),
                content.body(),
                letter.id(),
                Map.of(MARK, Integer.toString(content.redrives().count() + 1)));
    }

    private Optional<RedriveEnd> send(Envelope letter, WebhookRequest request, Consumer<RedriveStep> told)
            throws InterruptedException {
        Verdict verdict = sink.send(request);
        if (verdict instanceof Verdict.Unavailable unavailable) {
            return trouble(unavailable.trouble());
        }
        if (verdict instanceof Verdict.Denied denied) {
            return trouble(denied.trouble());
        }
        if (verdict instanceof Verdict.Rejected rejected) {
            store.refusedAgain(letter.id(), clock.instant(), rejected.status(), rejected.answer());
            String answer = rejected.answer().replaceAll("\\s+", " ").strip();
            tell(
                    new RedriveStep(
                            letter,
                            Outcome.REFUSED,
                            "HTTP " + rejected.status() + " " + answer.substring(0, Math.min(QUOTED, answer.length()))),
                    told);
            return Optional.empty();
        }
        store.remove(letter.id());
        tell(new RedriveStep(letter, Outcome.DELIVERED, ""), told);
        return Optional.empty();
    }

    private static Optional<RedriveEnd> trouble(Trouble trouble) {
        return Optional.of(new RedriveEnd(RedriveEnd.Kind.SINK_TROUBLE, trouble.reason()));
    }

    private void tell(RedriveStep step, Consumer<RedriveStep> told) {
        if (step.outcome().stays()) {
            staying.putIfAbsent(Lane.of(step.letter()), step.letter());
        }
        told.accept(step);
    }
}
