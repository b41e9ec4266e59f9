package org.pineflow.flowcore;

import java.util.List;
import java.util.Optional;
import org.pineflow.flowcore.client.RefusedEvent;

/**
 * Events are refused for good (400, 413, 422, or unfit to be sent). All other events of the message are delivered. The
 * body of the message is then the refused events alone.
 */
public final class FlowcoreRejectedException extends FlowcoreException {

    private static final long serialVersionUID = 1L;

    private final transient List<RefusedEvent> refused;
    private final String stream;

    FlowcoreRejectedException(String target, String stream, List<RefusedEvent> refused) {
        super(target, refused.get(0).status(), message(target, refused));
        this.stream = stream;
        this.refused = List.copyOf(refused);
    }

    /** The refused events, at least one, in the order of the message. */
    public List<RefusedEvent> getRefused() {
        return refused;
    }

    /** The stream that the events came from; empty when they came from elsewhere. */
    public Optional<String> getStream() {
        return stream.isEmpty() ? Optional.empty() : Optional.of(stream);
    }

    private static String message(String target, List<RefusedEvent> refused) {
        RefusedEvent first = refused.get(0);
        String answer = first.answer().replaceAll("\\s+", " ").strip();
        return target + " refuses " + refused.size() + (refused.size() == 1 ? " event: " : " events, the first: ")
                + first
                + (answer.isEmpty() ? "" : ", answer: " + answer.substring(0, Math.min(200, answer.length())))
                + "; mend and send again, or keep as dead letters";
    }
}
