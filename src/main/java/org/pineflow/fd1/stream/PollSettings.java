package org.pineflow.fd1.stream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.OptionalLong;
import org.pineflow.fd1.client.RequestPacket;
import org.pineflow.fd1.client.Rve;

/**
 * A request for rows (FD1 guide, "Polling for Changes and Download using Chunked Responses").
 *
 * @param endpoint its address, for example {@code fd1.customers.get_customers}
 * @param query sent as {@code q}; empty = none
 * @param fields sent as {@code qo}; empty = none
 * @param chunked whether the answer may come in many packets
 * @param since where the lower bound stands
 * @param incremental whether only rows since the position are asked for
 * @param requestTimeout longest silence, of time in which the socket is read
 */
public record PollSettings(
        String endpoint,
        ObjectNode query,
        ObjectNode fields,
        boolean chunked,
        ArgumentPath since,
        boolean incremental,
        Duration requestTimeout) {

    /**
     * The request.
     *
     * @param from rows at this rve and later; empty = all
     */
    public RequestPacket request(OptionalLong from, RveForm form) {
        ObjectNode request = plain();
        if (chunked) {
            request.put("mo", "chunk");
        }
        if (incremental && from.isPresent()) {
            since.putFrom(request, from.getAsLong(), form);
        }
        return new RequestPacket(request);
    }

    /** A request that is answered with no rows: it shows that the server has worked off what was sent before it. */
    public RequestPacket probe(RveForm form) {
        ObjectNode request = plain();
        since.put(request, form.atLeast(Rve.FAR_FUTURE));
        return new RequestPacket(request);
    }

    private ObjectNode plain() {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("a", endpoint);
        if (!query.isEmpty()) {
            request.set("q", query.deepCopy());
        }
        if (!fields.isEmpty()) {
            request.set("qo", fields);
        }
        return request;
    }
}
