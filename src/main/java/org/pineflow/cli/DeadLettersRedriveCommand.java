package org.pineflow.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.DeadLetterClaim;
import org.pineflow.deadletter.Envelope;
import org.pineflow.delivery.Redrive;
import org.pineflow.flowcore.client.Resender;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pineflow dead-letters redrive}. */
@Command(
        name = "redrive",
        description = {
            "Sends dead letters again, each once, to where they were meant for, with the login of the settings",
            "(camel.component.flowcore.…), which goes nowhere but to baseUrl. A letter is gone when the sink has it. Of one",
            "record the older letter goes first, and while it stays the newer ones wait. It can be interrupted at any time.",
            "Exit codes: 0 every event was taken, or the answer was no; 1 some letters stay, or the sink is in trouble;",
            "2 wrong usage or configuration."
        })
final class DeadLettersRedriveCommand extends DeadLettersTask {

    /** Why there is nothing to be done now. */
    static final String CLAIMED =
            "Another redrive or drop is at work on these dead letters: wait for its end. If it was killed, and the letters"
                    + " are in a database, its claim ends within the time that one request may take, and half a minute.";

    /** What the work around a request may take. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    @Option(names = "--yes", description = "Does not ask, for scripts.")
    private boolean yes;

    @Option(
            names = "--force",
            description = "Also letters that were sent again and refused " + Redrive.PATIENCE + " times.")
    private boolean force;

    @Option(names = "--json", description = "Prints one JSON document to standard output, and nothing else there.")
    private boolean json;

    @Override
    ConfiguredStores open(Settings settings) {
        return ConfiguredStores.openWithSink(settings);
    }

    @Override
    int run(List<Envelope> letters, ConfiguredStores stores) {
        RedriveOutcome outcome = new RedriveOutcome(letters.size());
        if (letters.isEmpty()) {
            print(outcome);
            return CommandExit.DONE;
        }
        Resender sink = stores.resender();
        if (!Confirmation.given(question(letters), yes)) {
            out().println("Nothing was sent.");
            return CommandExit.DONE;
        }
        Duration patience = stores.requestTimeout().plus(MARGIN);
        Optional<DeadLetterClaim> claim = stores.deadLetters().claim(patience);
        if (claim.isEmpty()) {
            return failed(CLAIMED);
        }
        Redrive redrive = new Redrive(stores.deadLetters(), claim.get(), sink, clock(), force);
        return Foreground.run(
                new RedriveService(redrive, claim.get(), letters, outcome, progress(), patience, () -> print(outcome)));
    }

    private static String question(List<Envelope> letters) {
        long unreadable = letters.stream()
                .filter(letter -> letter.kind() == DeadLetter.Kind.UNREADABLE)
                .count();
        return count(letters)
                + (unreadable == 0 ? "" : ", of which " + unreadable + " cannot be sent, as no event could be read");
    }

    private RedriveProgress progress() {
        return new RedriveProgress(json ? System.err : System.out, !json && LiveLines.areSupported());
    }

    private void print(RedriveOutcome outcome) {
        if (json) {
            out().println(DeadLettersListCommand.text(outcome.document()));
        } else {
            outcome.lines().forEach(out()::println);
        }
        out().flush();
    }
}
