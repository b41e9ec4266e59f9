package org.pineflow.simulator.fault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A packet says that it belongs to another request. A packet without rp stays as it is. */
record WrongRp(String rp) implements Effect {

    private static final Pattern MEMBER = Pattern.compile("\"rp\":(\"(?:[^\"\\\\]|\\\\.)*\"|[^,}]*)");

    static final Parameter<String> RP = Parameter.of("rp", "nobody", "a text without quotes and commas", text -> {
        if (text.contains("\"") || text.contains("\\")) {
            throw new IllegalArgumentException();
        }
        return text;
    });

    static WrongRp of(Map<String, String> given) {
        return new WrongRp(RP.in(given));
    }

    @Override
    public List<Packet> onPacket(Packet packet) {
        // Latin-1 maps each byte to a character and back, so that all other bytes stay as they are.
        String json = new String(packet.json(), ISO_8859_1);
        String changed = MEMBER.matcher(json).replaceFirst(Matcher.quoteReplacement("\"rp\":\"" + rp + "\""));
        return List.of(packet.spoiled(changed.getBytes(ISO_8859_1)));
    }
}
