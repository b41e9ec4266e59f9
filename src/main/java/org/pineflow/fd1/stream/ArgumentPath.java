package org.pineflow.fd1.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Where in a request an argument stands: {@code v.rve}, {@code q._rve(gt)}, or {@code rve} for the packet itself. FD1's
 * public pages do not say how a restart is spelled, so it is configuration.
 *
 * @param parent the member that holds it, empty = the packet
 * @param name its name, with an operator if any
 */
public record ArgumentPath(String parent, String name) {

    /**
     * @throws IllegalArgumentException when the text is empty or has an empty part
     */
    public static ArgumentPath parse(String option, String text) {
        int dot = text.indexOf('.');
        ArgumentPath path = dot < 0
                ? new ArgumentPath("", text.strip())
                : new ArgumentPath(
                        text.substring(0, dot).strip(), text.substring(dot + 1).strip());
        if (path.name.isEmpty() || dot >= 0 && path.parent.isEmpty()) {
            throw new IllegalArgumentException(
                    option + "=" + text + " is no argument. Write where it stands: v.rve, q._rve(gt) or rve");
        }
        return path;
    }

    /** Whether the operator leaves out the bound itself. */
    public boolean excludesBound() {
        return name.endsWith("(gt)") || name.endsWith("(>)");
    }

    /** Puts the value into a request. */
    public void put(ObjectNode request, JsonNode value) {
        (parent.isEmpty() ? request : request.withObjectProperty(parent)).set(name, value);
    }

    /** Puts a lower bound into a request, so that rows at {@code rve} itself are asked for. */
    public void putFrom(ObjectNode request, long rve, RveForm form) {
        put(request, excludesBound() ? form.above(rve) : form.atLeast(rve));
    }

    @Override
    public String toString() {
        return parent.isEmpty() ? name : parent + "." + name;
    }
}
