package org.pineflow.simulator.control;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.pineflow.simulator.Served;
import org.pineflow.simulator.Version;

/** Versions as JSON: their rows are character for character as they are served, and an rve is a text, for its 19 digits. */
final class VersionJson {

    private VersionJson() {}

    static Answer answer(int status, String name, List<Version> versions) {
        return new Answer(status, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart(name);
            for (Version version : versions) {
                out.writeStartObject();
                writeMembers(version, out);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    static void write(Served served, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("over", served.over());
        out.writeStringField("as", served.as().text());
        out.writeBooleanField("intact", served.intact());
        writeMembers(served.version(), out);
        out.writeEndObject();
    }

    private static void writeMembers(Version version, JsonGenerator out) throws IOException {
        out.writeStringField("table", version.table());
        out.writeStringField("key", version.key());
        out.writeStringField("rve", Long.toString(version.rve()));
        out.writeBooleanField("deleted", version.deleted());
        out.writeFieldName("row");
        out.writeRawValue(version.json());
    }
}
