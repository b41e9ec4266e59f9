package org.pineflow.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.pineflow.deadletter.DeadLetterClaim;
import org.pineflow.deadletter.DeadLetterStore;
import org.pineflow.deadletter.Envelope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pineflow dead-letters drop}. */
@Command(
        name = "drop",
        description = {
            "Drops dead letters for good. Export them before, if in doubt.",
            "Exit codes: 0 dropped, or the answer was no; 1 there is no such letter, the store failed, or a redrive is at",
            "work; 2 wrong usage."
        })
final class DeadLettersDropCommand extends DeadLettersTask {

    private static final Duration CLAIM = Duration.ofMinutes(1);

    @Option(names = "--yes", description = "Does not ask, for scripts.")
    private boolean yes;

    @Option(names = "--all", description = "All letters are meant, and no id or filter was forgotten.")
    private boolean all;

    @Override
    int run(List<Envelope> letters, ConfiguredStores stores) {
        if (allAreMeant() && !all) {
            throw new ConfigurationException("Which letters? Give ids or filters, or --all.");
        }
        if (letters.isEmpty()) {
            out().println("There are no such dead letters.");
            return CommandExit.DONE;
        }
        if (!Confirmation.given(count(letters) + " will be gone for good", yes)) {
            out().println("Nothing was dropped.");
            return CommandExit.DONE;
        }
        DeadLetterStore store = stores.deadLetters();
        Optional<DeadLetterClaim> claim = store.claim(CLAIM);
        if (claim.isEmpty()) {
            return failed(DeadLettersRedriveCommand.CLAIMED);
        }
        try (DeadLetterClaim held = claim.get()) {
            int dropped = 0;
            for (Envelope letter : letters) {
                if (!held.renew()) {
                    return failed(
                            "Dropped " + dropped + " of " + letters.size() + ". " + DeadLettersRedriveCommand.CLAIMED);
                }
                dropped += store.remove(letter.id()) ? 1 : 0;
            }
            out().println("Dropped " + TextTable.number(dropped) + ".");
            return CommandExit.DONE;
        }
    }
}
