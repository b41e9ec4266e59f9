package org.pineflow.cli;

import java.time.Duration;
import java.util.List;
import org.pineflow.deadletter.DeadLetterClaim;
import org.pineflow.deadletter.DeadLetterStoreException;
import org.pineflow.deadletter.Envelope;
import org.pineflow.delivery.Redrive;
import org.pineflow.delivery.RedriveStep;

/** A redrive in the foreground: a signal ends it after the letter that is on its way. */
final class RedriveService implements Foreground.Service {

    private final Redrive redrive;
    private final DeadLetterClaim claim;
    private final List<Envelope> letters;
    private final RedriveOutcome outcome;
    private final RedriveProgress progress;
    private final Duration patience;
    private final Runnable summary;
    private volatile boolean stopping;

    /**
     * @param claim given up at the end
     * @param outcome filled on the way
     * @param patience how long one letter may take
     * @param summary shows the outcome
     */
    RedriveService(
            Redrive redrive,
            DeadLetterClaim claim,
            List<Envelope> letters,
            RedriveOutcome outcome,
            RedriveProgress progress,
            Duration patience,
            Runnable summary) {
        this.redrive = redrive;
        this.claim = claim;
        this.letters = letters;
        this.outcome = outcome;
        this.progress = progress;
        this.patience = patience;
        this.summary = summary;
    }

    @Override
    public int run() {
        try (claim) {
            progress.show(outcome, System.nanoTime());
            outcome.ended(redrive.run(letters, () -> stopping, this::told));
        } catch (DeadLetterStoreException e) {
            outcome.failed(e.getMessage());
        }
        progress.end(outcome);
        summary.run();
        return outcome.isGood() ? CommandExit.DONE : CommandExit.FAILED;
    }

    private void told(RedriveStep step) {
        outcome.add(step);
        progress.show(outcome, System.nanoTime());
    }

    @Override
    public void stop() {
        stopping = true;
        System.err.println("Stopping after the letter that is on its way.");
    }

    @Override
    public Duration stopTimeout() {
        return patience;
    }
}
