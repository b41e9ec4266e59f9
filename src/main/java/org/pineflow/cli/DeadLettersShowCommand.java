package org.pineflow.cli;

import java.util.List;
import java.util.Optional;
import org.pineflow.deadletter.DeadLetter;
import org.pineflow.deadletter.DeadLetterCodec;
import org.pineflow.deadletter.Envelope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pineflow dead-letters show}. */
@Command(
        name = "show",
        description = {
            "Shows dead letters in full: the event, where it was sent, the answer, the reason, and how often it was tried.",
            "Exit codes: 0 done; 1 there is no such letter, or the store cannot be read; 2 wrong usage."
        })
final class DeadLettersShowCommand extends DeadLettersTask {

    @Option(names = "--json", description = "Prints a JSON document for each letter, each on a line of its own.")
    private boolean json;

    @Override
    int run(List<Envelope> letters, ConfiguredStores stores) {
        if (letters.isEmpty()) {
            return failed("There are no such dead letters.");
        }
        boolean first = true;
        for (Envelope letter : letters) {
            Optional<DeadLetter> whole = stores.deadLetters().read(letter.id());
            if (whole.isPresent() && json) {
                out().println(DeadLetterCodec.line(letter.id(), whole.get()));
            } else if (whole.isPresent()) {
                out().print(first ? "" : "\n----\n\n");
                DeadLetterText.show(letter.id(), whole.get()).forEach(out()::println);
                first = false;
            }
        }
        return CommandExit.DONE;
    }
}
