package org.pineflow.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.pineflow.simulator.Served;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.Version;

/** The state of the server, its trade, and what it served. */
final class ServerCalls implements Calls {

    private final Simulator simulator;

    ServerCalls(Simulator simulator) {
        this.simulator = simulator;
    }

    @Override
    public Optional<Answer> answer(Call call) {
        if (call.is("GET", "status")) {
            return Optional.of(status());
        }
        if (call.is("POST", "trading")) {
            trade(call);
            return Optional.of(status());
        }
        if (call.is("GET", "served")) {
            return Optional.of(served());
        }
        if (call.is("DELETE", "served")) {
            simulator.ledger().clear();
            return Optional.of(status());
        }
        if (call.is("GET", "obligations")) {
            return Optional.of(VersionJson.answer(
                    Answer.DONE, "obligations", simulator.ledger().obligations()));
        }
        if (call.is("POST", "unmet")) {
            List<Version> unmet = simulator.ledger().unmet(new HashSet<>(call.lines()));
            return Optional.of(VersionJson.answer(unmet.isEmpty() ? Answer.DONE : Answer.NOT_MET, "unmet", unmet));
        }
        return Optional.empty();
    }

    private void trade(Call call) {
        JsonNode running = call.object().path("running");
        if (!running.isBoolean()) {
            throw new IllegalArgumentException("Give 'running' as true or false.");
        }
        if (running.booleanValue()) {
            simulator.startTrading();
        } else {
            simulator.stopTrading();
        }
    }

    private Answer status() {
        return Answer.of(out -> {
            out.writeStartObject();
            out.writeStringField("url", simulator.url().toString());
            out.writeNumberField("connections", simulator.connections());
            out.writeStringField("dialect", simulator.dialect().toString());
            out.writeStringField("lastRve", Long.toString(simulator.chain().lastRve()));
            out.writeNumberField("rowsServed", simulator.served());
            out.writeNumberField("servedForgotten", simulator.ledger().forgotten());
            out.writeNumberField("historyForgotten", simulator.chain().forgotten());
            out.writeEndObject();
        });
    }

    private Answer served() {
        List<Served> all = simulator.ledger().served();
        return Answer.of(out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("served");
            for (Served one : all) {
                VersionJson.write(one, out);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }
}
