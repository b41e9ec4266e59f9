package org.pineflow.flowcore.client;

import java.util.Map;

/**
 * An event that the sink refuses for good, or that is refused before it is sent.
 *
 * @param index its place in the message, from 0
 * @param body its JSON bytes; not copied, not to be changed
 * @param key the record's key, empty when unknown
 * @param rve the record's rve, 0 when unknown
 * @param status the answer's HTTP status, 0 when it was not sent
 * @param answer the first 4 KiB of the answer as printable text, empty when it was not sent
 * @param reason why, for people
 * @param tries how often it was sent, alone or with others
 * @param target the address without its query
 * @param headers of the request in which it stands alone, without secrets, also when that was not sent: what it can be
 *     sent again with; empty when the body is no event
 */
public record RefusedEvent(
        int index,
        byte[] body,
        String key,
        long rve,
        int status,
        String answer,
        String reason,
        int tries,
        String target,
        Map<String, String> headers) {

    public RefusedEvent {
        headers = Map.copyOf(headers);
    }

    /** Place, key and rve; never the body, which may hold personal data. */
    @Override
    public String toString() {
        return "event " + index + (key.isEmpty() ? "" : ", key " + key) + (rve == 0 ? "" : ", rve " + rve) + ": "
                + reason;
    }
}
