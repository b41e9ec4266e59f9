package org.pineflow.fd1.client;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The first packet on a connection (FD1 pages "Endpoint: session" and "Authentication"). */
final class Login {

    /** The {@code rq} of a login. */
    static final String RQ = "login-1";

    private static final DateTimeFormatter LOCAL_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");
    private static final int SECONDS_PER_MINUTE = 60;

    private Login() {}

    /** Whether the settings ask for a login at all; some servers are public. */
    static boolean wanted(Fd1Settings settings) {
        return !settings.apiKey().isEmpty() || !settings.token().isEmpty();
    }

    /** The login packet. {@code tz} is minutes west of UTC, as in JavaScript's getTimezoneOffset. */
    static ObjectNode packet(Fd1Settings settings, Clock clock) {
        ZonedDateTime now = ZonedDateTime.now(clock);
        ZoneOffset offset = now.getOffset();
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        if (settings.apiKey().isEmpty()) {
            values.put("token", settings.token());
        } else {
            values.put("apikey", settings.apiKey());
        }
        values.put("tz", -offset.getTotalSeconds() / SECONDS_PER_MINUTE);
        values.put("localtime", LOCAL_TIME.format(now));
        ObjectNode packet = JsonNodeFactory.instance.objectNode();
        packet.put("a", "fd1.session.login");
        packet.put("rq", RQ);
        packet.set("v", values);
        return packet;
    }
}
