package org.pineflow.simulator.control;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pineflow.simulator.fault.ArmedFault;
import org.pineflow.simulator.fault.Fault;
import org.pineflow.simulator.fault.Faults;

/** {@code /faults}: lists, adds, triggers and removes them. */
final class FaultCalls implements Calls {

    private static final String NAME = "fault";

    private final Faults faults;

    FaultCalls(Faults faults) {
        this.faults = faults;
    }

    @Override
    public Optional<Answer> answer(Call call) {
        if (call.is("GET", "faults")) {
            return Optional.of(list());
        }
        if (call.is("POST", "faults")) {
            return Optional.of(one(Answer.CREATED, faults.add(read(call.object()))));
        }
        if (call.is("DELETE", "faults")) {
            faults.clear();
            return Optional.of(list());
        }
        if (call.is("GET", "faults", "*")) {
            return found(call).map(fault -> one(Answer.DONE, fault));
        }
        if (call.is("POST", "faults", "*", "trigger")) {
            return found(call).map(fault -> {
                fault.trigger();
                return one(Answer.DONE, fault);
            });
        }
        if (call.is("DELETE", "faults", "*")) {
            return found(call).map(fault -> {
                fault.remove();
                return one(Answer.DONE, fault);
            });
        }
        return Optional.empty();
    }

    private Optional<ArmedFault> found(Call call) {
        String id = call.path().get(1);
        return faults.list().stream()
                .filter(fault -> Long.toString(fault.id()).equals(id))
                .findFirst();
    }

    /** A fault's text in {@code fault}, or its name there and its values beside it. */
    private static Fault read(JsonNode body) {
        JsonNode name = body.path(NAME);
        if (!name.isTextual()) {
            throw new IllegalArgumentException(
                    "Give the fault in 'fault', as in {\"fault\":\"stall\",\"for\":\"10s\"}.");
        }
        Map<String, String> values = new LinkedHashMap<>();
        body.properties()
                .forEach(member -> values.put(member.getKey(), member.getValue().asText()));
        values.remove(NAME);
        return values.isEmpty() ? Fault.parse(name.textValue()) : Fault.of(name.textValue(), values);
    }

    private Answer list() {
        List<ArmedFault> all = faults.list();
        return Answer.of(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("faults");
            for (ArmedFault fault : all) {
                write(fault, out);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private static Answer one(int status, ArmedFault fault) {
        return new Answer(status, out -> write(fault, out));
    }

    private static void write(ArmedFault fault, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeNumberField("id", fault.id());
        out.writeStringField(NAME, fault.fault().toString());
        out.writeNumberField("strikes", fault.strikes());
        out.writeBooleanField("active", fault.isActive());
        out.writeEndObject();
    }
}
